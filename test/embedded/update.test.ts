import { Decimal128, Double, Int32, Long, ObjectId, type Timestamp } from 'bson';
import { describe, expect, it } from 'vitest';
import { compileUpdate, type UpdateOptions } from '../../src/store/embedded/update/index.ts';
import { identicalValues } from '../../src/store/embedded/values/identical.ts';

type Doc = Record<string, unknown>;
const int = (value: number) => new Int32(value);
const double = (value: number) => new Double(value);
const long = (value: string) => Long.fromString(value);
const decimal = (text: string) => Decimal128.fromString(text);

function same(found: unknown, wanted: unknown): void {
  if (!identicalValues(found, wanted)) expect(found).toEqual(wanted);
  expect(identicalValues(found, wanted), JSON.stringify(found)).toBe(true);
}

/** Each row: an update, the document before, the document after (types and field order count). */
const rows: [update: Doc | Doc[], before: Doc, after: Doc][] = [
  [{ $set: { c: 3, b: 2 } }, { _id: 1, a: 1 }, { _id: 1, a: 1, b: 2, c: 3 }],
  [{ $set: { 'a.b.c': 1 } }, { _id: 1 }, { _id: 1, a: { b: { c: 1 } } }],
  [{ $set: { 'a.2': 'x' } }, { a: [1] }, { a: [1, null, 'x'] }],
  [{ $set: { 'a.0.b': 'x' } }, { a: [{ b: 1, c: 2 }] }, { a: [{ b: 'x', c: 2 }] }],
  [{ $set: { a: double(1) } }, { a: int(1) }, { a: double(1) }],
  [{ $set: { b: 1 }, $inc: { a: 1 } }, {}, { a: 1, b: 1 }],
  [{ $set: { 'a.$id': 5 } }, { a: { $ref: 'c', $id: 4 } }, { a: { $ref: 'c', $id: 5 } }],
  [{ $set: { ['__proto__']: 1 } }, {}, JSON.parse('{"__proto__":1}')],
  [{ $unset: { a: '', 'b.c': '', d: '' } }, { a: 1, b: { c: 1, e: 2 } }, { b: { e: 2 } }],
  [{ $unset: { 'a.1': 1 } }, { a: [1, 2, 3] }, { a: [1, null, 3] }],
  [{ $unset: { 'a.b.c': 1 } }, { a: 5 }, { a: 5 }],
  [{ $inc: { a: int(1) } }, { a: int(2147483647) }, { a: long('2147483648') }],
  [{ $inc: { a: int(1) } }, { a: double(1) }, { a: double(2) }],
  [{ $inc: { a: double(1) } }, { a: int(1) }, { a: double(2) }],
  [{ $inc: { a: int(1) } }, { a: long('5') }, { a: long('6') }],
  [{ $inc: { a: decimal('0.1') } }, { a: decimal('0.2') }, { a: decimal('0.3') }],
  [{ $inc: { a: long('7') } }, {}, { a: long('7') }],
  [
    { $mul: { a: int(2), b: int(5), c: decimal('2') } },
    { a: double(1.5) },
    { a: double(3), b: int(0), c: decimal('0') },
  ],
  [{ $mul: { a: int(3) } }, { a: long('9007199254740993') }, { a: long('27021597764222979') }],
  [{ $min: { a: 1, b: 5, c: 1 } }, { a: 2, b: 4 }, { a: 1, b: 4, c: 1 }],
  [{ $max: { a: new Date(9) } }, { a: new Date(1) }, { a: new Date(9) }],
  [{ $max: { a: 'x' } }, { a: 5 }, { a: 'x' }],
  [{ $rename: { a: 'b.c', x: 'y' } }, { a: 1 }, { b: { c: 1 } }],
  [{ $rename: { a: 'b' } }, { a: 1, b: 2, c: 3 }, { b: 1, c: 3 }],
  [{ $setOnInsert: { a: 1 } }, { b: 1 }, { b: 1 }],
  [{ $push: { a: 1 } }, {}, { a: [1] }],
  [{ $push: { a: [1, 2] } }, { a: [0] }, { a: [0, [1, 2]] }],
  [{ $push: { a: { $each: [5, 1], $sort: int(1), $slice: int(-2) } } }, { a: [3] }, { a: [3, 5] }],
  [{ $push: { a: { $each: [9], $position: int(0) } } }, { a: [3, 4] }, { a: [9, 3, 4] }],
  [{ $push: { a: { $each: [9], $position: -1 } } }, { a: [3, 4] }, { a: [3, 9, 4] }],
  [
    { $push: { a: { $each: [{ b: 2 }], $sort: { b: -1 } } } },
    { a: [{ b: 1 }, { b: 3 }] },
    { a: [{ b: 3 }, { b: 2 }, { b: 1 }] },
  ],
  [{ $push: { a: { $each: [], $slice: 1 } } }, { a: [1, 2] }, { a: [1] }],
  [{ $addToSet: { a: { $each: [1, 2, 2, double(1)] } } }, { a: [1] }, { a: [1, 2] }],
  [{ $addToSet: { a: { x: 1 } } }, { a: [{ x: 1 }] }, { a: [{ x: 1 }] }],
  [{ $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [1, 2] }, { a: [1], b: [2] }],
  [{ $pull: { a: 1 } }, { a: [1, 2, double(1)] }, { a: [2] }],
  [{ $pull: { a: { $gte: 2 } } }, { a: [1, 2, 3] }, { a: [1] }],
  [{ $pull: { a: { $in: ['x', /^y/] } } }, { a: ['x', 'yy', 'z'] }, { a: ['z'] }],
  [
    { $pull: { a: { b: 1, c: { $gt: 1 } } } },
    { a: [{ b: 1, c: 2 }, { b: 1, c: 1 }, 5] },
    { a: [{ b: 1, c: 1 }, 5] },
  ],
  [{ $pull: { a: { $or: [{ b: 1 }, { b: 2 }] } } }, { a: [{ b: 1 }, { b: 3 }, { b: 2 }] }, { a: [{ b: 3 }] }],
  [{ $pull: { 'a.$[].b': 1 } }, { a: [{ b: [1, 2] }, { b: [1] }] }, { a: [{ b: [2] }, { b: [] }] }],
  [{ $pull: { a: 1 } }, {}, {}],
  [{ $pullAll: { a: [1, { b: 1 }] } }, { a: [1, 2, { b: 1 }] }, { a: [2] }],
  [{ $bit: { a: { and: int(6), or: int(1) } } }, { a: int(12) }, { a: int(5) }],
  [{ $bit: { a: { xor: long('1') } } }, {}, { a: long('1') }],
  [{ $inc: { 'a.$[]': 1 } }, { a: [1, 2] }, { a: [2, 3] }],
  [{ b: 2 }, { _id: 7, a: 1 }, { _id: 7, b: 2 }],
  [{}, { _id: 7, a: 1 }, { _id: 7 }],
  [[{ $set: { b: '$a' } }, { $unset: 'a' }], { _id: 1, a: 5 }, { _id: 1, b: 5 }],
  [[{ $replaceWith: { n: '$a' } }], { _id: 1, a: 5 }, { _id: 1, n: 5 }],
];

