import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/store/embedded/match/index.ts';
import { rootsOf } from '../../src/store/embedded/match/roots.ts';
import { decoderOf, encode } from '../../src/store/embedded/store/decode.ts';
import { compareValues } from '../../src/store/embedded/values/compare.ts';
import { toDouble } from '../../src/store/embedded/values/numbers.ts';
import { RANK, rankOf } from '../../src/store/embedded/values/types.ts';
import { values } from './arbitrary-values.ts';

type Doc = Record<string, unknown>;
const runs = { numRuns: 3000 };

const plain = values.filter((value) => rankOf(value) !== RANK.regex);
const documents = fc.record({ a: values, b: values }, { requiredKeys: [] }) as fc.Arbitrary<Doc>;
const paths = fc.constantFrom('a', 'b', 'a.b', 'a.0', 'a.b.a');
const finds = (filter: Doc, document: Doc): boolean => compileFilter(filter)(document);

describe('laws of filters', () => {
  it('$in is a choice of $eq, and $nin, $ne, $not and $nor are their opposites', () => {
    fc.assert(
      fc.property(documents, paths, fc.array(plain, { maxLength: 4 }), (document, path, list) => {
        const equals = list.map((value) => finds({ [path]: { $eq: value } }, document));
        const any = equals.includes(true);
        expect(finds({ [path]: { $in: list } }, document)).toBe(any);
        expect(finds({ [path]: { $nin: list } }, document)).toBe(!any);
        for (const [i, value] of list.entries()) {
          expect(finds({ [path]: { $ne: value } }, document)).toBe(!equals[i]);
          expect(finds({ [path]: { $not: { $eq: value } } }, document)).toBe(!equals[i]);
          expect(finds({ $nor: [{ [path]: { $eq: value } }] }, document)).toBe(!equals[i]);
        }
      }),
      runs,
    );
  });

  it('a stored value is found by itself', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(finds({ a: { $eq: value } }, { a: value })).toBe(true);
        expect(finds({ a: { $gte: value } }, { a: value })).toBe(true);
        expect(finds({ a: { $lte: value } }, { a: value })).toBe(true);
      }),
      runs,
    );
  });

  it('ranges of scalars agree with the order of values inside one type', () => {
    const ranks: number[] = [
      RANK.number,
      RANK.string,
      RANK.date,
      RANK.objectId,
      RANK.boolean,
      RANK.object,
      RANK.null,
    ];
    const scalars = plain.filter(
      (value) =>
        ranks.includes(rankOf(value)) && (rankOf(value) !== RANK.number || !Number.isNaN(toDouble(value))),
    );
    fc.assert(
      fc.property(scalars, scalars, (stored, operand) => {
        const comparable = rankOf(stored) === rankOf(operand);
        const order = compareValues(stored, operand);
        expect(finds({ a: { $gt: operand } }, { a: stored })).toBe(comparable && order > 0);
        expect(finds({ a: { $lte: operand } }, { a: stored })).toBe(comparable && order <= 0);
      }),
      runs,
    );
  });

  it('look only at the fields they tell', () => {
    const simple = fc.oneof(
      fc
        .tuple(fc.constantFrom('a', 'b', 'a.b', 'b.0', '_id', 'c'), values)
        .map(([path, value]) => ({ [path]: value })),
      fc.constantFrom<Doc>(
        { a: { $ne: 1 } },
        { 'b.a': { $elemMatch: { $gte: 0 } } },
        { b: { $elemMatch: { a: null } } },
        { c: { $exists: false } },
        { a: { $not: { $type: 'double' } } },
        { $expr: { $gt: ['$b', '$c'] } },
        { $comment: 'none' },
        { $alwaysTrue: 1 },
      ),
    );
    const lists = (of: fc.Arbitrary<Doc>): fc.Arbitrary<Doc> =>
      fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(of, { minLength: 1, maxLength: 3 }))
        .map(([name, branches]) => ({ [name]: branches }));
    const filters = fc
      .array(fc.oneof(simple, lists(fc.oneof(simple, lists(simple)))), { minLength: 1, maxLength: 2 })
      .map((parts): Doc => Object.assign({}, ...parts));
    const stored = fc.record(
      { _id: values, a: values, b: values, c: values, d: values },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filters, stored, (filter, document) => {
        const raw = encode(document);
        const roots = rootsOf(filter);
        const matches = compileFilter(filter);
        for (const typed of [false, true]) {
          expect(matches(decoderOf(roots, typed)(raw))).toBe(matches(decoderOf(undefined, typed)(raw)));
        }
      }),
      runs,
    );
  });
});
