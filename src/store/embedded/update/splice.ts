import { encode } from '../store/decode.ts';
import { decode } from '../values/decode.ts';
import { elementEnds } from '../values/elements.ts';
import { type Place, readerOf } from '../values/read-fields.ts';
import { type Doc, fieldsOf } from '../values/types.ts';
import type { CompiledUpdate } from './index.ts';

/** What an update makes of a stored document. */
export interface Updated {
  readonly raw: Buffer;
  /** The top-level fields that were added, changed or removed. */
  readonly changed: readonly string[];
}

/** Gives the new bytes of a stored document, undefined when it stays as it is; throws what the update refuses. */
export type ByteUpdate = (raw: Buffer) => Updated | undefined;

/**
 * An update that works on bytes. Where it tells which top-level fields it looks at only those are decoded and, where
 * they changed, encoded again; the bytes between them are copied. Fields keep their places and new ones follow behind,
 * so the result is what decoding, changing and encoding the whole document gives.
 */
export function onBytes({ apply, roots }: Pick<CompiledUpdate, 'apply' | 'roots'>): ByteUpdate {
  if (roots === undefined) return (raw) => wholly(raw, apply);
  const read = readerOf(roots);
  return (raw) => {
    const places: Place[] = [];
    const before = read(raw, true, places);
    // A name that comes twice: only the whole way tells what is left of it.
    if (places.length !== Object.keys(before).length) return wholly(raw, apply);
    const after = apply(before);
    return after === before ? undefined : splice(raw, places, before, after);
  };
}

function wholly(raw: Buffer, apply: CompiledUpdate['apply']): Updated | undefined {
  const before = decode(raw, true);
  const after = apply(before);
  if (after === before) return undefined;
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return { raw: encode(after), changed: [...names].filter((name) => old[name] !== now[name]) };
}

function splice(raw: Buffer, places: readonly Place[], before: Doc, after: Doc): Updated {
  const fresh: Doc = {};
  for (const name of Object.keys(after)) if (after[name] !== before[name]) fresh[name] = after[name];
  const names = Object.keys(fresh);
  const encoded = encode(fresh);
  const ends = elementEnds(encoded);
  const out = Buffer.allocUnsafe(raw.length + encoded.length);
  let size = 4;
  const put = (bytes: Buffer, start: number, end: number): void => {
    size += bytes.copy(out, size, start, end);
  };
  const putFresh = (position: number): void =>
    put(encoded, position === 0 ? 4 : (ends[position - 1] as number), ends[position] as number);
  const changed = [...names];
  let from = 4;
  for (const { name, start, end } of places) {
    if (Object.hasOwn(after, name) && after[name] === before[name]) continue;
    put(raw, from, start);
    from = end;
    const position = names.indexOf(name);
    if (position >= 0) putFresh(position);
    else changed.push(name);
  }
  put(raw, from, raw.length - 1);
  names.forEach((name, position) => {
    if (!Object.hasOwn(before, name)) putFresh(position);
  });
  out[size] = 0;
  out.writeInt32LE(size + 1, 0);
  return { raw: out.subarray(0, size + 1), changed };
}
