import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Database, RangeOptions, RootDatabase } from 'lmdb';
import { DiskFull, isFull } from './disk.ts';
import type { DataFile, Entry, KeyRange, Space } from './kv.ts';

// The same library as one script: as modules it takes a third of a thread's start.
const { open } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');

/** The name of the data in its folder. */
export const DATA_FILE = 'data.mdb';

const EMPTY = Buffer.alloc(0);
const MAX_KEY_BYTES = 1978; // lmdb-js with 4 KB pages
const MAP_BYTES = 64 * 2 ** 30; // address space only; Windows would make the file this large

/** lmdb-js' own iteration form: it makes no object for each step when values are off. */
interface RawIterator {
  next(): { done?: boolean; value: unknown };
  return?(): unknown;
}

function boundaries({ start, end }: KeyRange, reverse = false): RangeOptions {
  if (!reverse) return end === undefined ? { start } : { start, end };
  // In reverse the range runs from its end (left out) down to its start (included).
  const options = { reverse: true, end: start, inclusiveEnd: true };
  return end === undefined ? options : { ...options, start: end, exclusiveStart: true };
}

function iterate(
  database: Database<Buffer, Buffer>,
  options: RangeOptions & { values?: boolean },
): RawIterator {
  const range = database.getRange(options) as unknown as { iterate(): RawIterator };
  return range.iterate();
}

/** Memory of its own for each small value would be most of the price of a walk. */
const MAX_POOLED = 2_048;
const SLAB_BYTES = 16_384;

let slab = Buffer.alloc(0);
let taken = 0;

/** Not from node's pool: what is kept of the keys and identifiers there would keep the values beside them. */
function memoryFor(length: number): Buffer {
  if (length > MAX_POOLED) return Buffer.allocUnsafeSlow(length);
  if (taken + length > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    taken = 0;
  }
  taken += length;
  return slab.subarray(taken - length, taken);
}

const KEY_ENCODER = {
  writeKey(key: Buffer, target: Buffer, position: number): number {
    target.set(key, position);
    return position + key.length;
  },
  readKey(source: Buffer, start: number, end: number): Buffer {
    const key = Buffer.allocUnsafe(end - start);
    for (let at = start; at < end; at++) key[at - start] = source[at] as number;
    return key;
  },
};

const VALUE_ENCODER = {
  encode: (value: Buffer): Buffer => value,
  /** lmdb-js reads into one buffer again and again; its `length` is the value's, its real length is not. */
  decode({ buffer, byteOffset, length }: Buffer): Buffer {
    if (length === 0) return EMPTY;
    const value = memoryFor(length);
    value.set(new Uint8Array(buffer, byteOffset, length));
    return value;
  },
};

function readValue(database: Database<Buffer, Buffer>, key: Buffer): Buffer | undefined {
  const shared = database.getBinaryFast(key);
  return shared === undefined ? undefined : VALUE_ENCODER.decode(shared);
}

function openRoot(path: string): RootDatabase<Buffer, Buffer> {
  const options = {
    path,
    noSubdir: true,
    maxDbs: 4,
    encoding: 'binary',
    overlappingSync: false, // a commit returns only when it is on disk
  } as const;
  if (process.platform === 'win32') return open(options);
  try {
    return open({ ...options, mapSize: MAP_BYTES });
  } catch {
    return open(options); // address space is limited here: the map grows as it is needed
  }
}

/** Opens (or makes) the LMDB environment in `directory`. */
export function openLmdb(directory: string): DataFile {
  const root = openRoot(join(directory, DATA_FILE));
  const common = {
    keyEncoder: KEY_ENCODER,
    encoder: VALUE_ENCODER,
    encoding: 'binary',
    cache: false,
  } as const;
  const spaceOf = (name: string): Database<Buffer, Buffer> => root.openDB({ ...common, name });
  const spaces: Readonly<Record<Space, Database<Buffer, Buffer>>> = {
    meta: spaceOf('m'),
    docs: spaceOf('d'),
    index: spaceOf('i'),
  };
  const keyAt = (space: Space, range: KeyRange, position: number): Buffer | undefined => {
    const options = { ...boundaries(range), offset: position, limit: 1, values: false };
    const iterator = iterate(spaces[space], options);
    const step = iterator.next();
    // An iterator that is not run to its end keeps its read transaction, and the file grows.
    if (step.done !== true) iterator.next();
    return step.done === true ? undefined : (step.value as Buffer);
  };
  let closed = false;
  return {
    maxKeyBytes: MAX_KEY_BYTES,
    get: (space, key) => readValue(spaces[space], key),
    has: (space, key) => spaces[space].doesExist(key),
    keys(space, range, limit, reverse = false) {
      const out: Buffer[] = [];
      const iterator = iterate(spaces[space], { ...boundaries(range, reverse), limit, values: false });
      for (let step = iterator.next(); !step.done; step = iterator.next()) out.push(step.value as Buffer);
      return out;
    },
    entries(space, range, limit, reverse = false) {
      const out: Entry[] = [];
      const iterator = iterate(spaces[space], { ...boundaries(range, reverse), limit });
      for (let step = iterator.next(); !step.done; step = iterator.next()) out.push(step.value as Entry);
      return out;
    },
    count: (space, range) => spaces[space].getKeysCount(boundaries(range)),
    holdsMore: (space, range, count) => keyAt(space, range, count) !== undefined,
    keyAt,
    put(space, key, value) {
      spaces[space].putSync(key, value.length === 0 ? EMPTY : value);
    },
    delete(space, key) {
      spaces[space].removeSync(key);
    },
    write(action) {
      try {
        return root.transactionSync(action);
      } catch (error) {
        // LMDB tells a write that was cut short as an input/output error: the file system knows whether it is full.
        throw isFull(directory) ? new DiskFull({ cause: error }) : error;
      }
    },
    refresh: () => root.resetReadTxn(),
    backup: (file) => root.backup(file, true),
    size: () => statSync(join(directory, DATA_FILE)).size,
    async close() {
      if (closed) return;
      closed = true;
      await root.close();
    },
  };
}
