import type { Index } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import { u32 } from '../kv/bytes.ts';
import { encodeValue, KEY_TEXT_LIMIT } from '../values/encode.ts';
import { skipValue } from '../values/skip.ts';
import { bsonType, RANK } from '../values/types.ts';

/** One value as bytes that sort as the value does; `lossy` says that other values may have the same bytes. */
export interface EncodedKey {
  readonly bytes: Buffer;
  readonly lossy: boolean;
}

/** The longest text whose bytes, three a character at most, are never cut. */
const USUAL_TEXT = Math.floor(KEY_TEXT_LIMIT / 3);
/** The longest key of `writeKey`: type, text, end mark. */
export const USUAL_KEY_BYTES = 1 + USUAL_TEXT * 3 + 2;
const RESIDUAL_ZERO = 0x80;

/**
 * Writes the key of a value of one of the usual types to `out`, which has room for it: the same bytes as `encodeValue`
 * ascending. Gives the end of what it wrote, -1 for values it leaves to `encodeValue`. None of its keys is lossy.
 */
export function writeKey(out: Buffer, start: number, value: unknown): number {
  if (value === undefined || value === null) {
    out[start] = RANK.null;
    return start + 1;
  }
  if (typeof value === 'string') return writeText(out, start, value);
  if (typeof value === 'number') return writeDouble(out, start, value);
  if (typeof value === 'boolean') {
    out[start] = RANK.boolean;
    out[start + 1] = value ? 1 : 0;
    return start + 2;
  }
  if (value instanceof Date) return writeDate(out, start, value.getTime());
  if (typeof value === 'object' && bsonType(value) === 'ObjectId') {
    out[start] = RANK.objectId;
    out.set((value as { id: Uint8Array }).id, start + 1);
    return start + 13;
  }
  return -1;
}

function writeText(out: Buffer, start: number, text: string): number {
  if (text.length > USUAL_TEXT || text.includes('\0')) return -1;
  out[start] = RANK.string;
  const end = start + 1 + out.write(text, start + 1, 'utf8');
  out[end] = 0;
  out[end + 1] = 0;
  return end + 2;
}

function writeDouble(out: Buffer, start: number, value: number): number {
  if (Number.isNaN(value)) return -1;
  out[start] = RANK.number;
  out.writeDoubleBE(value === 0 ? 0 : value, start + 1);
  if (value < 0) invertWithin(out, start + 1, start + 9);
  else out[start + 1] = (out[start + 1] as number) | 0x80;
  out[start + 9] = RESIDUAL_ZERO;
  out[start + 10] = 0;
  return start + 11;
}

function writeDate(out: Buffer, start: number, time: number): number {
  if (Number.isNaN(time)) return -1;
  const high = Math.floor(time / 2 ** 32);
  out[start] = RANK.date;
  out.writeUInt32BE(high + 2 ** 31, start + 1);
  out.writeUInt32BE(time - high * 2 ** 32, start + 5);
  return start + 9;
}

/** Inverts the bytes of [start, end) in place. */
export function invertWithin(bytes: Buffer, start: number, end: number): void {
  for (let at = start; at < end; at++) bytes[at] = ~(bytes[at] as number) & 0xff;
}

/** A copy of the bytes before `end`. */
export function copyOf(bytes: Buffer, end: number): Buffer {
  const copy = Buffer.allocUnsafe(end);
  bytes.copy(copy, 0, 0, end);
  return copy;
}

const scratch = Buffer.allocUnsafeSlow(USUAL_KEY_BYTES);

/** The same bytes as `encodeValue` ascending, faster for the types most keys have. */
export function encodeKey(value: unknown): EncodedKey {
  const end = writeKey(scratch, 0, value);
  if (end >= 0) return { bytes: copyOf(scratch, end), lossy: false };
  const { bytes, lossy } = encodeValue(value);
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), lossy };
}

/** The key of a text of any length; a character stands for a byte while zeros are escaped. */
function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text).toString('latin1').replaceAll('\0', '\0\xff');
  return Buffer.from(`${String.fromCharCode(RANK.string)}${bytes}\0\0`, 'latin1');
}

/** The bytes of an _id: never cut, so that each document has its own key. */
export function encodeId(value: unknown): Buffer {
  if (typeof value === 'string' && (value.length > USUAL_TEXT || value.includes('\0'))) {
    const bytes = encodeText(value);
    if (bytes.length > 1900)
      throw new CommandError(17280, `_id is too long for a key: ${bytes.length} bytes`);
    return bytes;
  }
  const { bytes, lossy } = encodeKey(value);
  const decimal = typeof value === 'object' && value !== null && bsonType(value) === 'Decimal128';
  if (lossy && !decimal) throw new CommandError(17280, '_id holds a value that is too long for a key');
  return bytes;
}

/** The key of a document in the `docs` space. */
export function documentKey(collectionId: number, id: Buffer): Buffer {
  const out = Buffer.allocUnsafe(4 + id.length);
  out.writeUInt32BE(collectionId, 0);
  out.set(id, 4);
  return out;
}

/** The key of an entry in the `index` space: the identifier is inverted when the last field is descending. */
export function entryKey(index: Index, prefix: Buffer, id: Buffer): Buffer {
  const out = Buffer.allocUnsafe(prefix.length + id.length);
  out.set(prefix, 0);
  out.set(id, prefix.length);
  if (index.fields.at(-1)?.descending === true) invertWithin(out, prefix.length, out.length);
  return out;
}

/** The document key an index entry points to. */
export function documentKeyOf(index: Index, entry: Buffer, collectionId: number): Buffer {
  let at = 4;
  for (let field = 0; field < index.fields.length; field++) at = skipValue(entry, at);
  const flip = index.fields.at(-1)?.descending === true ? 0xff : 0;
  const out = Buffer.allocUnsafe(4 + entry.length - at);
  out.writeUInt32BE(collectionId, 0);
  for (let to = 4; at < entry.length; at++, to++) out[to] = (entry[at] as number) ^ flip;
  return out;
}

/** The range of everything that belongs to a collection or an index. */
export function wholeRange(id: number): { start: Buffer; end: Buffer } {
  return { start: u32(id), end: u32(id + 1) };
}
