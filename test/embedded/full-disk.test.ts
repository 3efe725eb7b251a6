import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyStore } from '../../src/store/embedded/care/verify.ts';
import { dispatch } from '../../src/store/embedded/commands/dispatch.ts';
import { openKv } from '../../src/store/embedded/kv/open.ts';
import { createEngine, type Engine } from '../../src/store/embedded/store/engine.ts';
import { listenWire, type WireServer } from '../../src/store/embedded/wire/server.ts';
import { fillable } from './fillable.ts';

let directory: string;
let engine: Engine;
let server: WireServer;
let client: MongoClient;
let full: (yes: boolean) => void;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'okno-full-'));
  const store = fillable(openKv(directory));
  full = store.full;
  engine = createEngine(store.kv);
  server = await listenWire({ port: 0 }, (request, id) => dispatch(engine, request, id));
  client = new MongoClient(`mongodb://127.0.0.1:${server.port}/app?directConnection=true`);
});

afterEach(async () => {
  await client.close();
  await server.close();
  await engine.close();
  rmSync(directory, { recursive: true });
});

test('on a full disk writes are refused with a code, reads go on, and nothing acknowledged is lost', async () => {
  const items = client.db().collection<{ _id: number; n: number }>('items');
  await items.createIndex({ n: 1 }, { unique: true });
  await items.insertMany([1, 2, 3].map((id) => ({ _id: id, n: id })));
  full(true);
  const refused = await Promise.allSettled([
    items.insertOne({ _id: 4, n: 4 }),
    items.updateOne({ _id: 1 }, { $set: { n: 10 } }),
    items.deleteOne({ _id: 2 }),
    client.db().collection('others').createIndex({ a: 1 }),
  ]);
  for (const outcome of refused) {
    expect(outcome.status).toBe('rejected');
    const reason: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
    expect(reason).toBeInstanceOf(MongoServerError);
    expect((reason as MongoServerError).code).toBe(14031);
  }
  expect(await items.find().sort({ n: 1 }).toArray()).toEqual([1, 2, 3].map((id) => ({ _id: id, n: id })));
  expect(await items.estimatedDocumentCount()).toBe(3);
  full(false);
  await items.insertOne({ _id: 4, n: 4 });
  await items.updateOne({ _id: 1 }, { $set: { n: 10 } });
  expect(await items.countDocuments({ n: { $gte: 2 } })).toBe(4);
  expect((await verifyStore(engine)).problems).toEqual([]);
});

test('a write that fails half way takes nothing of its neighbours with it', async () => {
  const items = client.db().collection<{ _id: number; n: number }>('items');
  await items.insertOne({ _id: 0, n: 0 });
  const results = await Promise.allSettled([
    engine.writer.run(() => engine.catalog.get('app.items')?.id),
    engine.writer.run(() => {
      engine.kv.put('docs', Buffer.from('zzzz-half'), Buffer.from('half'));
      throw new TypeError('a fault of the program');
    }),
    items.insertOne({ _id: 1, n: 1 }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(engine.kv.has('docs', Buffer.from('zzzz-half'))).toBe(false);
  expect(await items.countDocuments({})).toBe(2);
  expect((await verifyStore(engine)).problems).toEqual([]);
});
