import { BSONRegExp, type Document, ObjectId } from 'bson';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCollection } from '../../src/store/embedded/care/verify.ts';
import { indexFromSpec, normaliseSpec } from '../../src/store/embedded/catalog/index-spec.ts';
import { countMatches } from '../../src/store/embedded/commands/count.ts';
import { CommandError } from '../../src/store/embedded/errors.ts';
import { compileFilter } from '../../src/store/embedded/match/index.ts';
import { accessThrough } from '../../src/store/embedded/plan/access.ts';
import { analyse } from '../../src/store/embedded/plan/analyse.ts';
import { accessById } from '../../src/store/embedded/plan/by-id.ts';
import { decodePlain, encode } from '../../src/store/embedded/store/decode.ts';
import { prepareQuery, QueryRun, type QuerySpec } from '../../src/store/embedded/store/query.ts';
import { PAUSED } from '../../src/store/embedded/store/scan.ts';
import { TimeLimit } from '../../src/store/embedded/store/time.ts';
import { compileSort } from '../../src/store/embedded/values/sort.ts';
import { values } from './arbitrary-values.ts';
import { openTemporaryEngine, type TemporaryEngine } from './temporary-engine.ts';

const RUNS = Number(process.env.OKNO_PLAN_RUNS ?? 100);
const QUERIES = 100;
const NEVER = Number.POSITIVE_INFINITY;

let temporary: TemporaryEngine;
beforeAll(() => {
  temporary = openTemporaryEngine();
});
afterAll(() => temporary.remove());

/** Texts that are cut in an index and not as an _id. */
const LONG_IDS: Readonly<Record<number, string>> = { 3: 'x'.repeat(600), 8: `${'x'.repeat(600)}y` };

/** Values that often meet: few, of all types, with arrays and documents among them. */
const few = fc.constantFrom<unknown>(
  null,
  undefined,
  0,
  1,
  2,
  2.5,
  -1,
  'a',
  'ab',
  'b',
  '',
  true,
  false,
  new Date(0),
  new Date(1),
  new ObjectId('000000000000000000000001'),
  [],
  [1],
  [1, 2],
  ['a', 'b'],
  [[1, 2]],
  [null],
  { d: 1 },
  { d: [1, 2] },
  [{ d: 1 }, { d: 2 }],
  [{ d: 'a' }, 3],
  ...Object.values(LONG_IDS),
  Number.NaN,
);
const value = fc.oneof({ weight: 6, arbitrary: few }, { weight: 1, arbitrary: values });
const path = fc.constantFrom('a', 'b', 'c', 'c.d', '_id', 'a.0');
const scalar = value.filter(
  (given) => !Array.isArray(given) && given !== undefined && !(given instanceof BSONRegExp),
);

const document = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] });

const indexSpec = fc
  .record({
    fields: fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'c.d', '_id'), fc.constantFrom(1, -1)), {
      minLength: 1,
      maxLength: 3,
      selector: ([name]) => name,
    }),
    kind: fc.constantFrom('plain', 'plain', 'plain', 'sparse', 'partial', 'partialType'),
  })
  .map(({ fields, kind }) => ({
    key: Object.fromEntries(fields),
    ...(kind === 'sparse' ? { sparse: true } : {}),
    ...(kind === 'partial' ? { partialFilterExpression: { b: { $gte: 1 } } } : {}),
    ...(kind === 'partialType' ? { partialFilterExpression: { a: { $exists: true } } } : {}),
  }));

const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 3, arbitrary: scalar.map((operand) => ({ $eq: operand })) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), scalar)
      .map(([name, operand]) => ({ [name]: operand })),
  },
  { weight: 2, arbitrary: fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high })) },
  { weight: 3, arbitrary: fc.array(scalar, { maxLength: 4 }).map((list) => ({ $in: list })) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map((list) => ({ $nin: list })) },
  { weight: 1, arbitrary: scalar.map((operand) => ({ $ne: operand })) },
  { weight: 1, arbitrary: fc.boolean().map((yes) => ({ $exists: yes })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('string', 'number', 'date', 'array', 'null').map((name) => ({ $type: name })),
  },
  { weight: 1, arbitrary: fc.constantFrom('^a', '^x', 'b$', '^').map((pattern) => new BSONRegExp(pattern)) },
  { weight: 1, arbitrary: scalar.map((operand) => ({ $elemMatch: { $gte: operand } })) },
  { weight: 1, arbitrary: scalar.map((operand) => ({ $elemMatch: { d: operand } })) },
  { weight: 2, arbitrary: fc.array(scalar, { minLength: 1, maxLength: 3 }).map((list) => ({ $all: list })) },
  { weight: 1, arbitrary: scalar.map((operand) => ({ $not: { $gt: operand } })) },
  { weight: 1, arbitrary: fc.constantFrom([1, 2], [], [1]) },
);
const simple = fc.tuple(path, condition).map(([name, operand]): Document => ({ [name]: operand }));
const filter: fc.Arbitrary<Document> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: simple },
  { weight: 4, arbitrary: fc.tuple(simple, simple).map(([a, b]): Document => ({ ...a, ...b })) },
  {
    weight: 2,
    arbitrary: fc.array(simple, { minLength: 1, maxLength: 3 }).map((list): Document => ({ $and: list })),
  },
  {
    weight: 3, // several words about one field, which an array may all satisfy
    arbitrary: fc
      .tuple(path, fc.array(condition, { minLength: 2, maxLength: 3 }))
      .map(([name, list]): Document => ({ $and: list.map((operand) => ({ [name]: operand })) })),
  },
  {
    weight: 3,
    arbitrary: fc.array(simple, { minLength: 1, maxLength: 3 }).map((list): Document => ({ $or: list })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(simple, scalar, scalar)
      .map(
        ([first, at, id]): Document => ({ ...first, $or: [{ b: { $lt: at } }, { b: at, _id: { $lt: id } }] }),
      ),
  },
);
const sort = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'c.d', '_id'), fc.constantFrom(1, -1)), {
        minLength: 1,
        maxLength: 3,
        selector: ([name]) => name,
      })
      .map((fields): Document => Object.fromEntries(fields)),
  },
);
const query = fc.record({ filter, sort, limit: fc.constantFrom(0, 0, 1, 3), skip: fc.constantFrom(0, 0, 2) });

