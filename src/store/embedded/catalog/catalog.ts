import { randomUUID } from 'node:crypto';
import { type Document, deserialize, serialize } from 'bson';
import { CommandError } from '../errors.ts';
import { increment, u32 } from '../kv/bytes.ts';
import type { Kv, Space } from '../kv/kv.ts';
import { indexFromSpec } from './index-spec.ts';
import type { Collection, Index } from './types.ts';

/** Version of the layout on disk: 2 has a log before the data file. A directory of an unknown version is refused. */
export const FORMAT = 2;

/** Whether this version reads a layout: 1 is a data file without a log. */
export const isReadable = (format: number): boolean => format === 1 || format === FORMAT;

const FORMAT_KEY = Buffer.from('format');
const IDS_KEY = Buffer.from('ids');
const COLLECTION_PREFIX = 'c:';
const PURGE_PREFIX = 'x:';

/** A key prefix whose entries belong to something dropped and are still to be removed. */
export interface Purge {
  readonly key: Buffer;
  readonly space: Space;
  readonly prefix: Buffer;
}

function collectionKey(ns: string): Buffer {
  return Buffer.from(COLLECTION_PREFIX + ns);
}

function decodeCollection(bytes: Buffer): Collection {
  const stored = deserialize(bytes, { promoteBuffers: true, bsonRegExp: true });
  const ns = stored.ns as string;
  const dot = ns.indexOf('.');
  return {
    id: stored.id,
    uuid: stored.uuid,
    ns,
    database: ns.slice(0, dot),
    name: ns.slice(dot + 1),
    options: stored.options,
    idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
    indexes: (stored.indexes as Document[]).map((index) => indexFromSpec(index.id, index.spec, index)),
    count: Number(stored.count),
    bytes: Number(stored.bytes),
  };
}

function encodeCollection(collection: Collection): Buffer {
  const { id, uuid, ns, options, count, bytes } = collection;
  const indexes = collection.indexes.map(({ id: indexId, spec, multikey, lossy, building }) => ({
    id: indexId,
    spec,
    multikey,
    lossy,
    building,
  }));
  return Buffer.from(serialize({ id, uuid, ns, options, count, bytes, indexes }));
}

/**
 * What exists: collections, their indexes and counters, in memory and in the `meta` space. Everything that
 * changes it runs inside a write transaction; `flush` stores the changes in that same transaction and `load`
 * forgets them when it failed.
 */
export class Catalog {
  private readonly kv: Kv;
  private readonly collections = new Map<string, Collection>();
  private readonly changed = new Set<Collection>();
  private lastId = 0;
  private idsChanged = false;

  constructor(kv: Kv) {
    this.kv = kv;
    const format = kv.get('meta', FORMAT_KEY)?.readUInt32BE(0) ?? 1;
    if (!isReadable(format)) {
      throw new Error(
        `The data folder was written in format ${format} and this version reads format ${FORMAT}: use the version of the program that wrote it.`,
      );
    }
    if (format !== FORMAT) kv.write(() => kv.put('meta', FORMAT_KEY, u32(FORMAT)));
    this.load();
  }

  /** Reads everything again from the last committed state. */
  load(): void {
    this.collections.clear();
    this.changed.clear();
    this.idsChanged = false;
    this.lastId = this.kv.get('meta', IDS_KEY)?.readUInt32BE(0) ?? 0;
    const start = Buffer.from(COLLECTION_PREFIX);
    for (const { value } of this.kv.entries(
      'meta',
      { start, end: increment(start) },
      Number.MAX_SAFE_INTEGER,
    )) {
      const collection = decodeCollection(value);
      this.collections.set(collection.ns, collection);
    }
  }

  /** Stores what changed; called inside the write transaction, last. */
  flush(): void {
    if (this.idsChanged) this.kv.put('meta', IDS_KEY, u32(this.lastId));
    for (const collection of this.changed) {
      this.kv.put('meta', collectionKey(collection.ns), encodeCollection(collection));
    }
  }

