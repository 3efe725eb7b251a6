import { Binary, DBRef, Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/store/embedded/aggregate/expression.ts';
import { OPERATORS } from '../../src/store/embedded/aggregate/operators/index.ts';
import { identicalValues } from '../../src/store/embedded/values/identical.ts';

const decimal = (text: string) => Decimal128.fromString(text);
const long = (text: string) => Long.fromString(text);
const double = (value: number) => new Double(value);
const day = (text: string) => new Date(`${text}Z`);

const document = {
  _id: new ObjectId('65f000000000000000000001'),
  a: 5,
  b: double(2),
  big: long('9007199254740993'),
  dec: decimal('0.1'),
  nil: null,
  s: 'Hällo Wörld',
  list: [3, 1, 2],
  items: [{ k: 'x', v: 1 }, { k: 'y', v: 2 }, { w: 3 }],
  sub: { 'dotted.name': 7, c: { d: 1 } },
  when: day('2024-02-29T12:34:56.789'),
  ref: new DBRef('users', 9 as unknown as ObjectId),
};

/** An object with a `then` field, which must not look like a promise to the linter. */
const choice = (before: object, result: unknown, after: object = {}) => ({
  ...before,
  ...Object.fromEntries([['then', result]]),
  ...after,
});

/** Each row: an expression and its value; undefined is a missing value. */
const rows: [unknown, unknown][] = [
  ['$a', 5],
  ['$sub.c.d', 1],
  ['$items.v', [1, 2]],
  ['$list.0', []],
  ['$ref.$id', 9],
  ['$none', undefined],
  ['$$ROOT.a', 5],
  ['$$CURRENT.a', 5],
  ['$$REMOVE', undefined],
  [
    [1, '$none'],
    [1, null],
  ],
  [{ x: '$a', y: '$none' }, { x: 5 }],
  [{ $literal: '$a' }, '$a'],
  [{ $const: '$a' }, '$a'],
  [{ $expr: '$a' }, 5],
  [{ $eq: ['$a', double(5)] }, true],
  [{ $eq: ['$dec', 0.1] }, false],
  [{ $eq: ['$none', null] }, false],
  [{ $ne: ['$a', 5] }, false],
  [{ $gt: ['$big', 9007199254740992] }, true],
  [{ $gte: ['$a', '$none'] }, true],
  [{ $lt: ['$a', 'x'] }, true],
  [{ $lte: [5, '$a'] }, true],
  [
    {
      $cmp: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    },
    -1,
  ],
  [{ $and: ['$a', true] }, true],
  [{ $and: [] }, true],
  [{ $or: ['$nil', 0, decimal('0')] }, false],
  [{ $not: ['$nil'] }, true],
  [{ $cond: [{ $gt: ['$a', 3] }, 'yes', 'no'] }, 'yes'],
  [{ $cond: choice({ if: '$nil' }, 1, { else: 2 }) }, 2],
  [
    {
      $switch: {
        branches: [choice({ case: false }, 1), choice({ case: '$a' }, 2)],
        default: 3,
      },
    },
    2,
  ],
  [{ $ifNull: ['$nil', '$none', 'last'] }, 'last'],
  [{ $let: { vars: { x: '$a', y: 2 }, in: { $add: ['$$x', '$$y'] } } }, 7],
  [{ $getField: { field: 'dotted.name', input: '$sub' } }, 7],
  [{ $getField: 'a' }, 5],
  [{ $setField: { field: 'x.y', input: '$sub.c', value: 2 } }, { d: 1, 'x.y': 2 }],
  [{ $unsetField: { field: 'd', input: '$sub.c' } }, {}],
  [{ $add: ['$a', 1] }, 6],
  [{ $add: [new Int32(2147483647), 1] }, long('2147483648')],
  [{ $add: ['$big', 1] }, long('9007199254740994')],
  [{ $add: ['$dec', decimal('0.2')] }, decimal('0.3')],
  [{ $add: ['$a', '$b'] }, double(7)],
  [{ $add: ['$when', 1000] }, day('2024-02-29T12:34:57.789')],
  [{ $add: ['$a', '$nil'] }, null],
  [{ $subtract: ['$when', day('2024-02-29T12:34:56.000')] }, long('789')],
  [{ $subtract: [5, 7] }, -2],
  [{ $multiply: ['$a', '$b', 2] }, double(20)],
  [{ $divide: ['$a', 2] }, 2.5],
  [{ $divide: [4, 2] }, double(2)],
  [{ $mod: [-7, 3] }, -1],
  [{ $pow: [2, 10] }, 1024],
  [{ $abs: -3 }, 3],
  [{ $ceil: 1.2 }, double(2)],
  [{ $floor: -1.2 }, double(-2)],
  [{ $round: [2.5, 0] }, double(2)],
  [{ $round: [1.015, 2] }, 1.01],
  [{ $round: [1234, -2] }, 1200],
  [{ $round: [new Int32(2147483647), -1] }, long('2147483650')],
  [{ $round: [long('9007199254740993'), -1] }, long('9007199254740990')],
  [{ $trunc: [23.298, -1] }, double(20)],
  [{ $round: [decimal('2.675'), 2] }, decimal('2.68')],
  [{ $trunc: [7.89, 1] }, 7.8],
  [{ $sqrt: 9 }, double(3)],
  [{ $exp: 0 }, double(1)],
  [{ $ln: 1 }, double(0)],
  [{ $log: [8, 2] }, double(3)],
  [{ $log10: 100 }, double(2)],
  [{ $sin: 0 }, double(0)],
  [{ $cos: 0 }, double(1)],
  [{ $tan: 0 }, double(0)],
  [{ $atan: 0 }, double(0)],
  [{ $degreesToRadians: 180 }, Math.PI],
  [{ $radiansToDegrees: Math.PI }, double(180)],
  [{ $lt: [{ $rand: {} }, 1] }, true],
  [{ $bitAnd: [12, 10] }, 8],
  [{ $bitOr: [12, long('3')] }, long('15')],
  [{ $bitXor: [12, 10] }, 6],
  [{ $bitNot: 0 }, -1],
  [{ $sum: '$list' }, 6],
  [{ $sum: ['$a', '$dec', 'x'] }, decimal('5.1')],
  [{ $avg: '$list' }, double(2)],
  [{ $min: '$list' }, 1],
  [{ $max: ['$a', 9] }, 9],
  [{ $stdDevPop: [[2, 4]] }, double(1)],
  [{ $stdDevSamp: [[5]] }, null],
  [{ $arrayElemAt: ['$list', -1] }, 2],
  [{ $arrayElemAt: ['$list', 9] }, undefined],
  [{ $first: '$list' }, 3],
  [{ $last: '$list' }, 2],
  [{ $firstN: { n: 2, input: '$list' } }, [3, 1]],
  [{ $lastN: { n: 2, input: '$list' } }, [1, 2]],
  [{ $minN: { n: 2, input: '$list' } }, [1, 2]],
  [{ $maxN: { n: 1, input: '$list' } }, [3]],
  [{ $size: '$list' }, 3],
  [{ $isArray: '$list' }, true],
  [{ $isArray: ['$list'] }, true],
  [{ $slice: ['$list', -2] }, [1, 2]],
  [{ $slice: ['$list', 1, 1] }, [1]],
  [{ $concatArrays: ['$list', [9]] }, [3, 1, 2, 9]],
  [{ $reverseArray: '$list' }, [2, 1, 3]],
  [{ $range: [0, 10, 4] }, [0, 4, 8]],
  [{ $in: [double(3), '$list'] }, true],
  [{ $indexOfArray: ['$list', 2] }, 2],
  [
    { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true, defaults: [0, 'z'] } },
    [
      [1, 'a'],
      [2, 'z'],
    ],
  ],
  [
    {
      $arrayToObject: [
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
    },
    { a: 1, b: 2 },
  ],
  [{ $arrayToObject: { $slice: ['$items', 2] } }, { x: 1, y: 2 }],
  [{ $objectToArray: '$sub.c' }, [{ k: 'd', v: 1 }]],
  [{ $sortArray: { input: '$list', sortBy: -1 } }, [3, 2, 1]],
  [{ $sortArray: { input: '$items', sortBy: { v: -1 } } }, [{ k: 'y', v: 2 }, { k: 'x', v: 1 }, { w: 3 }]],
  [{ $map: { input: '$list', as: 'n', in: { $multiply: ['$$n', '$a'] } } }, [15, 5, 10]],
  [{ $filter: { input: '$items', cond: { $gt: ['$$this.v', 1] } } }, [{ k: 'y', v: 2 }]],
  [{ $filter: { input: '$list', as: 'n', cond: { $gt: ['$$n', 1] }, limit: 1 } }, [3]],
  [{ $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [
    {
      $setUnion: [
        [1, 2],
        [double(2), 3],
      ],
    },
    [1, 2, 3],
  ],
  [
    {
      $setIntersection: [
        [1, 2],
        [2, 3],
      ],
    },
    [2],
  ],
  [
    {
      $setDifference: [
        [1, 2],
        [2, 3],
      ],
    },
    [1],
  ],
  [
    {
      $setEquals: [
        [1, 2, 2],
        [2, 1],
      ],
    },
    true,
  ],
  [{ $setIsSubset: [[1], [1, 2]] }, true],
  [{ $allElementsTrue: [[1, true]] }, true],
  [{ $anyElementTrue: [[0, null]] }, false],
  [{ $mergeObjects: ['$sub.c', { e: 2 }, null] }, { d: 1, e: 2 }],
  [{ $concat: ['$s', '!'] }, 'Hällo Wörld!'],
  [{ $concat: ['$s', '$nil'] }, null],
  [{ $toLower: 'ABC' }, 'abc'],
  [{ $toUpper: '$nil' }, ''],
  [{ $strcasecmp: ['abc', 'ABD'] }, -1],
  [{ $substr: ['hello', 1, 3] }, 'ell'],
  [{ $substrBytes: ['hello', 1, -1] }, 'ello'],
  [{ $substrCP: ['$s', 1, 2] }, 'äl'],
  [{ $strLenBytes: 'ä' }, 2],
  [{ $strLenCP: '$s' }, 11],
  [{ $split: ['a-b-c', '-'] }, ['a', 'b', 'c']],
  [{ $trim: { input: '  x ' } }, 'x'],
  [{ $ltrim: { input: 'xxy', chars: 'x' } }, 'y'],
  [{ $rtrim: { input: 'x ' } }, 'x'],
  [{ $indexOfCP: ['$s', 'W'] }, 6],
  [{ $indexOfBytes: ['$s', 'W'] }, 7],
  [{ $replaceOne: { input: 'aa', find: 'a', replacement: { $literal: '$&' } } }, '$&a'],
  [{ $replaceAll: { input: 'a.a', find: '.', replacement: '' } }, 'aa'],
  [{ $regexMatch: { input: '$s', regex: '^hä', options: 'i' } }, true],
  [{ $regexFind: { input: '$s', regex: /(w)(ö)/i } }, { match: 'Wö', idx: 6, captures: ['W', 'ö'] }],
  [
    { $regexFindAll: { input: 'abab', regex: 'a' } },
    [
      { match: 'a', idx: 0, captures: [] },
      { match: 'a', idx: 2, captures: [] },
    ],
  ],
  [{ $type: '$big' }, 'long'],
  [{ $type: '$none' }, 'missing'],
  [{ $isNumber: '$dec' }, true],
  [{ $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
  [{ $convert: { input: '$nil', to: 'int', onNull: 0 } }, 0],
  [{ $toString: '$_id' }, '65f000000000000000000001'],
  [{ $toString: 2.5 }, '2.5'],
  [{ $toInt: '42' }, 42],
  [{ $toInt: 3.9 }, 3],
  [{ $toLong: '$when' }, long('1709210096789')],
  [{ $toDouble: '1.5' }, 1.5],
  [{ $toDecimal: 0.1 }, decimal('0.100000000000000')],
  [{ $toBool: 'false' }, true],
  [{ $toDate: '2024-02-29T00:00:00Z' }, day('2024-02-29T00:00:00')],
  [{ $toDate: '$_id' }, new Date(0x65f00000 * 1000)],
  [{ $toObjectId: '65f000000000000000000001' }, document._id],
  [{ $bsonSize: { a: 1 } }, 12],
  [{ $binarySize: new Binary(Buffer.from([1, 2])) }, 2],
  [{ $year: '$when' }, 2024],
  [{ $month: '$when' }, 2],
  [{ $dayOfMonth: { date: '$when', timezone: '+12:00' } }, 1],
  [{ $hour: { date: '$when', timezone: 'Europe/Moscow' } }, 15],
  [{ $minute: '$when' }, 34],
  [{ $second: '$when' }, 56],
  [{ $millisecond: '$when' }, 789],
  [{ $dayOfYear: '$when' }, 60],
  [{ $dayOfWeek: '$when' }, 5],
  [{ $isoDayOfWeek: '$when' }, 4],
  [{ $week: '$when' }, 8],
  [{ $isoWeek: '$when' }, 9],
  [{ $isoWeekYear: day('2021-01-01T00:00:00') }, 2020],
  [{ $isoWeek: day('2021-01-01T00:00:00') }, 53],
  [{ $dateToString: { date: '$when' } }, '2024-02-29T12:34:56.789Z'],
  [
    { $dateToString: { date: '$when', format: '%d.%m.%Y %H:%M %z', timezone: 'Europe/Moscow' } },
    '29.02.2024 15:34 +0300',
  ],
  [
    { $dateFromString: { dateString: '2024-02-29 15:34', timezone: 'Europe/Moscow' } },
    day('2024-02-29T12:34:00'),
  ],
  [{ $dateFromString: { dateString: '29.02.2024', format: '%d.%m.%Y' } }, day('2024-02-29T00:00:00')],
  [{ $dateFromString: { dateString: 'soon', onError: 'no' } }, 'no'],
  [
    { $dateToParts: { date: '$when' } },
    { year: 2024, month: 2, day: 29, hour: 12, minute: 34, second: 56, millisecond: 789 },
  ],
  [{ $dateFromParts: { year: 2024, month: 14, day: 1 } }, day('2025-02-01T00:00:00')],
  [{ $dateFromParts: { isoWeekYear: 2024, isoWeek: 9, isoDayOfWeek: 4 } }, day('2024-02-29T00:00:00')],
  [
    { $dateAdd: { startDate: day('2024-01-31T10:00:00'), unit: 'month', amount: 1 } },
    day('2024-02-29T10:00:00'),
  ],
  [
    {
      $dateAdd: { startDate: day('2024-03-30T10:00:00'), unit: 'day', amount: 1, timezone: 'Europe/Berlin' },
    },
    day('2024-03-31T09:00:00'),
  ],
  [{ $dateSubtract: { startDate: '$when', unit: 'year', amount: 1 } }, day('2023-02-28T12:34:56.789')],
  [{ $dateDiff: { startDate: day('2024-02-28T23:00:00'), endDate: '$when', unit: 'day' } }, long('1')],
  [
    {
      $dateDiff: {
        startDate: day('2024-02-25T00:00:00'),
        endDate: '$when',
        unit: 'week',
        startOfWeek: 'monday',
      },
    },
    long('1'),
  ],
  [{ $dateTrunc: { date: '$when', unit: 'hour', binSize: 6 } }, day('2024-02-29T12:00:00')],
  [{ $dateTrunc: { date: '$when', unit: 'week', startOfWeek: 'mon' } }, day('2024-02-26T00:00:00')],
  [{ $dateTrunc: { date: '$when', unit: 'quarter' } }, day('2024-01-01T00:00:00')],
];

describe('expressions', () => {
  it.each(rows)('%j', (expression, wanted) => {
    const found = compileExpression(expression)(document);
    if (!identicalValues(found, wanted)) expect(found).toEqual(wanted);
    expect(identicalValues(found, wanted), `type of ${String(found)}`).toBe(true);
  });

  it('has a row for every operator it evaluates', () => {
    const shown = new Set(JSON.stringify(rows.map(([expression]) => expression)).match(/\$\w+(?=":)/g));
    expect(Object.keys(OPERATORS).filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each<[unknown, number]>([
    [{ $foo: 1 }, 168],
    [{ $function: { body: '', args: [], lang: 'js' } }, 2],
    ['$$nope', 17276],
    [{ $add: 1, $subtract: 2 }, 15983],
    [{ $eq: [1] }, 16020],
    [{ $add: ['x'] }, 14],
    [{ $divide: [1, 0] }, 2],
    [{ $size: 5 }, 17124],
    [{ $round: [long('9223372036854775806'), -1] }, 51080],
    [{ $round: [1, 101] }, 51083],
    [{ $trunc: [1, 10.5] }, 51082],
    [{ $round: [1, 2, 3] }, 28667],
    [{ $toInt: 'x' }, 241],
    [{ $toInt: 3e9 }, 241],
    [{ $dateToString: { date: '$a' } }, 16006],
    [{ $hour: { date: '$when', timezone: 'Moon/Sea' } }, 40485],
    [{ $let: { vars: { X: 1 }, in: 1 } }, 9],
    [{ $map: { input: [1] } }, 28648],
    [{ $in: [1, 2] }, 40081],
    ['$a..b', 15998],
  ])('refuses %j with code %i', (expression, code) => {
    expect(() => compileExpression(expression)(document)).toThrow(expect.objectContaining({ code }));
  });
});