describe('updates', () => {
  it.each(rows)('%j', (update, before, after) => {
    const copy = structuredClone(Object.keys(before));
    same(compileUpdate(update).apply(before), after);
    expect(Object.keys(before)).toEqual(copy);
  });

  it.each([
    [{ $set: { a: 1 } }],
    [{ $addToSet: { l: 1 } }],
    [{ $pull: { l: 9 } }],
    [{ $max: { a: 1 } }],
    [{ $unset: { z: 1 } }],
    [{ $rename: { z: 'y' } }],
    [{ $inc: { a: 0 } }],
    [{ _id: 1, a: 1, l: [1] }],
  ])('gives the same document back when %j changes nothing', (update) => {
    const document = { _id: 1, a: 1, l: [1] };
    expect(compileUpdate(update).apply(document)).toBe(document);
  });

  it('sets dates from its clock', () => {
    const now = () => new Date(1_700_000_000_000);
    const update = compileUpdate({ $currentDate: { a: true, b: { $type: 'timestamp' } } }, { now });
    const { a, b } = update.apply({});
    expect(a).toEqual(now());
    expect((b as Timestamp).t).toBe(1_700_000_000);
  });

  const positional: [update: Doc, options: UpdateOptions, before: Doc, after: Doc][] = [
    [{ $set: { 'a.$': 9 } }, { filter: { a: 2 } }, { a: [1, 2, 2] }, { a: [1, 9, 2] }],
    [
      { $set: { 'a.$.c': 9 } },
      { filter: { 'a.b': { $gt: 1 } } },
      { a: [{ b: 1 }, { b: 2 }] },
      { a: [{ b: 1 }, { b: 2, c: 9 }] },
    ],
    [
      { $set: { 'b.$': 9 } },
      { filter: { a: { $elemMatch: { $eq: 2 } } } },
      { a: [1, 2], b: [1, 1] },
      { a: [1, 2], b: [1, 9] },
    ],
    [{ $set: { 'a.$[x]': 9 } }, { arrayFilters: [{ x: { $gte: 2 } }] }, { a: [1, 2, 3] }, { a: [1, 9, 9] }],
    [
      { $inc: { 'a.$[x].b.$[y]': 1 } },
      { arrayFilters: [{ 'x.k': 1 }, { y: 5 }] },
      {
        a: [
          { k: 1, b: [5, 6] },
          { k: 2, b: [5] },
        ],
      },
      {
        a: [
          { k: 1, b: [6, 6] },
          { k: 2, b: [5] },
        ],
      },
    ],
    [
      { $set: { 'a.$[x]': 0 } },
      { arrayFilters: [{ $or: [{ x: 1 }, { x: 3 }] }] },
      { a: [1, 2, 3] },
      { a: [0, 2, 0] },
    ],
  ];
  it.each(positional)('%j with %j', (update, options, before, after) => {
    same(compileUpdate(update, options).apply(before), after);
  });
});