/** Documents and queries as the wire would bring them. */
function throughWire(given: Document): Document {
  return decodePlain(encode(given));
}

function results(spec: QuerySpec, ns: string): Document[] {
  const { kv, catalog } = temporary.engine;
  const collection = catalog.get(ns);
  if (collection === undefined) throw new Error('the collection is gone');
  const run = new QueryRun(kv, prepareQuery(kv, collection, spec));
  const found: Document[] = [];
  for (let step = 0; ; step++) {
    const raw = run.next(NEVER);
    if (raw === undefined || raw === PAUSED) return found;
    found.push(decodePlain(raw));
    if (step % 3 === 0) run.pause();
  }
}

function idsOf(documents: readonly Document[]): string[] {
  return documents.map(({ _id: id }) => JSON.stringify(id)).sort();
}

let collections = 0;

test('a planned query finds what a walk over everything finds, in the same order', async () => {
  const { engine } = temporary;
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { maxLength: 25 }),
      fc.uniqueArray(indexSpec, { maxLength: 4, selector: (spec) => JSON.stringify(spec) }),
      fc.array(query, { minLength: QUERIES, maxLength: QUERIES }),
      async (documents, indexes, queries) => {
        collections += 1;
        const ns = `test.c${collections}`;
        const stored: Document[] = [];
        await engine.writer.run(() => {
          const collection = engine.catalog.create(ns);
          for (const [at, spec] of indexes.entries()) {
            const normal = normaliseSpec({ ...spec, name: `i${at}` });
            indexFromSpec(0, normal);
            engine.catalog.addIndex(collection, normal, false);
          }
          for (const [at, given] of documents.entries()) {
            const raw = encode({ _id: LONG_IDS[at] ?? (at % 5 === 4 ? `id${at}` : at), ...given });
            try {
              engine.documents.insert(collection, raw);
              stored.push(decodePlain(raw));
            } catch (error) {
              if (!(error instanceof CommandError)) throw error; // two arrays in one index
            }
          }
        });
        for (const { filter: rawFilter, sort: order, limit, skip } of queries) {
          const spec = { filter: throughWire(rawFilter), sort: order, limit, skip };
          const matches = compileFilter(spec.filter);
          const expected = stored.filter((candidate) => matches(candidate));
          const all = results({ ...spec, limit: 0, skip: 0 }, ns);
          expect(idsOf(all), JSON.stringify(spec)).toEqual(idsOf(expected));
          expect(await countMatches(engine, ns, { filter: spec.filter }, new TimeLimit(undefined))).toBe(
            expected.length,
          );
          const part = results(spec, ns);
          const window = expected.length - skip;
          expect(part).toHaveLength(Math.max(0, limit === 0 ? window : Math.min(limit, window)));
          if (order === undefined) continue;
          const sorter = compileSort(order);
          const inOrder = [...expected]
            .sort(sorter.compare)
            .slice(skip, limit === 0 ? undefined : skip + limit);
          for (const [at, found] of part.entries()) {
            expect(sorter.compare(found, inOrder[at] as Document), JSON.stringify({ spec, at })).toBe(0);
          }
        }
        const collection = engine.catalog.get(ns);
        if (collection !== undefined)
          expect((await verifyCollection(engine, collection)).problems).toEqual([]);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 240_000);

test('the short way to a document by its _id is the way the planner finds', () => {
  const { engine } = temporary;
  const collection = engine.catalog.get('test.byId') ?? engine.catalog.create('test.byId');
  const ids = fc.oneof(value, fc.string(), fc.integer());
  fc.assert(
    fc.property(ids, filter, fc.boolean(), (id, others, first) => {
      const given = throughWire(first ? { _id: id, ...others } : { ...others, _id: id });
      const short = accessById(collection, { filter: given, sort: [] });
      if (short === undefined) return;
      const { describe, ...access } = short;
      const found = accessThrough(engine.kv, collection, undefined, analyse(given), {
        filter: given,
        sort: [],
      });
      expect({ ...access, bounds: describe() }).toEqual({
        ...found,
        describe: undefined,
        bounds: found.describe(),
      });
    }),
    { numRuns: 2_000 },
  );
});
