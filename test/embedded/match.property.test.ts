import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/store/embedded/match/index.ts';
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
});
