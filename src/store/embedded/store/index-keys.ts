import type { Index, IndexField } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import { invert, u32 } from '../kv/bytes.ts';
import { keyValues } from '../values/path.ts';
import { type Doc, getField, isDocument } from '../values/types.ts';
import { copyOf, encodeKey, invertWithin, USUAL_KEY_BYTES, writeKey } from './key-codec.ts';

/** The entries of one document in one index, each without the identifier that ends it. */
export interface IndexKeys {
  readonly prefixes: readonly Buffer[];
  /** By field: an array lies on its path. Empty: on none. */
  readonly multikey: readonly boolean[];
  /** By field: an entry does not hold the whole value. Empty: all do. */
  readonly lossy: readonly boolean[];
}

function distinct(buffers: Buffer[]): Buffer[] {
  if (buffers.length < 2) return buffers;
  const seen = new Set<string>();
  return buffers.filter((bytes) => {
    const text = bytes.toString('latin1');
    return seen.has(text) ? false : seen.add(text);
  });
}

function combinations(idPrefix: Buffer, fields: readonly (readonly Buffer[])[]): Buffer[] {
  if (fields.every((field) => field.length === 1)) {
    return [Buffer.concat([idPrefix, ...fields.map((field) => field[0] as Buffer)])];
  }
  let heads: Buffer[][] = [[idPrefix]];
  for (const field of fields) heads = heads.flatMap((head) => field.map((bytes) => [...head, bytes]));
  return heads.map((parts) => Buffer.concat(parts));
}

function valuesOf(document: Doc, field: IndexField): readonly unknown[] {
  if (field.parts.length > 1) return keyValues(document, field.parts);
  const value = Object.hasOwn(document, field.path) ? document[field.path] : undefined;
  return Array.isArray(value) ? keyValues(document, field.parts) : [value];
}

const NO_KEYS: IndexKeys = { prefixes: [], multikey: [], lossy: [] };
const MAX_FIELDS = 32;
const scratch = Buffer.allocUnsafeSlow(4 + MAX_FIELDS * USUAL_KEY_BYTES);
const ARRAY: unique symbol = Symbol('array');

/** The value at a path, undefined where it is missing; ARRAY where one lies on the path. */
function valueAt(document: Doc, parts: readonly string[]): unknown {
  let current: unknown = document;
  for (const part of parts) {
    if (!isDocument(current)) return undefined;
    current = getField(current, part);
    if (Array.isArray(current)) return ARRAY;
  }
  return current;
}

/** What nearly all documents have: one entry, made of values of the usual types. Undefined for the others. */
function usualKeys({ id, fields, sparse }: Index, document: Doc): IndexKeys | undefined {
  let end = scratch.writeUInt32BE(id, 0);
  let missing = 0;
  for (const { parts, descending } of fields) {
    const value = valueAt(document, parts);
    if (value === undefined) missing += 1;
    const start = end;
    end = writeKey(scratch, start, value);
    if (end < 0) return undefined;
    if (descending) invertWithin(scratch, start, end);
  }
  if (sparse && missing === fields.length) return NO_KEYS;
  return { prefixes: [copyOf(scratch, end)], multikey: [], lossy: [] };
}

/** The entries a document has in an index; none when a sparse or partial index leaves it out. */
export function keysOf(index: Index, document: Doc): IndexKeys {
  if (index.partial !== undefined && !index.partial.matches(document)) return NO_KEYS;
  return usualKeys(index, document) ?? anyKeys(index, document);
}

function anyKeys(index: Index, document: Doc): IndexKeys {
  const values = index.fields.map((field) => valuesOf(document, field));
  if (index.sparse && values.every((list) => list.every((value) => value === undefined))) return NO_KEYS;
  const multikey = index.fields.map((field) => valueAt(document, field.parts) === ARRAY);
  const lossy = index.fields.map(() => false);
  const encoded = values.map((list, at) => {
    const descending = index.fields[at]?.descending === true;
    return distinct(
      list.map((value) => {
        const key = encodeKey(value);
        if (key.lossy) lossy[at] = true;
        return descending ? invert(key.bytes) : key.bytes;
      }),
    );
  });
  // Two paths into one array make a cross product; two different arrays are refused, as MongoDB does.
  const roots = new Set(index.fields.filter((_, at) => multikey[at]).map((field) => field.parts[0]));
  if (roots.size > 1) {
    throw new CommandError(171, `cannot index parallel arrays [${[...roots].reverse().join('] [')}]`);
  }
  return { prefixes: combinations(u32(index.id), encoded), multikey, lossy };
}
