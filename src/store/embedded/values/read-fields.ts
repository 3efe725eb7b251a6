import { ARRAY, bufferOf, DOCUMENT, textAt, valueAt } from './decode.ts';
import { behindText, behindValue, invalid, lastByteOf, Names } from './elements.ts';
import { type Doc, setField } from './types.ts';

/** Where an element of a document lies: [start, end). */
export interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Reads top-level fields, in the document's order, as `decode` does; `places` receives where they lie. */
export type FieldReader = (raw: Uint8Array, typed: boolean, places?: Place[]) => Doc;

/**
 * Makes a reader of the fields of these names, or, with `others`, of all but these; what it leaves out costs little.
 * Documents in the array `raw` stay bytes.
 */
export function readerOf(names: Iterable<string>, others = false, raw?: string): FieldReader {
  const known = new Names(names);
  return (given, typed, places) => {
    const bytes = bufferOf(given);
    const end = lastByteOf(bytes, 0, bytes.length);
    const out: Doc = {};
    for (let at = 4; at < end; ) {
      const value = behindText(bytes, at + 1, end);
      const next = behindValue(bytes, bytes[at] as number, value, end);
      if (next > end) throw invalid('a value is longer than its document');
      let name = known.at(bytes, at + 1, value - 1);
      if (others) name = name === undefined ? textAt(bytes, at + 1, value - 1) : undefined;
      if (name !== undefined) {
        const isRaw = name === raw && bytes[at] === ARRAY;
        setField(
          out,
          name,
          isRaw ? rawArrayAt(bytes, value, next) : valueAt(bytes, at, value, next, typed, 0),
        );
        places?.push({ name, start: at, end: next });
      }
      at = next;
    }
    return out;
  };
}

function rawArrayAt(raw: Buffer, start: number, limit: number): unknown[] {
  const end = lastByteOf(raw, start, limit);
  const out: unknown[] = [];
  for (let at = start + 4; at < end; ) {
    const value = behindText(raw, at + 1, end);
    const next = behindValue(raw, raw[at] as number, value, end);
    if (next > end) throw invalid('a value is longer than its document');
    out.push(raw[at] === DOCUMENT ? raw.subarray(value, next) : valueAt(raw, at, value, next, false, 0));
    at = next;
  }
  return out;
}
