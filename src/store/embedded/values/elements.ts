/**
 * BSON read without decoding it (bsonspec.org): where each element of a document begins and ends. Decoding is
 * most of the price of a write, and an index needs few of the fields.
 */

const UNSIZED = 255;
/** Bytes of a value by its type; UNSIZED for those that tell their length or do not exist. */
const FIXED = new Uint8Array(256).fill(UNSIZED);
for (const [type, bytes] of [
  [1, 8], // double
  [6, 0], // undefined
  [7, 12], // ObjectId
  [8, 1], // bool
  [9, 8], // date
  [10, 0], // null
  [16, 4], // int
  [17, 8], // timestamp
  [18, 8], // long
  [19, 16], // decimal
  [127, 0], // max key
  [255, 0], // min key
] as const) {
  FIXED[type] = bytes;
}
const SMALLEST_DOCUMENT = 5;
const MAX_DEPTH = 200;

/** Bytes that are no BSON. */
export function invalid(why: string): Error {
  return new Error(`invalid BSON: ${why}`);
}

/** A little-endian int32; node's own reader checks what is checked here already. */
export function int32At(raw: Uint8Array, at: number): number {
  return (
    (raw[at] as number) |
    ((raw[at + 1] as number) << 8) |
    ((raw[at + 2] as number) << 16) |
    ((raw[at + 3] as number) << 24)
  );
}

/** Behind the zero byte that ends the text at `at`. Names are short: a loop is faster than a call. */
export function behindText(raw: Uint8Array, at: number, end: number): number {
  let zero = at;
  while (zero < end && raw[zero] !== 0) zero++;
  if (zero >= end) throw invalid('a name has no end');
  return zero + 1;
}

/** Behind the value of that type at `at`; looks into nested documents when `depth` is given. */
export function behindValue(raw: Uint8Array, type: number, at: number, end: number, depth?: number): number {
  const fixed = FIXED[type] as number;
  if (fixed !== UNSIZED) return at + fixed;
  if (type === 11) return behindText(raw, behindText(raw, at, end), end);
  if (at + 4 > end) throw invalid('a value is cut off');
  const length = int32At(raw, at);
  if (length < 0) throw invalid('a length is negative');
  if (type === 2 || type === 13 || type === 14) {
    if (length === 0 || raw[at + 3 + length] !== 0) throw invalid('a text has no end');
    return at + 4 + length;
  }
  if (type === 3 || type === 4) {
    if (depth !== undefined) checkWithin(raw, at, end, depth + 1);
    return at + length;
  }
  if (type === 5) return at + 5 + length;
  if (type === 12) return at + 16 + length;
  if (type === 15) return at + length;
  throw invalid(`there is no type ${type}`);
}

/** The last byte of the document that begins at `start`; throws when it cannot be one that ends before `limit`. */
export function lastByteOf(raw: Uint8Array, start: number, limit: number): number {
  const size = start + 4 > limit ? 0 : int32At(raw, start);
  const end = start + size;
  if (size < SMALLEST_DOCUMENT || end > limit || raw[end - 1] !== 0)
    throw invalid('a document has a wrong size');
  return end - 1;
}

function checkWithin(raw: Uint8Array, start: number, limit: number, depth: number): void {
  if (depth > MAX_DEPTH) throw invalid('it is nested too deeply');
  const end = lastByteOf(raw, start, limit);
  let at = start + 4;
  while (at < end) {
    const type = raw[at] as number;
    at = behindValue(raw, type, behindText(raw, at + 1, end + 1), end + 1, depth);
  }
  if (at !== end) throw invalid('a value is longer than its document');
}

/** Throws when the bytes are not one whole document; looks at all of its structure. */
export function checkElements(raw: Uint8Array): void {
  checkWithin(raw, 0, raw.length, 0);
  if (int32At(raw, 0) !== raw.length) throw invalid('there are bytes behind the document');
}

/** The name of a document's first field; undefined when it is empty. */
export function firstField(raw: Buffer): string | undefined {
  return raw.length <= SMALLEST_DOCUMENT ? undefined : raw.toString('utf8', 5, raw.indexOf(0, 5));
}

/** Where each top-level element of a document ends. */
export function elementEnds(raw: Uint8Array): number[] {
  const end = lastByteOf(raw, 0, raw.length);
  const ends: number[] = [];
  for (let at = 4; at < end; ) {
    at = behindValue(raw, raw[at] as number, behindText(raw, at + 1, end), end);
    ends.push(at);
  }
  return ends;
}

/** Some names, to be found in the bytes of documents. */
export class Names {
  private readonly byLength: { readonly bytes: string; readonly name: string }[][] = [];

  constructor(names: Iterable<string>) {
    for (const name of new Set(names)) {
      const length = Buffer.byteLength(name);
      // A character for each byte: nearly all names are so already, and a string costs nothing to make.
      const bytes = length === name.length ? name : Buffer.from(name).toString('latin1');
      const others = this.byLength[length];
      if (others === undefined) this.byLength[length] = [{ bytes, name }];
      else others.push({ bytes, name });
    }
  }

  /** The name that stands at [start, end), undefined when it is none of these. */
  at(raw: Uint8Array, start: number, end: number): string | undefined {
    const candidates = this.byLength[end - start];
    if (candidates === undefined) return undefined;
    for (const { bytes, name } of candidates) if (sameBytes(raw, start, bytes)) return name;
    return undefined;
  }
}

function sameBytes(raw: Uint8Array, start: number, bytes: string): boolean {
  for (let at = 0; at < bytes.length; at++) if (raw[start + at] !== bytes.charCodeAt(at)) return false;
  return true;
}