describe('upserts', () => {
  const id = new ObjectId();
  it.each<[Doc | Doc[], Doc, Doc]>([
    [
      { $set: { b: 2 }, $setOnInsert: { a: 1 } },
      { _id: id, k: 'x' },
      { _id: id, k: 'x', a: 1, b: 2 },
    ],
    [
      { $set: { z: 1 } },
      { 'b.c': 1, a: { $eq: 2 }, d: { $gt: 1 }, $and: [{ e: 3 }], _id: id },
      { _id: id, a: 2, b: { c: 1 }, e: 3, z: 1 },
    ],
    [{ $inc: { n: 1 } }, { _id: id, a: { $in: [5] }, b: /x/ }, { _id: id, a: 5, n: 1 }],
    [{ $push: { a: 1 } }, { _id: id, $or: [{ k: 1 }, { k: 2 }] }, { _id: id, a: [1] }],
    [{ b: 1 }, { _id: id, a: 1 }, { _id: id, b: 1 }],
    [{ $set: { $each: 1 } }, { _id: id }, { _id: id, $each: 1 }],
    [[{ $set: { b: '$k' } }], { _id: id, k: 3 }, { _id: id, k: 3, b: 3 }],
  ])('%j for %j', (update, filter, made) => {
    same(compileUpdate(update).upsert(filter), made);
  });

  it('makes an _id and puts it first', () => {
    const made = compileUpdate({ $set: { a: 1 } }).upsert({});
    expect(Object.keys(made)).toEqual(['_id', 'a']);
    expect(made._id).toBeInstanceOf(ObjectId);
  });

  it.each<[Doc, Doc, number]>([
    [{ $set: { b: 1 } }, { a: 1, $and: [{ a: 2 }] }, 54],
    [{ $set: { b: 1 } }, { a: { $all: [1, 2] } }, 54],
    [{ $set: { b: 1 } }, { a: { c: 1 }, 'a.c': 1 }, 54],
    [{ $set: { b: 1 } }, { _id: [1] }, 53],
    [{ $set: { _id: /x/ } }, {}, 53],
    [{ b: 1 }, { _id: 1, $and: [{ _id: 2 }] }, 54],
    [{ b: 1 }, { '_id.x': 1 }, 111],
  ])('refuses %j for %j with code %i', (update, filter, code) => {
    expect(() => compileUpdate(update).upsert(filter)).toThrow(expect.objectContaining({ code }));
  });

  it('does not care for other fields of the filter when it replaces', () => {
    expect(compileUpdate({ b: 1 }).upsert({ _id: 1, a: 1, $and: [{ a: 2 }], 'a.x': 1 })).toEqual({
      _id: 1,
      b: 1,
    });
    expect(compileUpdate({ $set: { b: 1 } }).upsert({ '_id.x': 1, '_id.y': 2 })).toEqual({
      _id: { x: 1, y: 2 },
      b: 1,
    });
  });
});

