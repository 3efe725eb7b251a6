import {
  BSONRegExp,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCollation } from '../../src/store/embedded/values/collation.ts';
import { compareBytes, compareValues, equalValues } from '../../src/store/embedded/values/compare.ts';
import {
  addDecimals,
  divideDecimals,
  fromDecimal,
  multiplyDecimals,
  toDecimal,
} from '../../src/store/embedded/values/decimal.ts';
import { EMPTY_ARRAY, encodeValue } from '../../src/store/embedded/values/encode.ts';
import { keyValues, splitPath, walkPath } from '../../src/store/embedded/values/path.ts';
import { skipValue } from '../../src/store/embedded/values/skip.ts';
import { compileSort } from '../../src/store/embedded/values/sort.ts';
import { numbers, values } from './arbitrary-values.ts';

const runs = { numRuns: 5000 };

describe('order of values', () => {
  it('follows the order of types', () => {
    const ordered = [
      new MinKey(),
      null,
      Number.NaN,
      -Infinity,
      new Int32(-3),
      Decimal128.fromString('0.1'),
      new Double(0.25),
      Long.fromNumber(7),
      Infinity,
      '',
      'a',
      'a\0',
      'b',
      {},
      { a: 1 },
      { a: 1, b: 1 },
      { b: 0 },
      { a: 'x' },
      [],
      [1],
      Buffer.from([9]),
      Buffer.from([1, 1]),
      new ObjectId('000000000000000000000001'),
      false,
      true,
      new Date(-1),
      new Date(0),
      new Timestamp({ t: 1, i: 2 }),
      new BSONRegExp('a', ''),
      new BSONRegExp('a', 'i'),
      new MaxKey(),
    ];
    for (let i = 0; i < ordered.length; i += 1) {
      for (let j = 0; j < ordered.length; j += 1) {
        expect(compareValues(ordered[i], ordered[j]), `${i} to ${j}`).toBe(Math.sign(i - j));
      }
    }
  });

  it.each([
    [Long.fromString('9007199254740993'), 9007199254740992, 1],
    [Decimal128.fromString('9007199254740993'), Long.fromString('9007199254740993'), 0],
    [Decimal128.fromString('0.1'), 0.1, -1],
    [Decimal128.fromString('1.10'), Decimal128.fromString('1.1'), 0],
    [new Int32(1), new Double(1), 0],
    [Decimal128.fromString('NaN'), Number.NaN, 0],
    ['\uffff', '\u{10000}', -1],
  ])('compares %s with %s exactly', (a, b, result) => {
    expect(compareValues(a, b)).toBe(result);
    expect(compareValues(b, a)).toBe(result === 0 ? 0 : -result);
  });

  it('tells documents with another field order apart and sees through DBRef', () => {
    expect(equalValues({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false);
    const id = new ObjectId();
    expect(equalValues(new DBRef('c', id), { $ref: 'c', $id: id })).toBe(true);
  });

  it('orders strings by a collation', () => {
    const order = compileCollation({ locale: 'en', strength: 2 });
    expect(equalValues('Ping', 'ping', order)).toBe(true);
    expect(equalValues(['É'], ['e'], order)).toBe(false);
    expect(equalValues('É', 'e', compileCollation({ locale: 'fr', strength: 1 }))).toBe(true);
    expect(compareValues('10', '9', compileCollation({ locale: 'en_US', numericOrdering: true }))).toBe(1);
    expect(compileCollation({ locale: 'simple' })).toBeUndefined();
    expect(() => compileCollation({ locale: 'no such place' })).toThrow(/locale/);
  });
});

describe('key encoding', () => {
  it('orders bytes as it orders values, in both directions', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(values, values), fc.tuple(numbers, numbers)), ([a, b]) => {
        const wanted = compareValues(a, b);
        for (const descending of [false, true]) {
          const left = encodeValue(a, descending);
          const right = encodeValue(b, descending);
          const found = descending
            ? compareBytes(right.bytes, left.bytes)
            : compareBytes(left.bytes, right.bytes);
          if (!left.lossy && !right.lossy) expect(found).toBe(wanted);
        }
      }),
      runs,
    );
  });

  it('keeps lossy keys in weak order', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const found = compareBytes(encodeValue(a).bytes, encodeValue(b).bytes);
        if (found !== 0) expect(found).toBe(compareValues(a, b));
      }),
      runs,
    );
  });

  it('is prefix-free and can be skipped value by value', () => {
    fc.assert(
      fc.property(values, values, fc.boolean(), (a, b, descending) => {
        const first = encodeValue(a, descending).bytes;
        const second = encodeValue(b, !descending).bytes;
        const joined = Buffer.concat([first, second]);
        expect(skipValue(joined, 0)).toBe(first.length);
        expect(skipValue(joined, first.length)).toBe(joined.length);
      }),
      runs,
    );
  });

  it('cuts long strings and says so', () => {
    const long = encodeValue('я'.repeat(400));
    expect(long.lossy).toBe(true);
    expect(long.bytes.length).toBeLessThan(520);
    expect(encodeValue('a'.repeat(500)).lossy).toBe(false);
    expect(encodeValue({ a: 'b'.repeat(501) }).lossy).toBe(true);
  });

  it('puts an empty array between MinKey and null', () => {
    const keys = [new MinKey(), EMPTY_ARRAY, null].map((value) => encodeValue(value).bytes);
    expect([...keys].sort(compareBytes)).toEqual(keys);
  });
});

