import { addressesIn, type Written } from './addresses.ts';
import type { Finding, Said } from './find.ts';
import { firstOf, lastOf, named } from './near.ts';
import {
  FIRM,
  NEUTRAL,
  NOT_MINE,
  NOT_PHONE,
  OTHER_PERSON,
  OTHER_SIDE,
  SHARED_LABEL,
  SIGN_OFF,
} from './words.ts';

/** The one mobile number below a letter. */
const SIGNED = 0.92;
/** The same where a firm is named beside it: the writer's, unless they have given another one as theirs. */
export const BESIDE_FIRM = 0.9;
/** One of several mobile numbers below a letter; the writer's, or their firm's. */
export const AMONG_SEVERAL = 0.8;

const EXTENSION = /^[\s(,]*(?:доб|внутр|ext|вн|ichki|#)/iu;

/**
 * Numbers and addresses below a letter. One mobile number is the writer's; of several, one may be the firm's, and which
 * is told only by who else signs with it: these are `AMONG_SEVERAL`. Pure.
 */
export function inSignature(signature: string, said: Said): Finding[] {
  const lines = signature.split('\n');
  const mine = !said.name || lines.some((line) => named(line, said.name)) || isNameless(lines);
  const found = lines.flatMap((line) => inLine(line, mine));
  const firm = firstOf(FIRM, signature) >= 0 || found.some(({ shared }) => shared);
  const mobiles = new Set(
    found.flatMap(({ finding }) =>
      finding.kind === 'phone' && finding.confidence >= SIGNED ? [finding.value] : [],
    ),
  );
  const confidence = mobiles.size > 1 ? AMONG_SEVERAL : firm ? BESIDE_FIRM : SIGNED;
  return found.map(({ finding }) => (mobiles.has(finding.value) ? { ...finding, confidence } : finding));
}

/** Nobody and nothing is named: below the words of leave there are only numbers and addresses. */
const isNameless = (lines: readonly string[]): boolean =>
  lines.every((line) => line.trim() === '' || SIGN_OFF.test(line.trim()) || addressesIn(line).length > 0);

interface InLine {
  finding: Finding;
  /** Many people answer there. */
  shared: boolean;
}

function inLine(line: string, mine: boolean): InLine[] {
  const written = addressesIn(line);
  return written.map((one, index): InLine => {
    const left = labelOf(line.slice(written[index - 1]?.to ?? 0, one.from));
    const right = line.slice(one.to, written[index + 1]?.from ?? line.length);
    const confidence = signed(one, left, right, mine);
    const { kind, value, shared } = one;
    return { finding: { kind, value, evidence: 'signature', confidence }, shared };
  });
}

/** What stands before a number and belongs to it: «… (доб. 12), моб.» says that it is a mobile one. */
const labelOf = (left: string): string => /[,;|•·)]\s*(\p{L}[^,;|•·)]*)$/u.exec(left)?.[1] ?? left;

function signed(one: Written, left: string, right: string, mine: boolean): number {
  if (lastOf(NOT_PHONE, left).from >= 0 && lastOf(NEUTRAL, left).from < 0) return 0;
  if (lastOf(NOT_MINE, left).from >= 0 || lastOf(OTHER_PERSON, left).from >= 0) return 0;
  const many = lastOf(SHARED_LABEL, left.slice(-40)).from >= 0 || EXTENSION.test(right);
  // What was folded away may hold a sentence about the reader: «ваш адрес … ещё актуален?»
  const about = lastOf(OTHER_SIDE, left).from >= 0 || /\?\s*$/.test(right);
  if (one.shared || many || about) return 0.4;
  if (!mine) return 0.5;
  return one.sure ? SIGNED : 0.7;
}
