import type { Document } from 'bson';
import type { Catalog } from '../catalog/catalog.ts';
import type { Collection, Index } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import { increment, startsWith } from '../kv/bytes.ts';
import type { Kv } from '../kv/kv.ts';
import { keyValues } from '../values/path.ts';
import { compareKeyValues } from '../values/sort.ts';
import { decodePlain } from './decode.ts';
import { type IndexKeys, keysOf } from './index-keys.ts';
import { documentKey, documentKeyOf, encodeId, entryKey } from './key-codec.ts';
import { show } from './show.ts';
import { touchedBy } from './touched.ts';

/** MongoDB's limit for a document; commands may be 16 KB larger. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);
const UNIQUE_PROBE = 64;

interface Change {
  readonly index: Index;
  readonly keys: IndexKeys;
  readonly added: readonly Buffer[];
  readonly removed: readonly Buffer[];
}

function duplicate(collection: Collection, name: string, pattern: Document, value: Document): CommandError {
  return new CommandError(
    11000,
    `E11000 duplicate key error collection: ${collection.ns} index: ${name} dup key: ${show(value)}`,
    { keyPattern: pattern, keyValue: value },
  );
}

/**
 * Documents with their index entries. Every method runs inside a write transaction, checks everything that can
 * be refused first and changes nothing when it throws a CommandError.
 */
export class Documents {
  private readonly kv: Kv;
  private readonly catalog: Catalog;

  constructor(kv: Kv, catalog: Catalog) {
    this.kv = kv;
    this.catalog = catalog;
  }

  /** Stores a new document as it came, `_id` first; throws 11000, 10334, 17280, 171. */
  insert(collection: Collection, raw: Buffer): void {
    checkSize(raw);
    const { indexes, decode } = touchedBy(collection.indexes);
    const document = decode(raw);
    const id = encodeId(document._id);
    const key = documentKey(collection.id, id);
    if (this.kv.has('docs', key)) {
      throw duplicate(collection, '_id_', { _id: 1 }, { _id: document._id });
    }
    const changes = indexes.map((index) => this.change(collection, index, key, document, undefined));
    this.apply(collection, id, changes);
    this.kv.put('docs', key, raw);
    collection.count += 1;
    collection.bytes += raw.length;
    this.catalog.touch(collection);
  }

  /**
   * Replaces a stored document by one with the same _id; throws as `insert` does. `changed` names the top-level fields
   * that differ, undefined: perhaps any. Indexes on others are left alone.
   */
  replace(
    collection: Collection,
    key: Buffer,
    before: Buffer,
    raw: Buffer,
    changed?: readonly string[] | undefined,
  ): void {
    checkSize(raw, 17419);
    const { indexes, decode } = touchedBy(collection.indexes, changed);
    if (indexes.length > 0) {
      const old = decode(before);
      const after = decode(raw);
      const changes = indexes.map((index) => this.change(collection, index, key, after, old));
      this.apply(collection, key.subarray(4), changes);
    }
    this.kv.put('docs', key, raw);
    collection.bytes += raw.length - before.length;
    if (raw.length !== before.length) this.catalog.touch(collection);
  }

  /** Removes a stored document. */
  remove(collection: Collection, key: Buffer, before: Buffer): void {
    const id = key.subarray(4);
    const { indexes, decode } = touchedBy(collection.indexes);
    const document = decode(before);
    for (const index of indexes) {
      for (const prefix of keysOf(index, document).prefixes)
        this.kv.delete('index', entryKey(index, prefix, id));
    }
    this.kv.delete('docs', key);
    collection.count -= 1;
    collection.bytes -= before.length;
    this.catalog.touch(collection);
  }

  /** Adds a stored document to an index under construction; throws 11000, 171, 17280. */
  addToIndex(collection: Collection, index: Index, key: Buffer, raw: Buffer): void {
    const document = touchedBy(collection.indexes).decode(raw);
    this.apply(collection, key.subarray(4), [this.change(collection, index, key, document, undefined)]);
  }

