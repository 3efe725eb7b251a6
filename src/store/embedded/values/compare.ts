import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from 'bson';
import { compareNumbers } from './numbers.ts';
import { bsonType, type Doc, fieldsOf, RANK, rankOf } from './types.ts';

/** Order of two strings: negative, zero, positive. Without one, strings compare by UTF-8 bytes. */
export type StringOrder = (a: string, b: string) => number;

/** Order of strings by code point, which is the order of their UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above U+FFFF, so they go after U+E000..U+FFFF.
    const fix = (unit: number): number =>
      unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
    return fix(x) < fix(y) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Orders two byte strings byte by byte, the shorter first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/**
 * Orders any two values as MongoDB does across types, numbers exactly; missing (undefined) equals null.
 * Returns -1, 0 or 1.
 */
export function compareValues(a: unknown, b: unknown, order: StringOrder = compareStrings): number {
  if (a === b) return 0;
  const rank = rankOf(a);
  const other = rankOf(b);
  if (rank !== other) return rank < other ? -1 : 1;
  switch (rank) {
    case RANK.number:
      return compareNumbers(a, b);
    case RANK.string:
      return Math.sign(order(textOf(a), textOf(b)));
    case RANK.object:
      return compareDocuments(a as Doc, b as Doc, order);
    case RANK.array:
      return compareArrays(a as unknown[], b as unknown[], order);
    default:
      return compareScalars(rank, a, b, order);
  }
}

/** True when two values are equal in MongoDB's sense: 1, 1.0 and Long 1 are, documents with other field order are not. */
export function equalValues(a: unknown, b: unknown, order?: StringOrder): boolean {
  return compareValues(a, b, order) === 0;
}

function compareScalars(rank: number, a: unknown, b: unknown, order: StringOrder): number {
  switch (rank) {
    case RANK.boolean:
      return a ? 1 : -1;
    case RANK.date:
      return compareNumbers((a as Date).getTime(), (b as Date).getTime());
    case RANK.objectId:
      return compareBytes((a as ObjectId).id, (b as ObjectId).id);
    case RANK.binary:
      return compareBinaries(binaryOf(a), binaryOf(b));
    case RANK.timestamp:
      return compareUnsigned(a as Timestamp, b as Timestamp);
    case RANK.regex:
      return compareRegexes(regexOf(a), regexOf(b));
    case RANK.code:
    case RANK.codeWithScope:
      return compareCode(a as Code, b as Code, order);
    default:
      return 0;
  }
}

function compareDocuments(a: Doc, b: Doc, order: StringOrder): number {
  const left = fieldsOf(a);
  const right = fieldsOf(b);
  const names = Object.keys(left);
  const others = Object.keys(right);
  for (let i = 0; i < names.length && i < others.length; i += 1) {
    const name = names[i] ?? '';
    const other = others[i] ?? '';
    const x = left[name];
    const y = right[other];
    const result =
      Math.sign(rankOf(x) - rankOf(y)) || compareStrings(name, other) || compareValues(x, y, order);
    if (result !== 0) return result;
  }
  return Math.sign(names.length - others.length);
}

function compareArrays(a: readonly unknown[], b: readonly unknown[], order: StringOrder): number {
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const result = compareValues(a[i], b[i], order);
    if (result !== 0) return result;
  }
  return Math.sign(a.length - b.length);
}

/** The text of a string or a BSON symbol. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (value as BSONSymbol).value;
}

/** Subtype and bytes of a Binary, UUID, Buffer or Uint8Array. */
export function binaryOf(value: unknown): { subtype: number; bytes: Uint8Array } {
  if (value instanceof Uint8Array) return { subtype: 0, bytes: value };
  const binary = value as Binary;
  return { subtype: binary.sub_type, bytes: binary.buffer.subarray(0, binary.position) };
}

function compareBinaries(
  a: { subtype: number; bytes: Uint8Array },
  b: { subtype: number; bytes: Uint8Array },
): number {
  return (
    Math.sign(a.bytes.length - b.bytes.length) ||
    Math.sign(a.subtype - b.subtype) ||
    compareBytes(a.bytes, b.bytes)
  );
}

function compareUnsigned(a: Timestamp, b: Timestamp): number {
  return Math.sign((a.high >>> 0) - (b.high >>> 0)) || Math.sign((a.low >>> 0) - (b.low >>> 0));
}

/** Pattern and options of a BSON or JavaScript regular expression. */
export function regexOf(value: unknown): { pattern: string; options: string } {
  if (value instanceof RegExp) {
    // BSON knows i, m, s, x, u, l; a JavaScript g or y has no meaning in a filter.
    return { pattern: value.source, options: value.flags.replace(/[^imsu]/g, '') };
  }
  return value as BSONRegExp;
}

function compareRegexes(
  a: { pattern: string; options: string },
  b: { pattern: string; options: string },
): number {
  return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options);
}

function compareCode(a: Code, b: Code, order: StringOrder): number {
  const result = compareStrings(a.code, b.code);
  return result !== 0 || !a.scope || !b.scope ? result : compareDocuments(a.scope, b.scope, order);
}

/** True when the value is one of bson's typed wrappers of the given name. */
export function isBson(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && bsonType(value) === name;
}
