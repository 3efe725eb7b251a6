import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';

let root: string;
let store: EmbeddedStore;
let client: MongoClient;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'okno-growth-'));
  store = await startEmbedded({ dir: root });
  client = new MongoClient(store.uriFor('app'));
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(root, { recursive: true });
});

test('reads of every kind and forgotten cursors leave nothing behind that lets the file grow', async () => {
  const items = client
    .db()
    .collection<{ _id: number; n: number; at: Date; text: string; tags: string[] }>('items');
  await items.createIndexes([{ key: { n: 1, at: -1 } }, { key: { at: -1 } }, { key: { tags: 1 } }]);
  await items.insertMany(
    Array.from({ length: 2_000 }, (_, id) => ({
      _id: id,
      n: id % 4,
      at: new Date(id),
      text: 'x'.repeat(300),
      tags: [`a${id % 9}`, `b${id % 5}`],
    })),
  );
  for (let at = 0; at < 10; at++) await items.find({}, { batchSize: 2 }).next();
  const change = async (round: number): Promise<void> => {
    await items.bulkWrite(
      Array.from({ length: 200 }, (_, at) => ({
        updateOne: {
          filter: { _id: (at * 97 + round) % 2_000 },
          update: { $set: { at: new Date(round * 1_000 + at) } },
        },
      })),
    );
    await items
      .find({ n: round % 4, at: { $lt: new Date(round * 500) } })
      .sort({ at: -1 })
      .limit(5)
      .toArray();
    await items.find({ tags: { $all: ['a1', 'b1'] } }).toArray();
    await items.countDocuments({ n: { $in: [1, 2] } });
    await items.aggregate([{ $match: { n: 1 } }, { $limit: 3 }]).toArray();
  };
  for (let round = 0; round < 20; round++) await change(round);
  const before = statSync(join(root, 'data.mdb')).size;
  for (let round = 20; round < 80; round++) await change(round);
  expect(statSync(join(root, 'data.mdb')).size).toBeLessThan(before * 1.3);
}, 120_000);
