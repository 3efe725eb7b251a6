import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedOptions, type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';

let root: string;
const opened: EmbeddedStore[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'okno-life-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(root, { recursive: true, force: true });
});

async function open(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedStore> {
  const store = await startEmbedded({ dir: join(root, 'data'), ...options });
  opened.push(store);
  return store;
}

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

test('what was stored is there after closing and opening again, with indexes and counters', async () => {
  const first = await open();
  await withClient(first.uriFor('app'), async (client) => {
    const items = client.db().collection<{ _id: number; n: number }>('items');
    await items.createIndex({ n: -1 }, { unique: true });
    await items.insertMany([1, 2, 3].map((id) => ({ _id: id, n: id })));
    await items.deleteOne({ _id: 2 });
  });
  await first.close();
  const second = await open();
  await withClient(second.uriFor('app'), async (client) => {
    const items = client.db().collection<{ _id: number; n: number }>('items');
    expect(await items.find().sort({ n: -1 }).toArray()).toEqual([
      { _id: 3, n: 3 },
      { _id: 1, n: 1 },
    ]);
    expect(await items.estimatedDocumentCount()).toBe(2);
    await expect(items.insertOne({ _id: 4, n: 3 })).rejects.toMatchObject({
      code: 11000,
      keyValue: { n: 3 },
    });
  });
});

test('the socket lies in a folder that only this user may enter', async () => {
  const { uri } = await open();
  const path =
    decodeURIComponent(new URL(uri.replace('mongodb:', 'http:').replace(/%2F/gi, '_')).pathname) && uri;
  const socket = decodeURIComponent(path.slice('mongodb://'.length, path.indexOf('/?')));
  expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
});

test('a folder with a very long path is served as well', async () => {
  const store = await open({ dir: join(root, 'x'.repeat(120)) });
  await withClient(store.uriFor('app'), async (client) => {
    expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

test('a TCP port is on this machine only', async () => {
  const store = await open({ listen: { port: 0 } });
  expect(store.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
  await withClient(store.uriFor('app'), async (client) => {
    expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

test('a folder is used by one store at a time; the second is told by whom', async () => {
  await open();
  await expect(open()).rejects.toThrow(new RegExp(`in use by process ${process.pid}`));
});

test('a lock left by a process that is gone does not keep anybody out', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const store = await open();
  await store.close();
  writeFileSync(join(root, 'data', 'store.lock'), JSON.stringify({ pid: dead, started: '1' }));
  await open();
  expect(JSON.parse(readFileSync(join(root, 'data', 'store.lock'), 'utf8'))).toMatchObject({
    pid: process.pid,
  });
});

test('closing gives everything back and may be asked for twice', async () => {
  const store = await open();
  await Promise.all([store.close(), store.close()]);
  expect(existsSync(join(root, 'data', 'store.lock'))).toBe(false);
  expect(existsSync(join(root, 'data', 'store.uri'))).toBe(false);
  await open();
});

test('data of another format is refused with a sentence', async () => {
  const { openKv } = await import('../../src/store/embedded/kv/open.ts');
  const store = await open();
  await store.close();
  const kv = openKv(join(root, 'data'));
  kv.write(() => kv.put('meta', Buffer.from('format'), Buffer.from([0, 0, 0, 99])));
  await kv.close();
  await expect(open()).rejects.toThrow(/written in format 99/);
});

test('a name that cannot be a database is refused', async () => {
  const store = await open();
  expect(() => store.uriFor('a/b')).toThrow(/cannot be the name of a database/);
});

test('documents whose time is over go away, others stay', async () => {
  const store = await open({ ttlSweepMs: 20 });
  await withClient(store.uriFor('app'), async (client) => {
    const items = client.db().collection('items');
    await items.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const past = new Date(Date.now() - 120_000);
    await items.insertMany([
      { name: 'old', at: past },
      { name: 'young', at: new Date() },
      { name: 'one of its dates is old', at: [new Date(), past] },
      { name: 'no date', at: 'past' },
      { name: 'none' },
    ]);
    await expect.poll(() => items.distinct('name')).toEqual(['no date', 'none', 'young']);
  });
});
