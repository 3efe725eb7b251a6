import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { connectStore, type Store } from '../../src/store/connect.ts';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';

export const silent: Logger = pino({ level: 'silent' });

let engine: Promise<EmbeddedStore> | undefined;

/**
 * The address of an empty database: on MONGODB_URI when given, else on the embedded engine, one per test process,
 * in a folder that goes with the process.
 */
export async function testStoreUri(): Promise<string> {
  const name = `okno_test_${randomBytes(6).toString('hex')}`;
  if (process.env.MONGODB_URI) return databaseUri(process.env.MONGODB_URI, name);
  engine ??= startEngine();
  return (await engine).uriFor(name);
}

/** The address of another database at the same place. */
export function databaseUri(address: string, name: string): string {
  const uri = new URL(address);
  uri.pathname = `/${name}`;
  return uri.href;
}

/** A store on an empty database; `close` drops the database. */
export async function testStore(): Promise<Store> {
  const store = await connectStore(await testStoreUri(), silent);
  return {
    ...store,
    async close() {
      await store.connection.dropDatabase();
      await store.close();
    },
  };
}

function startEngine(): Promise<EmbeddedStore> {
  const dir = mkdtempSync(join(tmpdir(), 'okno-test-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return startEmbedded({ dir });
}
