import { Binary, Double, deserialize, Int32, Long, ObjectId } from 'bson';
import { behindText, behindValue, int32At, invalid, lastByteOf, Names } from './elements.ts';
import { type Doc, setField } from './types.ts';

/** Decoded deeper than any document that may be stored is nested. */
const MAX_DEPTH = 220;
const DOLLAR = 0x24;
/** Types of elements that hold elements. */
export const DOCUMENT = 3;
export const ARRAY = 4;
const DBREF_FIELDS = new Names(['$ref', '$id', '$db']);

/**
 * Decodes a document as bson's `deserialize` does with `bsonRegExp` and without checking UTF-8: JavaScript values where
 * nothing is lost, or, `typed`, with every type kept. Most of a store's time goes into this: the usual types are read
 * here, the others by bson itself.
 */
export function decode(raw: Uint8Array, typed: boolean): Doc {
  if (lastByteOf(raw, 0, raw.length) !== raw.length - 1) throw invalid('there are bytes behind the document');
  return documentAt(bufferOf(raw), 0, raw.length, typed, 0);
}

/** The same bytes as node's buffer. */
export function bufferOf(raw: Uint8Array): Buffer {
  return Buffer.isBuffer(raw) ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
}

/** The value of the element that lies at [element, next), its own bytes beginning at `at`. */
export function valueAt(
  raw: Buffer,
  element: number,
  at: number,
  next: number,
  typed: boolean,
  depth: number,
): unknown {
  switch (raw[element]) {
    case 1: {
      const value = raw.readDoubleLE(at);
      return typed ? new Double(value) : value;
    }
    case 2:
      return textAt(raw, at + 4, next - 1);
    case DOCUMENT:
      return documentAt(raw, at, next, typed, depth + 1);
    case ARRAY:
      return arrayAt(raw, at, next, typed, depth + 1);
    case 5:
      // Subtype 2 has a length of its own, 4 is a UUID.
      if (raw[at + 4] === 2 || raw[at + 4] === 4) return byBson(raw, element, next, typed);
      return new Binary(raw.subarray(at + 5, next), raw[at + 4]);
    case 6:
      return undefined;
    case 7:
      // A copy: a group may keep it, and would keep with it all that was read at once.
      return new ObjectId(Buffer.from(raw.subarray(at, next)));
    case 8:
      if ((raw[at] as number) > 1) throw invalid('a bool is neither true nor false');
      return raw[at] === 1;
    case 9:
      return new Date(int32At(raw, at + 4) * 2 ** 32 + (int32At(raw, at) >>> 0));
    case 10:
      return null;
    case 16: {
      const value = int32At(raw, at);
      return typed ? new Int32(value) : value;
    }
    case 18: {
      const high = int32At(raw, at + 4);
      // Whole numbers up to 2^53 are exact as JavaScript's; the limit itself is left to bson.
      if (typed) return new Long(int32At(raw, at), high);
      if (high < -(2 ** 21) || high >= 2 ** 21) return byBson(raw, element, next, typed);
      return high * 2 ** 32 + (int32At(raw, at) >>> 0);
    }
    default:
      return byBson(raw, element, next, typed);
  }
}

function documentAt(raw: Buffer, start: number, limit: number, typed: boolean, depth: number): Doc {
  const end = lastByteOf(raw, start, limit);
  if (depth > MAX_DEPTH) throw invalid('it is nested too deeply');
  const out: Doc = {};
  let at = start + 4;
  while (at < end) {
    let nameEnd = at + 1;
    let hash = 0;
    for (let byte = raw[nameEnd] as number; byte !== 0; byte = raw[nameEnd] as number) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      nameEnd += 1;
    }
    if (nameEnd >= end) throw invalid('a name has no end');
    if (raw[at + 1] === DOLLAR && DBREF_FIELDS.at(raw, at + 1, nameEnd) !== undefined) {
      // Perhaps a DBRef: bson knows what makes one.
      return deserialize(raw.subarray(start, end + 1), optionsOf(typed));
    }
    const name = nameAt(raw, at + 1, nameEnd, hash);
    const next = behindValue(raw, raw[at] as number, nameEnd + 1, end);
    if (next > end) throw invalid('a value is longer than its document');
    const value = valueAt(raw, at, nameEnd + 1, next, typed, depth);
    if (name === '__proto__') setField(out, name, value);
    else out[name] = value;
    at = next;
  }
  return out;
}

function arrayAt(raw: Buffer, start: number, limit: number, typed: boolean, depth: number): unknown[] {
  const end = lastByteOf(raw, start, limit);
  if (depth > MAX_DEPTH) throw invalid('it is nested too deeply');
  const out: unknown[] = [];
  for (let at = start + 4; at < end; ) {
    const value = behindText(raw, at + 1, end);
    const next = behindValue(raw, raw[at] as number, value, end);
    if (next > end) throw invalid('a value is longer than its document');
    out.push(valueAt(raw, at, value, next, typed, depth));
    at = next;
  }
  return out;
}

/** Short texts are cheaper to put together than to ask for. */
const SHORT = 6;

/** The UTF-8 text of [start, end). */
export function textAt(raw: Buffer, start: number, end: number): string {
  if (end - start > SHORT) return raw.toString('utf8', start, end);
  let text = '';
  for (let at = start; at < end; at++) {
    const byte = raw[at] as number;
    if (byte > 127) return raw.toString('utf8', start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Names come again and again: the newest of each hash is kept. */
const KEPT_NAMES = 1_024;
const keptNames: string[] = new Array<string>(KEPT_NAMES).fill('');
const LONGEST_KEPT = 40;

function nameAt(raw: Buffer, start: number, end: number, hash: number): string {
  const slot = hash & (KEPT_NAMES - 1);
  const kept = keptNames[slot] as string;
  if (isNameAt(raw, start, end, kept)) return kept;
  const name = raw.toString('utf8', start, end);
  if (end - start <= LONGEST_KEPT && name.length === end - start) keptNames[slot] = name;
  return name;
}

/** Right for names of as many characters as bytes: those are of ASCII. */
function isNameAt(raw: Buffer, start: number, end: number, name: string): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) if (raw[start + at] !== name.charCodeAt(at)) return false;
  return true;
}

const PLAIN = { bsonRegExp: true, validation: { utf8: false } };
const TYPED = { ...PLAIN, promoteValues: false };

function optionsOf(typed: boolean): typeof PLAIN {
  return typed ? TYPED : PLAIN;
}

/** A value of one of the rarer types. */
function byBson(raw: Buffer, element: number, next: number, typed: boolean): unknown {
  const alone = Buffer.allocUnsafe(4 + next - element + 1);
  alone.writeInt32LE(alone.length, 0);
  raw.copy(alone, 4, element, next);
  alone[alone.length - 1] = 0;
  return Object.values(deserialize(alone, optionsOf(typed)))[0];
}
