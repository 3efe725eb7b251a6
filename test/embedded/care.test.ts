import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal128, Double, Int32, Long, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backupFolder, moveToMongo, readAddress, restoreStore } from '../../src/store/embedded/care/index.ts';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';

let root: string;
let store: EmbeddedStore;
let client: MongoClient;

const numbers = {
  int: new Int32(1),
  double: new Double(1),
  long: Long.fromNumber(1),
  decimal: Decimal128.fromString('1.10'),
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'okno-care-'));
  store = await startEmbedded({ dir: join(root, 'data') });
  client = new MongoClient(store.uriFor('app'));
  const items = client.db().collection<{ _id: number | string }>('items');
  await items.createIndex({ n: 1 }, { unique: true, sparse: true });
  await items.createIndex(
    { at: 1 },
    { expireAfterSeconds: 3600, partialFilterExpression: { n: { $gt: 3 } } },
  );
  await items.insertMany(
    Array.from({ length: 1_200 }, (_, n) => ({
      _id: n % 2 === 0 ? n : `id${n}`,
      n,
      at: new Date(),
      ...numbers,
    })),
  );
  await client
    .db('other')
    .collection('things')
    .insertOne({ a: [1, { b: null }] });
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(root, { recursive: true });
});

async function contentOf(dir: string): Promise<unknown> {
  const opened = await startEmbedded({ dir });
  const reader = new MongoClient(opened.uriFor('app'), { promoteValues: false });
  const items = reader.db().collection('items');
  const content = {
    documents: await items.find().sort({ _id: 1 }).toArray(),
    indexes: await items.listIndexes().toArray(),
    count: await items.estimatedDocumentCount(),
    others: Number(await reader.db('other').collection('things').countDocuments()),
  };
  await reader.close();
  await opened.close();
  return content;
}

test('a backup of a store in use holds one moment, is checked, and restores to the same content', async () => {
  const backup = join(root, 'backup');
  const address = readAddress(join(root, 'data'));
  expect(address).toBe(store.uri);
  const admin = new MongoClient(address ?? '');
  await admin.db('admin').command({ backup });
  await expect(admin.db('admin').command({ backup })).rejects.toThrow(/holds a backup already/);
  await admin.close();
  const before = await client
    .db()
    .collection('items')
    .find({}, { promoteValues: false })
    .sort({ _id: 1 })
    .toArray();
  await client.db().collection('items').insertOne({ later: true });
  const found = await restoreStore(backup, join(root, 'restored'));
  expect(found).toMatchObject({ documents: 1_201, problems: [] });
  expect(await contentOf(join(root, 'restored'))).toMatchObject({
    documents: before,
    count: 1_200,
    others: 1,
  });
  await expect(restoreStore(backup, join(root, 'restored'))).rejects.toThrow(/holds data already/);
  appendFileSync(join(backup, 'data.mdb'), 'x');
  await expect(restoreStore(backup, join(root, 'third'))).rejects.toThrow(/damaged/);
  expect(existsSync(join(root, 'third', 'data.mdb'))).toBe(false);
});

test('a folder in use is not backed up behind the back of its process', async () => {
  await expect(backupFolder(join(root, 'data'), join(root, 'behind'))).rejects.toThrow(/in use by process/);
});

test('a copy to another server is the same byte for byte, can be repeated, and tells differences', async () => {
  const target = await startEmbedded({ dir: join(root, 'target'), listen: { port: 0 } });
  const other = new MongoClient(target.uriFor('app'));
  // What a copy that was cut short leaves: some documents, one of them older.
  await other
    .db()
    .collection<{ _id: number }>('items')
    .insertMany([{ _id: 0 }, { _id: 2 }]);
  const steps: number[] = [];
  const moved = await moveToMongo(store.uri, target.uri, ({ copied }) => steps.push(copied));
  expect(moved.map(({ database, collection }) => `${database}.${collection}`).sort()).toEqual([
    'app.items',
    'other.things',
  ]);
  expect(await moveToMongo(store.uri, target.uri)).toEqual(moved);
  const read = { promoteValues: false };
  const expected = await client.db().collection('items').find({}, read).sort({ _id: 1 }).toArray();
  expect(await other.db().collection('items').find({}, read).sort({ _id: 1 }).toArray()).toEqual(expected);
  const indexes = await client.db().collection('items').listIndexes().toArray();
  expect(await other.db().collection('items').listIndexes().toArray()).toEqual(indexes);
  expect(steps.length).toBeGreaterThan(2);
  await other.db().collection('items').insertOne({ stranger: true });
  await expect(moveToMongo(store.uri, target.uri)).rejects.toThrow(/differs after the copy/);
  await other.close();
  await target.close();
});