describe('decimal arithmetic', () => {
  const decimal = (text: string) => toDecimal(Decimal128.fromString(text));
  it.each([
    ['0.1', '0.2', '0.3', '0.02', '0.5'],
    ['1', '3', '4', '3', '0.3333333333333333333333333333333333'],
    ['2', '3', '5', '6', '0.6666666666666666666666666666666667'],
    ['1E+3', '1', '1001', '1.000E+3', '1E+3'],
    ['Infinity', '1', 'Infinity', 'Infinity', 'Infinity'],
    [
      '9999999999999999999999999999999999',
      '1',
      '1.000000000000000000000000000000000E+34',
      '9999999999999999999999999999999999',
      '9999999999999999999999999999999999',
    ],
  ])('%s and %s', (a, b, sum, product, quotient) => {
    const same = (text: string, found: Decimal128) => {
      expect(compareValues(found, Decimal128.fromString(text)), `${found}`).toBe(0);
    };
    same(sum, fromDecimal(addDecimals(decimal(a), decimal(b))));
    same(product, fromDecimal(multiplyDecimals(decimal(a), decimal(b))));
    same(quotient, fromDecimal(divideDecimals(decimal(a), decimal(b))));
  });
});

describe('paths', () => {
  const seen = (document: Record<string, unknown>, path: string, expand = true): unknown[] => {
    const found: unknown[] = [];
    walkPath(document, splitPath(path), expand, (value) => {
      found.push(value);
      return false;
    });
    return found;
  };

  it.each([
    [{ a: 1 }, 'a', [1]],
    [{ a: 1 }, 'b', [undefined]],
    [{ a: 1 }, 'a.b', [undefined]],
    [{ a: [1, [2]] }, 'a', [1, [2], [1, [2]]]],
    [{ a: [1, { b: 2 }, { c: 3 }] }, 'a.b', [2, undefined]],
    [{ a: [] }, 'a.b', []],
    [{ a: [5, [2, 4]] }, 'a.1', [[2, 4]]],
    [{ a: [5, { 1: 4 }] }, 'a.1', [4, { 1: 4 }]],
    [{ a: [[{ b: 1 }]] }, 'a.b', []],
    [{ a: [[{ b: 1 }]] }, 'a.0.b', [1]],
    [{ a: new DBRef('c', new ObjectId('000000000000000000000001')) }, 'a.$ref', ['c']],
    [{}, 'constructor', [undefined]],
  ])('%j at %s', (document, path, found) => {
    expect(seen(document, path)).toEqual(found);
  });

  it('gives index keys', () => {
    expect(keyValues({ a: [1, 2] }, ['a'])).toEqual([1, 2]);
    expect(keyValues({ a: [] }, ['a'])).toEqual([EMPTY_ARRAY]);
    expect(keyValues({ a: [{ b: 1 }, 3] }, ['a', 'b'])).toEqual([1, undefined]);
    expect(keyValues({ a: [7, 8] }, ['a', '1'])).toEqual([8]);
    expect(keyValues({}, ['a', 'b'])).toEqual([undefined]);
  });
});

describe('sorting', () => {
  const sorted = (spec: Record<string, unknown>, documents: Record<string, unknown>[]) =>
    [...documents].sort(compileSort(spec).compare).map((document) => document._id);

  it('takes the smallest element up and the largest down', () => {
    const documents = [{ _id: 1, a: [5, 1] }, { _id: 2, a: 3 }, { _id: 3 }, { _id: 4, a: [] }];
    expect(sorted({ a: 1 }, documents)).toEqual([4, 3, 1, 2]);
    expect(sorted({ a: -1 }, documents)).toEqual([1, 2, 3, 4]);
  });

  it('takes fields of one array from one element', () => {
    const documents = [
      {
        _id: 0,
        x: [
          { y: 1, z: 7 },
          { y: 0, z: [8, 6] },
        ],
      },
      { _id: 1, x: [{ y: [1, 0], z: 6 }] },
    ];
    expect(sorted({ 'x.y': -1, 'x.z': 1 }, documents)).toEqual([1, 0]);
    expect(sorted({ 'x.y': 1, 'x.z': -1 }, documents)).toEqual([0, 1]);
    const many = Array.from({ length: 200 }, (_, i) => i);
    expect(() => sorted({ 'x.a': 1, 'x.b': 1 }, [{ x: { a: many, b: many } }, {}])).toThrow(
      /parallel arrays/,
    );
  });

  it.each([
    [{ a: 2 }, 15975],
    [{ a: 'up' }, 15974],
    [{ $a: 1 }, 16410],
  ])('refuses %j with code %i', (spec, code) => {
    expect(() => compileSort(spec)).toThrow(expect.objectContaining({ code }));
  });
});
