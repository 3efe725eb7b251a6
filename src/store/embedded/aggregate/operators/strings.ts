import { commandError } from '../../errors.ts';
import { compileRegex } from '../../match/regex.ts';
import { compareStrings, isBson, regexOf, textOf } from '../../values/compare.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { type Doc, RANK, rankOf, typeNameOf } from '../../values/types.ts';
import type { OperatorTable } from '../expression-types.ts';
import { isNullish } from '../truth.ts';
import { textFrom } from './convert.ts';
import { named, operator, unary } from './operands.ts';

/** A string operand, or a refusal with the operator's code. */
function textFor(value: unknown, name: string, code: number): string {
  if (typeof value === 'string') return value;
  if (isBson(value, 'BSONSymbol')) return textOf(value);
  throw commandError(code, `${name} requires a string argument, found: ${typeNameOf(value)}`);
}

function wholeFor(value: unknown, name: string, code: number): number {
  const whole = toSafeInteger(value);
  if (whole === undefined)
    throw commandError(code, `${name} requires an integral number, found: ${typeNameOf(value)}`);
  return whole;
}

/** Null and missing are the empty text for case and substring operators; dates and numbers are written out. */
function looseText(value: unknown): string {
  return isNullish(value) ? '' : textFrom(value);
}

const asciiCase = (text: string, upper: boolean): string =>
  upper
    ? text.replace(/[a-z]/g, (char) => char.toUpperCase())
    : text.replace(/[A-Z]/g, (char) => char.toLowerCase());

function substringOfBytes([value, start, count]: readonly unknown[], name: string): string {
  const bytes = Buffer.from(looseText(value));
  const from = wholeFor(start, name, 16034);
  const length = wholeFor(count, name, 16035);
  if (from < 0) throw commandError(50752, `${name}: starting index must be non-negative (got: ${from})`);
  const end = length < 0 ? bytes.length : Math.min(bytes.length, from + length);
  for (const at of [from, end]) {
    if (((bytes[at] ?? 0) & 0xc0) === 0x80) {
      throw commandError(
        28656,
        `${name}: Invalid range, starting or ending in the middle of a UTF-8 character`,
      );
    }
  }
  return bytes.subarray(from, end).toString();
}

function substringOfPoints([value, start, count]: readonly unknown[], name: string): string {
  const from = wholeFor(start, name, 34450);
  const length = wholeFor(count, name, 34452);
  if (from < 0) throw commandError(34455, `${name}: the starting index must be nonnegative integer.`);
  if (length < 0) throw commandError(34454, `${name}: length must be a nonnegative integer.`);
  return [...looseText(value)].slice(from, from + length).join('');
}

function trimming(left: boolean, right: boolean) {
  return named(['input'], ['chars'], ({ input, chars }, name) => {
    if (isNullish(input) || chars === null) return null;
    const points = [...textFor(input, name, 50699)];
    const set = chars === undefined ? undefined : new Set(textFor(chars, name, 50700));
    const isCut = (point: string): boolean => (set ? set.has(point) : /[\0\s]/.test(point));
    let from = 0;
    let to = points.length;
    while (left && from < to && isCut(points[from] ?? '')) from += 1;
    while (right && to > from && isCut(points[to - 1] ?? '')) to -= 1;
    return points.slice(from, to).join('');
  });
}

function indexWithin(units: (text: string) => readonly unknown[], code: number) {
  return operator(2, 4, ([text, wanted, start = 0, end], name) => {
    if (isNullish(text)) return null;
    const haystack = units(textFor(text, name, code));
    const needle = units(textFor(wanted, name, code + 1));
    const last = Math.min(haystack.length, end === undefined ? haystack.length : wholeFor(end, name, 40096));
    for (let i = wholeFor(start, name, 40096); i + needle.length <= last; i += 1) {
      if (needle.every((unit, j) => haystack[i + j] === unit)) return i;
    }
    return -1;
  });
}

function replacing(all: boolean) {
  return named(['input', 'find', 'replacement'], [], ({ input, find, replacement }, name) => {
    if (isNullish(input) || isNullish(find) || isNullish(replacement)) return null;
    const text = textFor(input, name, 51746);
    const from = textFor(find, name, 51745);
    const to = textFor(replacement, name, 51744);
    return all ? text.split(from).join(to) : text.replace(from, () => to);
  });
}

function matching(
  collect: (find: (from: number) => RegExpExecArray | null, text: string) => unknown,
  missing: unknown,
) {
  return named(['input', 'regex'], ['options'], (values, name) => {
    const { input } = values;
    if (isNullish(input) || isNullish(values.regex)) return missing;
    const text = textFor(input, name, 51104);
    const regex = regexFor(values, name);
    return collect((from) => regex.exec(text, from), text);
  });
}

function regexFor({ regex, options }: Doc, name: string): ReturnType<typeof compileRegex> {
  const given = isNullish(options) ? '' : textFor(options, name, 51106);
  if (rankOf(regex) !== RANK.regex) return compileRegex(textFor(regex, name, 51105), given);
  const { pattern, options: own } = regexOf(regex);
  if (own !== '' && given !== '')
    throw commandError(51107, `${name}: found regex options specified in both 'regex' and 'options' fields`);
  return compileRegex(pattern, own || given);
}

function described(match: RegExpExecArray): Doc {
  return {
    match: match[0],
    idx: [...match.input.slice(0, match.index)].length,
    captures: match.slice(1).map((capture) => capture ?? null),
  };
}

function findAll(find: (from: number) => RegExpExecArray | null, text: string): Doc[] {
  const found: Doc[] = [];
  for (let from = 0; from <= text.length; ) {
    const match = find(from);
    if (!match) break;
    found.push(described(match));
    from = match.index + Math.max(1, match[0].length);
  }
  return found;
}

/** Operators on strings. */
export const STRINGS: OperatorTable = {
  $concat: operator(0, Number.POSITIVE_INFINITY, (values, name) =>
    values.some(isNullish) ? null : values.map((value) => textFor(value, name, 16702)).join(''),
  ),
  $toLower: unary((value) => asciiCase(looseText(value), false)),
  $toUpper: unary((value) => asciiCase(looseText(value), true)),
  $strcasecmp: operator(2, 2, ([a, b]) =>
    compareStrings(asciiCase(looseText(a), true), asciiCase(looseText(b), true)),
  ),
  $substr: operator(3, 3, substringOfBytes),
  $substrBytes: operator(3, 3, substringOfBytes),
  $substrCP: operator(3, 3, substringOfPoints),
  $strLenBytes: unary((value, name) => Buffer.byteLength(textFor(value, name, 34473))),
  $strLenCP: unary((value, name) => [...textFor(value, name, 34471)].length),
  $split: operator(2, 2, ([text, separator], name) => {
    if (isNullish(text) || isNullish(separator)) return null;
    const by = textFor(separator, name, 40086);
    if (by === '') throw commandError(40087, '$split requires a non-empty separator');
    return textFor(text, name, 40085).split(by);
  }),
  $trim: trimming(true, true),
  $ltrim: trimming(true, false),
  $rtrim: trimming(false, true),
  $indexOfCP: indexWithin((text) => [...text], 40093),
  $indexOfBytes: indexWithin((text) => [...Buffer.from(text)], 40091),
  $replaceOne: replacing(false),
  $replaceAll: replacing(true),
  $regexMatch: matching((find) => find(0) !== null, false),
  $regexFind: matching((find) => {
    const match = find(0);
    return match ? described(match) : null;
  }, null),
  $regexFindAll: matching(findAll, []),
};
