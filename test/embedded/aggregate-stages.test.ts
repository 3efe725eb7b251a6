import { Decimal128, Double, Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { compilePipeline } from '../../src/store/embedded/aggregate/index.ts';
import { runPipeline } from './pipeline-runner.ts';

type Doc = Record<string, unknown>;
const decimal = (text: string) => Decimal128.fromString(text);

const orders: Doc[] = [
  { _id: 1, item: 'a', n: 2, tags: ['x', 'y'] },
  { _id: 2, item: 'b', n: 5, tags: [] },
  { _id: 3, item: 'a', n: 1 },
  { _id: 4, item: 'c', n: 9, tags: ['x'], to: [1, 2] },
];
const items: Doc[] = [
  { _id: 'a', price: 10, parent: null },
  { _id: 'b', price: 20, parent: 'a' },
  { _id: 'c', price: 30, parent: 'b' },
];

describe('stages', () => {
  it.each<[string, Doc[], Doc[]]>([
    [
      'match and project',
      [{ $match: { n: { $gt: 1 } } }, { $project: { n: 1 } }],
      [
        { _id: 1, n: 2 },
        { _id: 2, n: 5 },
        { _id: 4, n: 9 },
      ],
    ],
    [
      'sort, skip, limit',
      [{ $sort: { n: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
      [{ _id: 2 }, { _id: 1 }],
    ],
    [
      'sort and limit later',
      [{ $project: { n: 1 } }, { $sort: { n: 1 } }, { $limit: 2 }],
      [
        { _id: 3, n: 1 },
        { _id: 1, n: 2 },
      ],
    ],
    ['limit before match', [{ $limit: 1 }, { $match: { item: 'b' } }], []],
    ['count', [{ $match: { item: 'a' } }, { $count: 'all' }], [{ all: 2 }]],
    ['count of nothing', [{ $match: { item: 'z' } }, { $count: 'all' }], []],
    [
      'addFields nested',
      [{ $match: { _id: 3 } }, { $addFields: { 'x.y': '$n', n: '$$REMOVE' } }],
      [{ _id: 3, item: 'a', x: { y: 1 } }],
    ],
    ['unset', [{ $match: { _id: 3 } }, { $unset: ['item', 'n'] }], [{ _id: 3 }]],
    ['replaceRoot', [{ $match: { _id: 3 } }, { $replaceRoot: { newRoot: { v: '$n' } } }], [{ v: 1 }]],
    [
      'unwind',
      [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
      [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
        { _id: 4, tags: 'x' },
      ],
    ],
    [
      'unwind keeping',
      [
        { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $project: { tags: 1, i: Long.fromNumber(1) } },
      ],
      [
        { _id: 1, tags: 'x', i: Long.fromNumber(0) },
        { _id: 1, tags: 'y', i: Long.fromNumber(1) },
        { _id: 2, i: null },
        { _id: 3, i: null },
        { _id: 4, tags: 'x', i: Long.fromNumber(0) },
      ],
    ],
    [
      'group',
      [
        {
          $group: {
            _id: '$item',
            sum: { $sum: '$n' },
            avg: { $avg: '$n' },
            all: { $push: '$_id' },
            first: { $first: '$n' },
            last: { $last: '$n' },
            min: { $min: '$n' },
            max: { $max: '$n' },
          },
        },
        { $sort: { _id: 1 } },
      ],
      [
        { _id: 'a', sum: 3, avg: 1.5, all: [1, 3], first: 2, last: 1, min: 1, max: 2 },
        { _id: 'b', sum: 5, avg: new Double(5), all: [2], first: 5, last: 5, min: 5, max: 5 },
        { _id: 'c', sum: 9, avg: new Double(9), all: [4], first: 9, last: 9, min: 9, max: 9 },
      ],
    ],
    [
      'group all',
      [{ $group: { _id: null, n: { $count: {} }, set: { $addToSet: '$item' } } }],
      [{ _id: null, n: 4, set: ['a', 'b', 'c'] }],
    ],
    [
      'group by a document',
      [{ $group: { _id: { i: '$item' }, n: { $sum: 1 } } }, { $match: { n: 2 } }],
      [{ _id: { i: 'a' }, n: 2 }],
    ],
    [
      'ranked accumulators',
      [
        {
          $group: {
            _id: null,
            top: { $topN: { n: 2, sortBy: { n: -1 }, output: '$_id' } },
            bottom: { $bottom: { sortBy: { n: -1 }, output: '$_id' } },
            max: { $maxN: { n: 2, input: '$n' } },
            first: { $firstN: { n: 1, input: '$n' } },
          },
        },
      ],
      [{ _id: null, top: [4, 2], bottom: 3, max: [9, 5], first: [2] }],
    ],
    ['sortByCount', [{ $sortByCount: '$item' }, { $limit: 1 }], [{ _id: 'a', count: 2 }]],
    [
      'bucket',
      [
        {
          $bucket: {
            groupBy: '$n',
            boundaries: [0, 2, 6],
            default: 'more',
            output: { ids: { $push: '$_id' } },
          },
        },
      ],
      [
        { _id: 0, ids: [3] },
        { _id: 2, ids: [1, 2] },
        { _id: 'more', ids: [4] },
      ],
    ],
    [
      'bucketAuto',
      [{ $bucketAuto: { groupBy: '$n', buckets: 2 } }],
      [
        { _id: { min: 1, max: 5 }, count: 2 },
        { _id: { min: 5, max: 9 }, count: 2 },
      ],
    ],
    [
      'lookup',
      [
        { $match: { _id: 4 } },
        { $lookup: { from: 'items', localField: 'item', foreignField: '_id', as: 'found' } },
        { $project: { found: 1 } },
      ],
      [{ _id: 4, found: [{ _id: 'c', price: 30, parent: 'b' }] }],
    ],
    [
      'lookup of a missing field',
      [
        { $match: { _id: 1 } },
        { $lookup: { from: 'items', localField: 'none', foreignField: 'parent', as: 'f' } },
        { $project: { 'f._id': 1 } },
      ],
      [{ _id: 1, f: [{ _id: 'a' }] }],
    ],
    [
      'lookup of arrays',
      [
        { $match: { _id: { $gte: 2 } } },
        { $addFields: { many: { $cond: [{ $eq: ['$_id', 4] }, ['a', 'b'], []] } } },
        { $lookup: { from: 'items', localField: 'many', foreignField: 'parent', as: 'f' } },
        { $project: { f: '$f._id' } },
      ],
      [
        { _id: 2, f: ['a'] },
        { _id: 3, f: ['a'] },
        { _id: 4, f: ['b', 'c'] },
      ],
    ],
    [
      'lookup with a pipeline',
      [
        { $match: { _id: { $lte: 2 } } },
        {
          $lookup: {
            from: 'items',
            let: { i: '$item' },
            pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$i'] } } }, { $project: { price: 1, _id: 0 } }],
            as: 'f',
          },
        },
        { $project: { f: 1 } },
      ],
      [
        { _id: 1, f: [{ price: 10 }] },
        { _id: 2, f: [{ price: 20 }] },
      ],
    ],
    [
      'graphLookup',
      [
        { $match: { _id: 4 } },
        {
          $graphLookup: {
            from: 'items',
            startWith: '$item',
            connectFromField: 'parent',
            connectToField: '_id',
            as: 'up',
          },
        },
        { $project: { up: '$up._id' } },
      ],
      [{ _id: 4, up: ['c', 'b', 'a'] }],
    ],
    [
      'facet',
      [
        {
          $facet: {
            n: [{ $count: 'n' }],
            top: [{ $sort: { n: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }],
          },
        },
      ],
      [{ n: [{ n: 4 }], top: [{ _id: 4 }] }],
    ],
    [
      'unionWith',
      [
        { $match: { _id: 3 } },
        { $project: { _id: 1 } },
        {
          $unionWith: {
            coll: 'items',
            pipeline: [{ $match: { price: { $gt: 20 } } }, { $project: { _id: 1 } }],
          },
        },
      ],
      [{ _id: 3 }, { _id: 'c' }],
    ],
    ['documents', [{ $documents: [{ a: 1 }, { a: { $literal: '$x' } }] }, { $match: { a: 1 } }], [{ a: 1 }]],
    [
      'redact',
      [{ $match: { _id: 3 } }, { $redact: { $cond: [{ $eq: ['$item', 'a'] }, '$$PRUNE', '$$KEEP'] } }],
      [],
    ],
  ])('%s', async (_name, pipeline, found) => {
    expect(await runPipeline(pipeline, orders, { items })).toEqual(found);
  });

  it('adds every kind of number exactly', async () => {
    const sum = async (...values: unknown[]) => {
      const [result] = await runPipeline(
        [{ $group: { _id: null, s: { $sum: '$v' } } }],
        values.map((v) => ({ v })),
      );
      return result?.s;
    };
    expect(await sum(1, 2)).toBe(3);
    expect(await sum(2147483647, 1)).toEqual(Long.fromString('2147483648'));
    expect(await sum(Long.fromString('9007199254740993'), 1)).toEqual(Long.fromString('9007199254740994'));
    expect(await sum(...Array.from({ length: 10 }, () => 0.1))).toEqual(new Double(1));
    expect(String(await sum(decimal('0.1'), decimal('0.2'), 1))).toBe('1.3');
    expect(await sum('x', null)).toBe(0);
  });

  it('sorts more documents than one run holds, and samples', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ _id: i, k: (i * 7919) % 5000 }));
    const sorted = await runPipeline([{ $addFields: { z: 1 } }, { $sort: { k: 1 } }], many);
    expect(sorted.map(({ k }) => k)).toEqual(many.map((_, i) => i));
    const few = await runPipeline([{ $addFields: { z: 1 } }, { $sort: { k: -1 } }, { $limit: 3 }], many);
    expect(few.map(({ k }) => k)).toEqual([4999, 4998, 4997]);
    expect(new Set((await runPipeline([{ $sample: { size: 7 } }], many)).map(({ _id }) => _id)).size).toBe(7);
  });

  it('groups by a collation', async () => {
    const pipeline = [{ $group: { _id: '$a', n: { $sum: 1 } } }];
    const found = await runPipeline(
      pipeline,
      [{ a: 'x' }, { a: 'X' }],
      {},
      { collation: { locale: 'en', strength: 2 } },
    );
    expect(found).toEqual([{ _id: 'x', n: 2 }]);
  });
});

describe('plans for the engine', () => {
  const compile = (pipeline: Doc[]) =>
    compilePipeline(pipeline, { fetch: () => expect.fail('nothing to fetch'), pause: () => undefined });

  it('gives the head as a query', () => {
    const { head } = compile([
      { $match: { a: 1 } },
      { $match: { b: 2 } },
      { $sort: { c: 1 } },
      { $limit: 5 },
      { $match: { d: 1 } },
    ]);
    expect(head).toEqual({ filter: { $and: [{ a: 1 }, { b: 2 }] }, sort: { c: 1 }, skip: 0, limit: 5 });
  });

  it('gives $out and $merge as plans', () => {
    expect(compile([{ $out: 'x' }]).output).toEqual({ kind: 'out', database: undefined, collection: 'x' });
    const output = compile([
      { $merge: { into: 'x', whenMatched: [{ $set: { n: { $add: ['$n', '$$new.n'] } } }] } },
    ]).output;
    expect(output).toMatchObject({
      kind: 'merge',
      collection: 'x',
      on: ['_id'],
      whenNotMatched: 'insert',
      whenMatched: 'change',
    });
    if (output?.kind === 'merge')
      expect(output.combine({ _id: 1, n: 2 }, { _id: 1, n: 3 })).toEqual({ _id: 1, n: 5 });
  });

  it.each<[Doc[], number]>([
    [[{ $foo: 1 }], 40324],
    [[{ $match: {}, $sort: {} }], 40323],
    [[{ $limit: 0 }], 15958],
    [[{ $group: { a: { $sum: 1 } } }], 15955],
    [[{ $group: { _id: 1, a: { $foo: 1 } } }], 15952],
    [[{ $group: { _id: 1, a: { $accumulator: {} } } }], 2],
    [[{ $unwind: 'a' }], 28818],
    [[{ $out: 'x' }, { $match: {} }], 40601],
    [[{ $lookup: { from: 'x', as: 'y' } }], 9],
    [[{ $changeStream: {} }], 40573],
    [[{ $setWindowFields: {} }], 40324],
    [[{ $match: 5 }], 15959],
    [[{ $sort: {} }], 15976],
    [[{ $project: {} }], 51272],
    [[{ $match: { $expr: '$$nope' } }], 17276],
  ])('refuses %j with code %i', (pipeline, code) => {
    expect(() => compile(pipeline)).toThrow(expect.objectContaining({ code }));
  });
});