  private change(
    collection: Collection,
    index: Index,
    key: Buffer,
    after: Document,
    before: Document | undefined,
  ): Change {
    const keys = keysOf(index, after);
    const old = before === undefined ? NO_PREFIXES : keysOf(index, before).prefixes;
    const added = without(keys.prefixes, old);
    const removed = without(old, keys.prefixes);
    for (const prefix of keys.prefixes) {
      if (prefix.length + key.length - 4 > this.kv.maxKeyBytes) {
        throw new CommandError(17280, `the values of a document are too long for the index ${index.name}`);
      }
    }
    if (index.unique) {
      const lossy = index.lossy.some(Boolean) || keys.lossy.some(Boolean);
      for (const prefix of lossy ? keys.prefixes : added) {
        if (this.taken(collection, index, prefix, key, lossy ? after : undefined)) {
          throw duplicate(
            collection,
            index.name,
            index.spec.key,
            conflictingValue(index, keys, prefix, after),
          );
        }
      }
    }
    return { index, keys, added, removed };
  }

  /** Whether another document has the prefix; with `exact`, the values themselves are compared. */
  private taken(
    collection: Collection,
    index: Index,
    prefix: Buffer,
    own: Buffer,
    exact: Document | undefined,
  ): boolean {
    const end = increment(prefix);
    let start = prefix;
    if (this.kv.count('index', { start, end }) === 0) return false; // nearly always, and cheaper than keys
    for (;;) {
      const entries = this.kv.keys('index', { start, end }, exact === undefined ? 2 : UNIQUE_PROBE);
      for (const entry of entries) {
        if (!startsWith(entry, prefix)) continue;
        const key = documentKeyOf(index, entry, collection.id);
        if (key.equals(own)) continue;
        if (exact === undefined) return true;
        const other = this.kv.get('docs', key);
        if (other !== undefined && sharesValues(index, decodePlain(other), exact)) return true;
      }
      const last = entries.at(-1);
      if (exact === undefined || last === undefined || entries.length < UNIQUE_PROBE) return false;
      start = Buffer.concat([last, Buffer.from([0])]);
    }
  }

  private apply(collection: Collection, id: Buffer, changes: readonly Change[]): void {
    for (const { index, keys, added, removed } of changes) {
      for (const prefix of removed) this.kv.delete('index', entryKey(index, prefix, id));
      for (const prefix of added) this.kv.put('index', entryKey(index, prefix, id), NOTHING);
      for (let at = 0; at < keys.multikey.length; at++) {
        if (keys.multikey[at] && !index.multikey[at]) {
          index.multikey[at] = true;
          this.catalog.touch(collection);
        }
        if (keys.lossy[at] && !index.lossy[at]) {
          index.lossy[at] = true;
          this.catalog.touch(collection);
        }
      }
    }
  }
}

const NO_PREFIXES: readonly Buffer[] = [];

/** The prefixes that are not among the others. */
function without(prefixes: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] {
  if (prefixes.length === 0 || others.length === 0) return prefixes;
  return prefixes.filter((prefix) => !others.some((other) => other.equals(prefix)));
}

function checkSize(raw: Buffer, code = 10334): void {
  if (raw.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      code,
      `BSONObj size: ${raw.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}(16MB)`,
    );
  }
}

/** Whether two documents have an equal value for every field of the index. */
function sharesValues(index: Index, a: Document, b: Document): boolean {
  return index.fields.every(({ parts }) => {
    const others = keyValues(b, parts);
    return keyValues(a, parts).some((value) => others.some((other) => compareKeyValues(value, other) === 0));
  });
}

function conflictingValue(index: Index, keys: IndexKeys, prefix: Buffer, document: Document): Document {
  const single = index.fields.length === 1 ? Math.max(0, keys.prefixes.indexOf(prefix)) : 0;
  return Object.fromEntries(
    index.fields.map(({ path, parts }) => {
      const value = keyValues(document, parts)[single];
      return [path, value === undefined || typeof value === 'symbol' ? null : value];
    }),
  );
}
