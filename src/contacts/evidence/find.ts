import { addressesIn, type Written } from './addresses.ts';
import { firstOf, lastOf, named } from './near.ts';
import { inSignature } from './signature.ts';
import {
  INTRODUCTION,
  NEUTRAL,
  NOT_MINE,
  NOT_PHONE,
  OTHER_PERSON,
  OTHER_SIDE,
  OWN,
  OWN_AFTER,
  QUOTED_BELOW,
  SIGN_OFF,
} from './words.ts';

/** What somebody wrote, and what is known of who did. */
export interface Said {
  text: string;
  /** History and signature that were folded away. */
  folded?: string | undefined;
  /** Name of the writer, as the network shows it. */
  name?: string | undefined;
  /** We had just asked for a number or an address. */
  asked?: boolean | undefined;
}

export interface Finding {
  kind: 'phone' | 'email';
  /** E.164, or the address in lower case. */
  value: string;
  evidence: 'typed' | 'answered' | 'signature';
  /** 0..1; `STRONG` and above links at once, the rest is at best a suggestion. */
  confidence: number;
}

export const STRONG = 0.9;
/** Longer texts are no conversation; what counts stands at their beginning and end. */
const MAX = 20_000;
const ENDS = 6_000;

/**
 * The telephone numbers and addresses that the writer gives as their own. What belongs to somebody else by its own
 * words (a husband's, an office's), orders, cards, prices, and whatever is quoted is left out. Pure.
 */
export function findOwn(said: Said): Finding[] {
  const { body, signature } = partsOf(said);
  const found = new Map<string, Finding>();
  for (const finding of [...inBody(body, said), ...inSignature(signature, said)]) {
    const known = found.get(finding.value);
    if (known === undefined || finding.confidence > known.confidence) found.set(finding.value, finding);
  }
  return [...found.values()].filter(({ confidence }) => confidence > 0);
}

/** The writer's own words, and the block below a closing line or the delimiter of a signature. */
function partsOf({ text, folded = '', name }: Said): { body: string; signature: string } {
  const all = shorten(plain(text));
  const lines = unquoted(all.split('\n'));
  const close = closing(lines, name);
  const isTail = close > 0 && lines.length - close <= MOST_SIGNED;
  // Where somebody else's words begin in sight, what was folded away stood below them.
  const passedOn = all.split('\n').some((line) => QUOTED_BELOW.test(line));
  const ownFolded = passedOn ? [] : unquoted(shorten(plain(folded)).split('\n')).slice(0, MOST_SIGNED);
  const signature = [...(isTail ? lines.slice(close) : []), ...ownFolded];
  return { body: (isTail ? lines.slice(0, close) : lines).join('\n'), signature: signature.join('\n') };
}

/** Lines of a signature at most. */
const MOST_SIGNED = 14;

/** Where the writer takes leave, or where their name stands alone in a line near the end; -1 where neither. */
function closing(lines: readonly string[], name: string | undefined): number {
  const leave = lines.findLastIndex((line) => SIGN_OFF.test(line.trim()) && line.trim().length < 60);
  if (leave > 0 && lines.length - leave <= MOST_SIGNED) return leave;
  return lines.findLastIndex((line, at) => at > 1 && isNameAlone(line, name));
}

