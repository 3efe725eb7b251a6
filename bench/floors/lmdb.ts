import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';

export interface LmdbFloor {
  /** Durable commits of one small value each, a second. */
  readonly commitsPerSecond: number;
  /** Reads of one value, a second. */
  readonly readsPerSecond: number;
  /** Reads of 50 neighbours with their values, a second. */
  readonly pagesPerSecond: number;
}

const SECONDS = 2;
const KEYS = 100_000;

function perSecond(work: () => void): number {
  const begun = performance.now();
  let done = 0;
  while (performance.now() - begun < SECONDS * 1000) {
    work();
    done += 1;
  }
  return Math.round((done / (performance.now() - begun)) * 1000);
}

/** What the key-value store alone does, without documents, queries or a socket. */
export async function lmdbFloor(): Promise<LmdbFloor> {
  const directory = mkdtempSync(join(tmpdir(), 'okno-floor-'));
  const database = open<Buffer, Buffer>({
    path: join(directory, 'data.mdb'),
    keyEncoding: 'binary',
    encoding: 'binary',
    overlappingSync: false,
    mapSize: 2 ** 32,
  });
  const value = Buffer.alloc(430, 7);
  const key = (number: number): Buffer => {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt32BE(number, 12);
    return bytes;
  };
  database.transactionSync(() => {
    for (let number = 0; number < KEYS; number++) database.putSync(key(number), value);
  });
  let next = KEYS;
  const commitsPerSecond = perSecond(() => {
    next += 1;
    database.transactionSync(() => database.putSync(key(next), value));
  });
  const readsPerSecond = perSecond(() => database.getBinary(key(Math.floor(Math.random() * KEYS))));
  const pagesPerSecond = perSecond(() => {
    const start = key(Math.floor(Math.random() * (KEYS - 50)));
    for (const { value: found } of database.getRange({ start, limit: 50 })) if (found.length === 0) return;
  });
  await database.close();
  rmSync(directory, { recursive: true });
  return { commitsPerSecond, readsPerSecond, pagesPerSecond };
}
