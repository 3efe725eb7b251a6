import type { Index } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import { invert, u32 } from '../kv/bytes.ts';
import { encodeValue, KEY_TEXT_LIMIT } from '../values/encode.ts';
import { skipValue } from '../values/skip.ts';
import { bsonType, RANK } from '../values/types.ts';

/** One value as bytes that sort as the value does; `lossy` says that other values may have the same bytes. */
export interface EncodedKey {
  readonly bytes: Buffer;
  readonly lossy: boolean;
}

const MISSING: EncodedKey = { bytes: Buffer.from([RANK.null]), lossy: false };
const NUMBER_BYTES = 11;
const RESIDUAL_ZERO = 0x80;

function encodeDouble(value: number): Buffer {
  const out = Buffer.allocUnsafe(NUMBER_BYTES);
  out[0] = RANK.number;
  out.writeDoubleBE(value === 0 ? 0 : value, 1);
  if (value < 0) for (let at = 1; at < 9; at++) out[at] = ~(out[at] as number) & 0xff;
  else out[1] = (out[1] as number) | 0x80;
  out[9] = RESIDUAL_ZERO;
  out[10] = 0;
  return out;
}

function encodeText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const out = Buffer.allocUnsafe(length + 3);
  out[0] = RANK.string;
  out.write(text, 1, 'utf8');
  out[length + 1] = 0;
  out[length + 2] = 0;
  if (!text.includes('\0')) return out;
  const parts = out.subarray(1, length + 1);
  const escaped: number[] = [RANK.string];
  for (const byte of parts) byte === 0 ? escaped.push(0, 0xff) : escaped.push(byte);
  return Buffer.from([...escaped, 0, 0]);
}

/** The same bytes as `encodeValue` ascending, faster for the types most keys have. */
export function encodeKey(value: unknown): EncodedKey {
  if (value === undefined || value === null) return MISSING;
  if (typeof value === 'number' && !Number.isNaN(value)) return { bytes: encodeDouble(value), lossy: false };
  if (typeof value === 'string' && value.length <= KEY_TEXT_LIMIT / 3) {
    return { bytes: encodeText(value), lossy: false };
  }
  if (typeof value === 'object' && bsonType(value) === 'ObjectId') {
    const out = Buffer.allocUnsafe(13);
    out[0] = RANK.objectId;
    out.set((value as { id: Uint8Array }).id, 1);
    return { bytes: out, lossy: false };
  }
  const { bytes, lossy } = encodeValue(value);
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), lossy };
}

/** The bytes of an _id: never cut, so that each document has its own key. */
export function encodeId(value: unknown): Buffer {
  if (typeof value === 'string') {
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
  return Buffer.concat([prefix, index.fields.at(-1)?.descending === true ? invert(id) : id]);
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
