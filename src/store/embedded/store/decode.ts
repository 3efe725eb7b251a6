import { type Document, serialize } from 'bson';
import { decode } from '../values/decode.ts';
import { readerOf } from '../values/read-fields.ts';

/** Decodes for matching, sorting and indexing: JavaScript values where nothing is lost, bson types elsewhere. */
export function decodePlain(bytes: Uint8Array): Document {
  return decode(bytes, false);
}

/** Decodes with every type kept (Int32, Double, Long...), so that encoding gives the same bytes again. */
export function decodeTyped(bytes: Uint8Array): Document {
  return decode(bytes, true);
}

/** Encodes a document. */
export function encode(document: Document): Buffer {
  const bytes = serialize(document, { ignoreUndefined: false });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Decodes of a document only the top-level fields named, all of it when none are named. */
export function decoderOf(fields: Iterable<string> | undefined, typed = false): (raw: Buffer) => Document {
  if (fields === undefined) return typed ? decodeTyped : decodePlain;
  const read = readerOf(fields);
  return (raw) => read(raw, typed);
}
