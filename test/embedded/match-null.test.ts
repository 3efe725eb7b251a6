import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/store/embedded/match/index.ts';

type Doc = Record<string, unknown>;

const documents: Record<string, Doc> = {
  missing: {},
  null: { a: null },
  number: { a: 4 },
  emptyDoc: { a: {} },
  docNull: { a: { b: null } },
  docText: { a: { b: 'hi' } },
  emptyList: { a: [] },
  nested: { a: [[]] },
  nulls: { a: [null, null] },
  values: { a: [1, 'x', 4] },
  someNull: { a: [1, null] },
  docsNull: { a: [{ b: null }, {}] },
  docsFull: { a: [{ b: 1 }, { b: 'x' }] },
  docsSomeNull: { a: [{ b: null }, { b: 3 }] },
  docsSomeMissing: { a: [{ b: 3 }, {}] },
};

const PLAIN_NULL = ['missing', 'null', 'nulls', 'someNull'];
const DOTTED_NULL = [
  'missing',
  'null',
  'number',
  'emptyDoc',
  'docNull',
  'docsNull',
  'docsSomeNull',
  'docsSomeMissing',
];
const othersThan = (names: string[]): string[] =>
  Object.keys(documents).filter((name) => !names.includes(name));

/** What MongoDB finds by null: the same documents however the question is put. */
const rows: [Doc, string[]][] = [
  [{ a: null }, PLAIN_NULL],
  [{ a: { $eq: null } }, PLAIN_NULL],
  [{ a: { $in: [null, 75] } }, PLAIN_NULL],
  [{ $or: [{ a: null }, { a: 75 }] }, PLAIN_NULL],
  [{ a: { $gte: null } }, PLAIN_NULL],
  [{ a: { $ne: null } }, othersThan(PLAIN_NULL)],
  [{ a: { $nin: [null, 75] } }, othersThan(PLAIN_NULL)],
  [{ a: { $not: { $gte: null } } }, othersThan(PLAIN_NULL)],
  [{ a: { $nin: [null, /^x/] } }, othersThan([...PLAIN_NULL, 'values'])],
  [{ a: { $exists: false } }, ['missing']],
  [{ 'a.b': null }, DOTTED_NULL],
  [{ 'a.b': { $in: [null, 75] } }, DOTTED_NULL],
  [{ 'a.b': { $ne: null } }, othersThan(DOTTED_NULL)],
  [{ 'a.b': { $nin: [null, /^x/] } }, othersThan([...DOTTED_NULL, 'docsFull'])],
  [{ a: { $elemMatch: { $eq: null } } }, ['nulls', 'someNull']],
  [
    { a: { $elemMatch: { $ne: null } } },
    ['nested', 'values', 'someNull', 'docsNull', 'docsFull', 'docsSomeNull', 'docsSomeMissing'],
  ],
  [{ 'a.b': { $elemMatch: { $ne: null } } }, []],
  [{ a: { $elemMatch: { b: null } } }, ['nested', 'docsNull', 'docsSomeNull', 'docsSomeMissing']],
  [{ a: { $elemMatch: { b: { $ne: null } } } }, ['docsFull', 'docsSomeNull', 'docsSomeMissing']],
];

describe('null in filters', () => {
  it.each(rows)('%j', (filter, wanted) => {
    const matches = compileFilter(filter);
    const found = Object.keys(documents).filter((name) => matches(documents[name] ?? {}));
    expect(found.sort()).toEqual([...wanted].sort());
  });
});
