import { RANK } from './types.ts';

/**
 * Where the encoded value that starts at `offset` ends. Ascending and descending encodings are told apart by
 * their first byte.
 */
export function skipValue(bytes: Uint8Array, offset: number): number {
  const inverted = (bytes[offset] ?? 0) > RANK.maxKey;
  const flip = inverted ? 0xff : 0;
  return skip(bytes, offset, flip);
}

function skip(bytes: Uint8Array, offset: number, flip: number): number {
  const rank = (bytes[offset] ?? 0) ^ flip;
  const start = offset + 1;
  switch (rank) {
    case RANK.number:
      return start + 10;
    case RANK.string:
    case RANK.code:
      return skipText(bytes, start, flip);
    case RANK.object:
      return skipDocument(bytes, start, flip);
    case RANK.array:
      return skipArray(bytes, start, flip);
    case RANK.binary:
      return skipText(bytes, start + 5, flip);
    case RANK.objectId:
      return start + 12;
    case RANK.boolean:
      return start + 1;
    case RANK.date:
    case RANK.timestamp:
      return start + 8;
    case RANK.regex:
      return skipText(bytes, skipText(bytes, start, flip), flip);
    case RANK.codeWithScope:
      return skipDocument(bytes, skipText(bytes, start, flip), flip);
    default:
      return start;
  }
}

function skipText(bytes: Uint8Array, offset: number, flip: number): number {
  let at = offset;
  while (at < bytes.length) {
    if (((bytes[at] ?? 0) ^ flip) !== 0) {
      at += 1;
    } else if (((bytes[at + 1] ?? 0) ^ flip) === 0) {
      return at + 2;
    } else {
      at += 2;
    }
  }
  return at;
}

function skipArray(bytes: Uint8Array, offset: number, flip: number): number {
  let at = offset;
  while (at < bytes.length && ((bytes[at] ?? 0) ^ flip) !== 0) at = skip(bytes, at, flip);
  return at + 1;
}

function skipDocument(bytes: Uint8Array, offset: number, flip: number): number {
  let at = offset;
  while (at < bytes.length && ((bytes[at] ?? 0) ^ flip) !== 0) {
    at = skip(bytes, skipText(bytes, at + 1, flip), flip);
  }
  return at + 1;
}