describe('refused updates', () => {
  it.each<[Doc | Doc[], Doc, number, RegExp, UpdateOptions?]>([
    [{ $set: { _id: 2 } }, { _id: 1 }, 66, /immutable field '_id'/],
    [{ _id: 2 }, { _id: 1 }, 66, /found to have been altered/],
    [{ $unset: { _id: 1 } }, { _id: 1 }, 66, /immutable/],
    [{ $set: { a: 1 }, $inc: { a: 1 } }, {}, 40, /Updating the path 'a' would create a conflict at 'a'/],
    [{ $set: { a: 1, 'a.b': 1 } }, {}, 40, /conflict at 'a'/],
    [{ $set: { 'a.b': 1 }, $push: { a: 1 } }, {}, 40, /conflict at 'a'/],
    [{ $set: { 'a.b': 1 } }, { a: 5 }, 28, /Cannot create field 'b' in element \{a: 5\}/],
    [{ $set: { 'a.b': 1 } }, { a: [1] }, 28, /Cannot create field 'b'/],
    [{ $inc: { a: 'x' } }, {}, 14, /Cannot increment with non-numeric argument: \{a: "x"\}/],
    [
      { $inc: { a: 1 } },
      { _id: 1, a: 'x' },
      14,
      /Cannot apply \$inc to a value of non-numeric type. \{_id: 1\} has the field 'a' of non-numeric type string/,
    ],
    [{ $inc: { a: int(1) } }, { a: Long.MAX_VALUE }, 2, /Failed to apply \$inc operations/],
    [
      { $push: { a: 1 } },
      { _id: 1, a: 5 },
      2,
      /The field 'a' must be an array but is of type int in document \{_id: 1\}/,
    ],
    [{ $push: { a: { $each: [], $sort: { 'b.': 1 } } } }, {}, 2, /empty part/],
    [{ $push: { a: { $each: [], $sort: { b: -2 } } } }, {}, 2, /either 1 or -1/],
    [{ $push: { a: { $each: [], $slice: -2.1 } } }, {}, 2, /must be an integer value/],
    [{ $push: { a: { $each: [], $xxx: 1 } } }, {}, 2, /Unrecognized clause in \$push: \$xxx/],
    [{ $push: { a: { $each: 1 } } }, {}, 2, /The argument to \$each in \$push must be an array/],
    [
      { $addToSet: { a: 1 } },
      { a: 'x' },
      2,
      /Cannot apply \$addToSet to non-array field. Field named 'a' has non-array type string/,
    ],
    [{ $pull: { a: 1 } }, { a: 'x' }, 2, /Cannot apply \$pull to a non-array value/],
    [{ $pop: { a: 2 } }, {}, 9, /\$pop expects 1 or -1/],
    [{ $foo: { a: 1 } }, {}, 9, /Unknown modifier: \$foo/],
    [{ $set: 5 }, {}, 9, /Modifiers operate on fields/],
    [{ a: 1, $set: { b: 1 } }, {}, 52, /dollar \(\$\) prefixed field '\$set'/],
    [{ $set: { $a: 1 } }, {}, 52, /dollar \(\$\) prefixed field '\$a'/],
    [{ $set: { '': 1 } }, {}, 56, /empty update path/],
    [{ $set: { 'a.': 1 } }, {}, 56, /empty field name/],
    [{ $set: { 'a.$': 1 } }, { a: [1] }, 2, /positional operator did not find the match/],
    [{ $set: { 'a.$[x]': 1 } }, { a: [1] }, 2, /No array filter found for identifier 'x'/],
    [
      { $set: { a: 1 } },
      {},
      9,
      /'x' was not used in the update \{ \$set: \{ a: 1 \} \}/,
      { arrayFilters: [{ x: 1 }] },
    ],
    [
      { $set: { 'a.$[i]': 0, 'a.$': 0 } },
      {},
      40,
      /path 'a\.\$' would create a conflict at 'a'/,
      { arrayFilters: [{ i: 0 }] },
    ],
    [
      { $set: { 'a.$[i]': 0, 'a.b': 0 } },
      {},
      40,
      /path 'a\.b' would create a conflict at 'a'/,
      { arrayFilters: [{ i: 0 }] },
    ],
    [
      { $set: { 'a.$[i].c': 1, 'a.$[j].c': 2 } },
      { a: [{ x: 0 }] },
      40,
      /Update created a conflict at 'a\.0\.c'/,
      { arrayFilters: [{ 'i.x': 0 }, { 'j.x': 0 }] },
    ],
    [{ $set: { 'a.$[i]': 0 } }, {}, 224, /\$expr is not allowed/, { arrayFilters: [{ $expr: true }] }],
    [
      { $set: { 'a.$[I]': 0 } },
      {},
      2,
      /beginning with a lowercase letter, found 'I'/,
      { arrayFilters: [{ I: 0 }] },
    ],
    [{ $set: { 'a.$[]': 1 } }, { a: 5 }, 2, /non-array element a: 5/],
    [{ $set: { 'a.$[]': 1 } }, {}, 2, /must exist in the document/],
    [{ $rename: { a: 'a' } }, {}, 2, /must differ/],
    [{ $rename: { 'a.b': 'c' } }, { a: [{ b: 1 }] }, 2, /cannot be an array element/],
    [[{ $match: {} }], {}, 72, /\$match is not allowed/],
  ])('%j on %j', (update, document, code, message, options = {}) => {
    expect(() => compileUpdate(update, options).apply(document)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
