import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, type Db, type Document, Long, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';

let root: string;
let store: EmbeddedStore;
let client: MongoClient;
let db: Db;
let items: Collection<{ _id: number; [field: string]: unknown }>;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'okno-commands-'));
  store = await startEmbedded({ dir: root });
  client = new MongoClient(store.uriFor('app'));
  db = client.db();
  items = db.collection('items');
});

beforeEach(async () => {
  await db.dropDatabase();
  await items.insertMany([1, 2, 3, 4, 5].map((id) => ({ _id: id, n: id % 2, at: new Date(id * 1000) })));
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(root, { recursive: true });
});

/** Commands that must be refused, with MongoDB's code. */
const REFUSED: readonly (readonly [string, Document, number])[] = [
  ['an unknown command', { noSuchCommand: 1 }, 59],
  ['an unknown field of find', { find: 'items', filtre: {} }, 40415],
  [
    'an unknown field of an update',
    { update: 'items', updates: [{ q: {}, u: { $set: { a: 1 } }, sort: { a: 1 } }] },
    40415,
  ],
  ['a name that is no text', { find: 1 }, 73],
  ['an empty name', { find: '' }, 73],
  ['a filter that is no document', { find: 'items', filter: 1 }, 14],
  ['a negative skip', { find: 'items', skip: -1 }, 51024],
  ['a tailable cursor', { find: 'items', tailable: true }, 2],
  ['a hint without an index', { find: 'items', filter: {}, hint: 'nothing_1' }, 2],
  ['a wrong sort', { find: 'items', sort: { n: 7 } }, 15975],
  ['a cursor that is not there', { getMore: Long.fromNumber(12345), collection: 'items' }, 43],
  [
    'a transaction',
    { find: 'items', startTransaction: true, autocommit: false, txnNumber: Long.fromNumber(1) },
    263,
  ],
  ['a write concern of two', { insert: 'items', documents: [{ _id: 9 }], writeConcern: { w: 2 } }, 2],
  ['no documents', { insert: 'items', documents: [] }, 16],
  ['a delete without a limit', { delete: 'items', deletes: [{ q: {} }] }, 9],
  [
    'findAndModify that updates and removes',
    { findAndModify: 'items', remove: true, update: { $set: { a: 1 } } },
    9,
  ],
  ['findAndModify that does neither', { findAndModify: 'items', query: {} }, 9],
  ['a pipeline without a cursor', { aggregate: 'items', pipeline: [] }, 9],
  ['a change stream', { aggregate: 'items', pipeline: [{ $changeStream: {} }], cursor: {} }, 40573],
  [
    'a pipeline of the database without a source',
    { aggregate: 1, pipeline: [{ $match: {} }], cursor: {} },
    73,
  ],
  [
    '$merge into fields without a unique index',
    { aggregate: 'items', pipeline: [{ $merge: { into: 'b', on: 'n' } }], cursor: {} },
    51183,
  ],
  ['indexes of a collection that is not there', { listIndexes: 'nothing' }, 26],
  ['dropping an index that is not there', { dropIndexes: 'items', index: 'nothing_1' }, 27],
  ['dropping the index of _id', { dropIndexes: 'items', index: '_id_' }, 72],
  ['a text index', { createIndexes: 'items', indexes: [{ key: { a: 'text' }, name: 'a' }] }, 67],
  [
    'an index option nobody knows',
    { createIndexes: 'items', indexes: [{ key: { a: 1 }, name: 'a', uniqe: true }] },
    197,
  ],
  [
    'sparse and partial together',
    {
      createIndexes: 'items',
      indexes: [{ key: { a: 1 }, name: 'a', sparse: true, partialFilterExpression: { a: 1 } }],
    },
    67,
  ],
  ['a collection that exists', { create: 'items' }, 48],
  ['a capped collection', { create: 'log', capped: true, size: 1000 }, 115],
  ['a view', { create: 'view', viewOn: 'items', pipeline: [] }, 115],
  ['an admin command elsewhere', { listDatabases: 1 }, 13],
];

describe('what is refused has the code MongoDB gives it', () => {
  for (const [name, command, code] of REFUSED) {
    test(name, async () => {
      await expect(db.command(command)).rejects.toMatchObject({ code });
    });
  }
});

