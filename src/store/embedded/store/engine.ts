import { Catalog } from '../catalog/catalog.ts';
import type { Kv } from '../kv/kv.ts';
import { Cursors } from './cursors.ts';
import { Documents } from './documents.ts';
import { Janitor } from './janitor.ts';
import { SILENT } from './silent.ts';
import { Writer } from './writer.ts';

/** What the store tells: an object and a sentence, as pino takes them. */
export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Everything commands work with. */
export interface Engine {
  readonly kv: Kv;
  readonly catalog: Catalog;
  readonly writer: Writer;
  readonly documents: Documents;
  readonly cursors: Cursors;
  readonly janitor: Janitor;
  readonly log: StoreLog;
  readonly startedAt: Date;
  /** Finishes queued writes, closes cursors and the files. */
  close(): Promise<void>;
}

export interface EngineOptions {
  /** How often documents past their time are removed; 60 s as in MongoDB. */
  readonly ttlSweepMs?: number;
  readonly log?: StoreLog;
}

/** Starts an engine on an opened key-value store. */
export function createEngine(kv: Kv, { ttlSweepMs = 60_000, log = SILENT }: EngineOptions = {}): Engine {
  const catalog = new Catalog(kv);
  const writer = new Writer(kv, catalog);
  const documents = new Documents(kv, catalog);
  const cursors = new Cursors();
  const janitor = new Janitor({ kv, catalog, writer, documents, log, ttlSweepMs });
  kv.write(() => {
    // An index whose build was cut short was never promised to anybody.
    for (const collection of catalog.list()) {
      for (const index of collection.indexes) if (index.building) catalog.dropIndex(collection, index);
    }
    catalog.flush();
  });
  catalog.settled();
  janitor.start();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    cursors.close();
    await janitor.close();
    await writer.close();
    await kv.close();
  };
  return {
    kv,
    catalog,
    writer,
    documents,
    cursors,
    janitor,
    log,
    startedAt: new Date(),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
