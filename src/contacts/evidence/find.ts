import { wordsOf } from '../../search/words.ts';
import { addressesIn, type Written } from './addresses.ts';
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
  SHARED_LABEL,
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
/** One of several mobile numbers below a letter; the writer's, or their firm's. */
export const AMONG_SEVERAL = 0.8;
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
function partsOf({ text, folded = '' }: Said): { body: string; signature: string } {
  const all = shorten(text.normalize('NFKC'));
  const lines = unquoted(all.split('\n'));
  const close = lines.findLastIndex((line) => SIGN_OFF.test(line.trim()) && line.trim().length < 60);
  const isTail = close > 0 && lines.length - close <= 14;
  // Where somebody else's words begin in sight, what was folded away stood below them.
  const passedOn = all.split('\n').some((line) => QUOTED_BELOW.test(line));
  const ownFolded = passedOn ? [] : unquoted(shorten(folded.normalize('NFKC')).split('\n')).slice(0, 14);
  const signature = [...(isTail ? lines.slice(close) : []), ...ownFolded];
  return { body: (isTail ? lines.slice(0, close) : lines).join('\n'), signature: signature.join('\n') };
}

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
  for (const sentence of sentencesOf(body)) {
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
              introduced,
            });
      inherited = confidence;
      const evidence = said.asked && !OWN.test(left) ? 'answered' : 'typed';
      reset();
      findings.push({ kind: one.kind, value: one.value, evidence, confidence });
    }
  }
  return findings;
}

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
  { alone, introduced }: { alone: boolean; introduced: boolean },
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
  if (said.asked) return Math.min(one.sure ? 0.95 : 0.9, ceiling(one));
  const neutral = lastOf(NEUTRAL, left).from >= 0;
  if (named(left, said.name)) return Math.min(one.sure || neutral ? 0.93 : 0.6, ceiling(one));
  if (neutral) return Math.min(introduced ? 0.93 : 0.7, ceiling(one));
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

/**
 * Numbers below a letter. One mobile number is the writer's; of several, one may be the firm's, and which is told only
 * by who else signs with it: these are `AMONG_SEVERAL`.
 */
function inSignature(signature: string, said: Said): Finding[] {
  const lines = signature.split('\n');
  const mine = !said.name || lines.some((line) => named(line, said.name));
  const nameless = !lines.some((line) => FULL_NAME.test(line));
  const findings = lines.flatMap((line) => inSignatureLine(line, mine || nameless));
  const mobiles = new Set(
    findings.flatMap(({ kind, value, confidence }) =>
      kind === 'phone' && confidence >= STRONG ? [value] : [],
    ),
  );
  if (mobiles.size < 2) return findings;
  return findings.map((finding) =>
    mobiles.has(finding.value) ? { ...finding, confidence: AMONG_SEVERAL } : finding,
  );
}

const FULL_NAME = /^\s*\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’.-]*){1,2}\s*,?\s*$/u;

function inSignatureLine(line: string, mine: boolean): Finding[] {
  const written = addressesIn(line);
  return written.map((one, index): Finding => {
    const left = line.slice(written[index - 1]?.to ?? 0, one.from);
    const right = line.slice(one.to, written[index + 1]?.from ?? line.length);
    return {
      kind: one.kind,
      value: one.value,
      evidence: 'signature',
      confidence: signed(one, left, right, mine),
    };
  });
}

function signed(one: Written, left: string, right: string, mine: boolean): number {
  if (lastOf(NOT_PHONE, left).from >= 0 && lastOf(NEUTRAL, left).from < 0) return 0;
  if (lastOf(NOT_MINE, left).from >= 0 || lastOf(OTHER_PERSON, left).from >= 0) return 0;
  const many = lastOf(SHARED_LABEL, left.slice(-40)).from >= 0 || EXTENSION.test(right);
  // What was folded away may hold a sentence about the reader: «ваш адрес … ещё актуален?»
  const about = lastOf(OTHER_SIDE, left).from >= 0 || /\?\s*$/.test(right);
  if (one.shared || many || about) return 0.4;
  if (!mine) return 0.5;
  return one.sure ? 0.92 : 0.7;
}

const EXTENSION = /^[\s(,]*(?:доб|внутр|ext|вн|ichki|#)/iu;

/** Whether the text names the writer, in any script and form. */
function named(text: string, name: string | undefined): boolean {
  if (!name) return false;
  const words = new Set(wordsOf(text));
  return wordsOf(name).some((word) => word.length > 2 && words.has(word));
}

/** Sentences and lines; a dot inside of a number or an address ends none. */
function sentencesOf(body: string): string[] {
  return body
    .split(/\n+|(?<=[.!?…])\s+(?=\p{Lu})|(?<=\p{L}{4}[.!?…])\s+(?=\p{Ll}{3,})|;\s/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function lastOf(pattern: RegExp, text: string): { from: number; to: number } {
  let last = { from: -1, to: -1 };
  for (const match of text.matchAll(pattern)) last = { from: match.index, to: match.index + match[0].length };
  return last;
}

function firstOf(pattern: RegExp, text: string): number {
  for (const match of text.matchAll(pattern)) return match.index;
  return -1;
}