test('an ordered batch stops at its first error, an unordered one goes on', async () => {
  const documents = [{ _id: 6 }, { _id: 1 }, { _id: 7 }];
  const ordered = await db.command({ insert: 'items', documents });
  expect(ordered).toMatchObject({
    n: 1,
    ok: 1,
    writeErrors: [{ index: 1, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } }],
  });
  const unordered = await db.command({ insert: 'items', documents: documents.slice(1), ordered: false });
  expect(unordered).toMatchObject({ n: 1, ok: 1, writeErrors: [{ index: 0 }] });
  expect(await items.distinct('_id')).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('an update of many that fails at one document keeps what came before', async () => {
  await items.createIndex({ u: 1 }, { unique: true, sparse: true });
  const result = await db.command({
    update: 'items',
    updates: [{ q: {}, u: { $set: { u: 1 } }, multi: true }],
  });
  expect(result.writeErrors).toMatchObject([{ index: 0, code: 11000, keyValue: { u: 1 } }]);
  expect(await items.countDocuments({ u: 1 })).toBe(1);
});

test('a unique index is not built over documents that contradict it, and leaves nothing', async () => {
  await expect(items.createIndex({ n: 1 }, { unique: true })).rejects.toMatchObject({
    code: 11000,
    keyPattern: { n: 1 },
  });
  expect((await items.listIndexes().toArray()).map(({ name }) => name as string)).toEqual(['_id_']);
  await items.insertOne({ _id: 9, n: 1 });
});

test('the same index may be asked for again; another one in its place is refused', async () => {
  await items.createIndex({ n: 1, at: -1 });
  await items.createIndex({ n: 1, at: -1 });
  await expect(items.createIndex({ n: 1, at: -1 }, { name: 'other' })).rejects.toMatchObject({ code: 85 });
  await expect(items.createIndex({ x: 1 }, { name: 'n_1_at_-1' })).rejects.toMatchObject({ code: 86 });
});

test('a cursor gives everything in its batches and is gone afterwards', async () => {
  const first = await db.command({ find: 'items', batchSize: 2, sort: { _id: 1 } });
  const next = await db.command({ getMore: first.cursor.id, collection: 'items', batchSize: 2 });
  const last = await db.command({ getMore: first.cursor.id, collection: 'items', batchSize: 2 });
  const seen = [first.cursor.firstBatch, next.cursor.nextBatch, last.cursor.nextBatch].flat() as Document[];
  expect(seen.map(({ _id: id }) => id as number)).toEqual([1, 2, 3, 4, 5]);
  expect(Number(last.cursor.id)).toBe(0);
});

test('a cursor that was killed is not read any more', async () => {
  const { cursor } = await db.command({ find: 'items', batchSize: 1 });
  const killed = await db.command({ killCursors: 'items', cursors: [cursor.id] });
  expect(killed.cursorsKilled).toHaveLength(1);
  await expect(db.command({ getMore: cursor.id, collection: 'items' })).rejects.toMatchObject({ code: 43 });
});

test('documents changed or removed while a cursor is open are seen as they are, each at most once', async () => {
  await items.createIndex({ n: 1 });
  const cursor = items.find({ n: { $gte: 0 } }, { batchSize: 2 }).sort({ n: 1 });
  const seen = [await cursor.next(), await cursor.next()];
  await items.deleteOne({ _id: 3 });
  await items.updateOne({ _id: 5 }, { $set: { late: true } });
  for await (const item of cursor) seen.push(item);
  expect(seen.map((item) => item?._id).sort()).toEqual([1, 2, 4, 5]);
  expect(seen.find((item) => item?._id === 5)).toMatchObject({ late: true });
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** Shapes of plans, as index checks read them. */
const PLANS: readonly (readonly [string, Document, Document | undefined, readonly string[]])[] = [
  ['nothing fits', { x: 1 }, undefined, ['COLLSCAN']],
  ['an index fits', { n: 1 }, undefined, ['FETCH', 'IXSCAN']],
  ['an index gives filter and order', { n: 1 }, { at: -1 }, ['FETCH', 'IXSCAN']],
  ['the order has no index', { n: 1 }, { x: 1 }, ['SORT', 'FETCH', 'IXSCAN']],
  ['two values keep the order', { n: { $in: [0, 1] } }, { at: -1 }, ['FETCH', 'SORT_MERGE']],
  [
    'a keyset page',
    { n: 1, $or: [{ at: { $lt: new Date(4000) } }, { at: new Date(4000), _id: { $lt: 4 } }] },
    { at: -1, _id: -1 },
    ['FETCH', 'IXSCAN'],
  ],
  ['a long list', { _id: { $in: upTo(1_000) } }, undefined, ['FETCH', 'IXSCAN']],
  ['a long list in its own order', { _id: { $in: upTo(1_000) } }, { _id: -1 }, ['FETCH', 'IXSCAN']],
  ['too many values to merge', { n: { $in: upTo(1_000) } }, { at: -1 }, ['SORT', 'FETCH', 'IXSCAN']],
  ['branches with an index each', { $or: [{ n: 1 }, { _id: 2 }] }, undefined, ['OR']],
];

describe('explain tells the plan in the shape MongoDB has', () => {
  for (const [name, filter, sort, stages] of PLANS) {
    test(name, async () => {
      await items.createIndex({ n: 1, at: -1 });
      const explained = await items
        .find(filter, sort === undefined ? {} : { sort })
        .explain('executionStats');
      const found: string[] = [];
      for (let stage = explained.queryPlanner.winningPlan; stage !== undefined; stage = stage.inputStage)
        found.push(stage.stage);
      expect(found).toEqual(stages);
      expect(explained.executionStats.nReturned).toBe(await items.countDocuments(filter));
      if (stages[0] !== 'COLLSCAN') {
        expect(explained.executionStats.totalDocsExamined).toBe(explained.executionStats.nReturned);
      }
    });
  }
});

test('several values that one array must hold are met in the index', async () => {
  const texts = db.collection<{ _id: number; words: string[] }>('texts');
  await texts.createIndex({ words: 1, _id: -1 });
  await texts.insertMany(
    upTo(2_000).map((id) => ({
      _id: id,
      words: ['all', id % 2 ? 'odd' : 'even', ...(id % 100 ? [] : ['round'])],
    })),
  );
  const asked = { words: { $all: ['all', 'even', 'round'] } };
  const { executionStats } = await texts.find(asked).sort({ _id: -1 }).explain('executionStats');
  expect(executionStats).toMatchObject({ nReturned: 20, totalDocsExamined: 20, totalKeysExamined: 20 });
  const found = await texts.find({ ...asked, _id: { $lt: 500 } }, { sort: { _id: -1 } }).toArray();
  expect(found.map(({ _id: id }) => id)).toEqual([400, 300, 200, 100, 0]);
  expect(await texts.countDocuments({ words: { $all: ['odd', 'even'] } })).toBe(0);
});

test('$out replaces a collection at once and keeps its indexes', async () => {
  const target = db.collection<{ _id: number }>('target');
  await target.createIndex({ n: 1 });
  await target.insertOne({ _id: 99 });
  await items.aggregate([{ $match: { n: 1 } }, { $project: { n: 1 } }, { $out: 'target' }]).toArray();
  expect(await target.find().sort({ _id: 1 }).toArray()).toEqual([1, 3, 5].map((id) => ({ _id: id, n: 1 })));
  expect((await target.listIndexes().toArray()).map(({ name }) => name as string)).toEqual(['_id_', 'n_1']);
  expect((await db.listCollections().toArray()).map(({ name }) => name)).not.toContainEqual(
    expect.stringMatching(/^tmp/),
  );
});

test('a statement over thousands of documents is done in pieces and counts right', async () => {
  const many = db.collection<{ _id: number; n: number; x?: number }>('many');
  await many.insertMany(Array.from({ length: 5_000 }, (_, id) => ({ _id: id, n: id % 10 })));
  const pings: Promise<Document>[] = [];
  const updating = many.updateMany({ n: { $lt: 5 } }, { $inc: { x: 1 } });
  for (let at = 0; at < 20; at++) pings.push(db.command({ ping: 1 }));
  expect(await updating).toMatchObject({ matchedCount: 2_500, modifiedCount: 2_500 });
  await Promise.all(pings);
  expect(await many.countDocuments({ x: 1 })).toBe(2_500);
  const [deleted, indexed] = await Promise.all([many.deleteMany({ n: 3 }), many.createIndex({ x: 1, n: 1 })]);
  expect({ deleted: deleted.deletedCount, indexed }).toEqual({ deleted: 500, indexed: 'x_1_n_1' });
  expect(await many.countDocuments({ x: 1, n: 4 })).toBe(500);
  expect(await many.estimatedDocumentCount()).toBe(4_500);
});

test('a cursor whose index or collection is dropped ends with an error, not with less than there is', async () => {
  await items.createIndex({ n: 1 });
  for (const drop of [() => items.dropIndex('n_1'), () => items.drop()]) {
    const cursor = items.find({ n: { $gte: 0 } }, { batchSize: 2 });
    await cursor.next();
    await drop();
    await expect(cursor.toArray()).rejects.toMatchObject({ ok: 0 });
  }
});

test('maxTimeMS ends a long walk', async () => {
  const many = db.collection('many');
  await many.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, text: 'x'.repeat(50) })));
  await expect(many.find({ text: /y$/ }, { maxTimeMS: 1 }).toArray()).rejects.toMatchObject({ code: 50 });
});

test('documents of any size up to 16 MB come back as they went in; larger ones are refused', async () => {
  const large = db.collection<{ _id: number; text: string }>('large');
  const sizes = [10, 3_000, 40_000, 70_000, 1_000_000, 15_900_000];
  for (const [at, size] of sizes.entries()) await large.insertOne({ _id: at, text: String(at).repeat(size) });
  const found = await large.find().sort({ _id: 1 }).toArray();
  expect(found.map(({ text }) => text.length)).toEqual(sizes);
  expect(found.every(({ _id: id, text }) => text === String(id).repeat(sizes[id] ?? 0))).toBe(true);
  await expect(large.updateOne({ _id: 5 }, { $set: { more: 'x'.repeat(900_000) } })).rejects.toMatchObject({
    code: 17419,
  });
  expect(await large.findOne({ _id: 2 })).toEqual({ _id: 2, text: '2'.repeat(40_000) });
});