  /** Called after the commit. */
  settled(): void {
    this.changed.clear();
    this.idsChanged = false;
  }

  get(ns: string): Collection | undefined {
    return this.collections.get(ns);
  }

  /** All collections of a database, or all there are. */
  list(database?: string): Collection[] {
    const all = [...this.collections.values()];
    return database === undefined ? all : all.filter((collection) => collection.database === database);
  }

  /** Notes that the collection must be stored again. */
  touch(collection: Collection): void {
    this.changed.add(collection);
  }

  create(ns: string, options: Document = {}): Collection {
    checkNamespace(ns);
    if (this.collections.has(ns)) throw new CommandError(48, `Collection ${ns} already exists.`);
    const dot = ns.indexOf('.');
    const collection: Collection = {
      id: this.takeId(),
      uuid: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
      ns,
      database: ns.slice(0, dot),
      name: ns.slice(dot + 1),
      options,
      idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      indexes: [],
      count: 0,
      bytes: 0,
    };
    this.collections.set(ns, collection);
    this.touch(collection);
    return collection;
  }

  getOrCreate(ns: string): Collection {
    return this.collections.get(ns) ?? this.create(ns);
  }

  /** Forgets the collection and leaves its entries to be purged. */
  drop(collection: Collection): void {
    this.collections.delete(collection.ns);
    this.changed.delete(collection);
    this.kv.delete('meta', collectionKey(collection.ns));
    collection.dropped = true;
    this.addPurge('docs', collection.id);
    for (const index of collection.indexes) this.addPurge('index', index.id);
  }

  rename(collection: Collection, ns: string): void {
    checkNamespace(ns);
    const dot = ns.indexOf('.');
    const renamed = { ...collection, ns, database: ns.slice(0, dot), name: ns.slice(dot + 1) };
    this.collections.delete(collection.ns);
    this.changed.delete(collection);
    this.kv.delete('meta', collectionKey(collection.ns));
    this.collections.set(ns, renamed);
    this.touch(renamed);
  }

  addIndex(collection: Collection, spec: Document, building: boolean): Index {
    const index = indexFromSpec(this.takeId(), spec, { building });
    collection.indexes = [...collection.indexes, index];
    this.touch(collection);
    return index;
  }

  dropIndex(collection: Collection, index: Index): void {
    collection.indexes = collection.indexes.filter((other) => other.id !== index.id);
    index.dropped = true;
    this.touch(collection);
    this.addPurge('index', index.id);
  }

  /** Replaces an index by one with another specification over the same entries. */
  alterIndex(collection: Collection, index: Index, spec: Document): void {
    const altered = indexFromSpec(index.id, spec, index);
    collection.indexes = collection.indexes.map((other) => (other.id === index.id ? altered : other));
    this.touch(collection);
  }

  /** What is left to be removed of dropped collections and indexes. */
  purges(): Purge[] {
    const start = Buffer.from(PURGE_PREFIX);
    return this.kv.keys('meta', { start, end: increment(start) }, 10_000).map((key) => ({
      key,
      space: key[start.length] === 0x64 ? 'docs' : 'index',
      prefix: key.subarray(start.length + 1),
    }));
  }

  private addPurge(space: 'docs' | 'index', id: number): void {
    this.kv.put('meta', Buffer.concat([Buffer.from(PURGE_PREFIX + space[0]), u32(id)]), Buffer.from([1]));
  }

  private takeId(): number {
    this.lastId += 1;
    this.idsChanged = true;
    return this.lastId;
  }
}

/** Refuses names MongoDB refuses (73). */
export function checkNamespace(ns: string): void {
  const dot = ns.indexOf('.');
  const name = ns.slice(dot + 1);
  const wrong =
    dot <= 0 ||
    name === '' ||
    name.startsWith('.') ||
    name.endsWith('.') ||
    name.includes('$') ||
    ns.includes('\0');
  if (wrong || Buffer.byteLength(ns) > 255) throw new CommandError(73, `Invalid namespace specified '${ns}'`);
}
