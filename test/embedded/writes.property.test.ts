import type { Document } from 'bson';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCollection } from '../../src/store/embedded/care/verify.ts';
import { call } from './direct.ts';
import { openTemporaryEngine, type TemporaryEngine } from './temporary-engine.ts';

let temporary: TemporaryEngine;
beforeAll(() => {
  temporary = openTemporaryEngine();
});
afterAll(() => temporary.remove());

const id = fc.integer({ min: 0, max: 7 });
const value = fc.constantFrom<unknown>(
  null,
  0,
  1,
  2.5,
  'a',
  'b',
  [],
  [1, 2],
  ['a', 'b'],
  { d: 1 },
  [{ d: 1 }, { d: 2 }],
  'x'.repeat(700),
);
const fields = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] });
const update = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), value)
    .map(([path, given]): Document => ({ $set: { [path]: given } })),
  fc.constantFrom('a', 'b', 'c').map((path): Document => ({ $unset: { [path]: 1 } })),
  fc.constantFrom('a', 'b').map((path): Document => ({ $inc: { [path]: 1 } })),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), value)
    .map(([path, given]): Document => ({ $push: { [path]: given } })),
  fc.constant<Document>({ $set: { 'c.d': 3 } }),
  fields.map((given): Document => given),
);
const operation = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(id, fields)
      .map(([_id, given]): Document => ({ insert: 'items', documents: [{ _id, ...given }] })),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(id, update, fc.boolean())
      .map(([_id, u, upsert]): Document => ({ update: 'items', updates: [{ q: { _id }, u, upsert }] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(id, update)
      .map(
        ([_id, given]): Document => ({ findAndModify: 'items', query: { _id }, update: given, new: true }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Document>({
      update: 'items',
      updates: [{ q: {}, u: { $set: { b: 1 } }, multi: true }],
    }),
  },
  {
    weight: 2,
    arbitrary: id.map((_id): Document => ({ delete: 'items', deletes: [{ q: { _id }, limit: 1 }] })),
  },
);

const INDEXES = [
  { key: { a: 1 }, name: 'a', unique: true, sparse: true },
  { key: { b: -1, _id: 1 }, name: 'b' },
  { key: { 'c.d': 1, b: 1 }, name: 'cd' },
  { key: { b: 1 }, name: 'partial', partialFilterExpression: { a: { $exists: true } } },
  { key: { c: 1 }, name: 'small', partialFilterExpression: { b: { $lte: 1 } }, unique: true },
];

test('after any writes every index equals one built anew, and no two documents share a unique value', async () => {
  const { engine } = temporary;
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 40 }),
      async (operations, at) => {
        await call(engine, { drop: 'items' });
        await call(engine, { create: 'items' });
        for (const [step, command] of operations.entries()) {
          if (step === at)
            for (const index of INDEXES) await call(engine, { createIndexes: 'items', indexes: [index] });
          const reply = await call(engine, command);
          if (reply.ok !== 1) expect(reply.code).not.toBe(1);
        }
        for (const index of INDEXES) await call(engine, { createIndexes: 'items', indexes: [index] });
        const collection = engine.catalog.get('app.items');
        if (collection === undefined) throw new Error('the collection is gone');
        expect((await verifyCollection(engine, collection)).problems).toEqual([]);
        const { cursor } = await call(engine, { find: 'items', sort: { _id: 1 }, batchSize: 100 });
        const stored = cursor.firstBatch as Document[];
        if (!collection.indexes.some(({ name }) => name === 'a')) return;
        const seen = new Set<string>();
        for (const { a } of stored) {
          if (a === undefined) continue;
          const parts: unknown[] = Array.isArray(a) ? (a.length === 0 ? ['empty'] : a) : [a];
          for (const text of new Set(parts.map((part) => JSON.stringify(part)))) {
            expect(seen.has(text), `${text} twice`).toBe(false);
            seen.add(text);
          }
        }
      },
    ),
    { numRuns: 120 },
  );
}, 240_000);