const isNameAlone = (line: string, name: string | undefined): boolean =>
  /^\s*(?:\p{Lu}[\p{L}'’ʻ.-]*[\s,]*){1,3}$/u.test(line) && named(line, name);

/** Letters and digits of one kind; "№" would become a word that says nothing. */
const plain = (text: string): string => text.replaceAll('№', '#').normalize('NFKC');

function shorten(text: string): string {
  return text.length <= MAX ? text : `${text.slice(0, ENDS)}\n${text.slice(-ENDS)}`;
}

/** Lines up to where somebody else's words begin, without those that are quoted one by one. */
function unquoted(lines: readonly string[]): string[] {
  const end = lines.findIndex((line) => QUOTED_BELOW.test(line));
  return lines.slice(0, end < 0 ? lines.length : end).filter((line) => !/^\s*[>|»]/.test(line));
}

function inBody(body: string, said: Said): Finding[] {
  const findings: Finding[] = [];
  const introduced = firstOf(INTRODUCTION, body) >= 0;
  let before = '';
  for (const sentence of sentencesOf(body)) {
    const heading = before;
    before = sentence;
    const written = addressesIn(sentence);
    let inherited = 0;
    for (const [index, one] of written.entries()) {
      const left = sentence.slice(written[index - 1]?.to ?? 0, one.from);
      const right = sentence.slice(one.to, written[index + 1]?.from ?? sentence.length);
      const listed =
        index > 0 &&
        /^[\s,;/()]*(?:и|или|либо|та|або|чи|or|and|va|yoki|ва|ёки|также)?[\s,;/()]*$/iu.test(left);
      const last = index === written.length - 1;
      const confidence =
        listed && !said.asked
          ? Math.min(inherited, ceiling(one))
          : judge(one, left, afterwards(right, last), said, {
              alone: sentence === body.trim() || written.length === 1,
              introduced: introduced || isNameAlone(heading, said.name),
              brief: isBrief(sentence),
            });
      inherited = confidence;
      const evidence = said.asked && !OWN.test(left) ? 'answered' : 'typed';
      reset();
      findings.push({ kind: one.kind, value: one.value, evidence, confidence });
    }
  }
  return findings;
}

/** An answer to a question about a number is little more than the number. */
const isBrief = (sentence: string): boolean => (sentence.match(/[\p{L}'’ʻ-]{2,}/gu) ?? []).length <= 5;

/** Patterns with the flag `g` remember where they stopped. */
function reset(): void {
  OWN.lastIndex = 0;
}

/** What is said after a number belongs to the next one from a comma or an "and" on. */
function afterwards(right: string, last: boolean): string {
  const end = right.search(
    last ? /[,;]\s*(?:а|но|и|але|та|and|but|va|lekin|ва)\s/iu : /[,;()]|\s(?:а|и|но|та|and|or|va|ва)\s/iu,
  );
  return (end < 0 ? right : right.slice(0, end)).slice(0, 80);
}

function judge(
  one: Written,
  left: string,
  right: string,
  said: Said,
  { alone, introduced, brief }: { alone: boolean; introduced: boolean; brief: boolean },
): number {
  const own = lastOf(OWN, left);
  const person = lastOf(OTHER_PERSON, left);
  const side = lastOf(OTHER_SIDE, left);
  if (firstOf(NOT_MINE, right) >= 0 || lastOf(NOT_MINE, left).from > own.from) return 0;
  if (one.kind === 'phone' && notPhone(left, own)) return 0;
  const after = firstOf(OWN_AFTER, right);
  if (firstOf(OTHER_PERSON, right) >= 0) return own.from >= 0 ? Math.min(0.5, ceiling(one)) : 0;
  const nextSide = firstOf(OTHER_SIDE, right);
  const apart = own.from >= 0 && /[,;]/.test(right.slice(0, nextSide));
  if (nextSide >= 0 && nextSide < 25 && (after < 0 || after > nextSide) && !apart) return 0;
  // «мой муж номер …»: somebody else between "my" and the number.
  if (person.to > own.from && person.from >= 0) return 0;
  if (side.from >= 0 && side.from > own.from && after < 0) return 0;
  if (person.from >= 0) return Math.min(0.5, ceiling(one));
  if (own.from >= 0 || after >= 0) return Math.min(0.96, ceiling(one));
  const neutral = lastOf(NEUTRAL, left).from >= 0;
  if (said.asked && (brief || neutral)) return Math.min(one.sure ? 0.95 : 0.9, ceiling(one));
  if (named(left, said.name)) return Math.min(one.sure || neutral ? 0.93 : 0.6, ceiling(one));
  if (neutral || (introduced && brief && one.sure)) return Math.min(introduced ? 0.93 : 0.7, ceiling(one));
  return alone && one.sure ? 0.6 : 0.3;
}

/** The best that can be said of an address where many answer, or of digits that may be something else. */
function ceiling({ shared, sure }: Written): number {
  if (shared) return 0.6;
  return sure ? 1 : 0.92;
}

/** The nearest word says what the digits are: an order's number, unless a telephone is named after it. */
function notPhone(left: string, own: { from: number }): boolean {
  const thing = lastOf(NOT_PHONE, left);
  if (thing.from < 0 || left.length - thing.to > 30) return false;
  const neutral = lastOf(NEUTRAL, left.slice(thing.to));
  return own.from < thing.from && neutral.from < 0;
}

/** Sentences and lines; a dot inside of a number or an address ends none. */
function sentencesOf(body: string): string[] {
  return body
    .split(/\n+|(?<=[.!?…])\s+(?=\p{Lu})|(?<=\p{L}{4}[.!?…])\s+(?=\p{Ll}{3,})|;\s/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
