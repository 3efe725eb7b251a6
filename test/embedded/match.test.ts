import { Binary, BSONRegExp, DBRef, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { compileFilter, filterNeedsTypes } from '../../src/store/embedded/match/index.ts';

type Doc = Record<string, unknown>;
const id = new ObjectId('0123456789abcdef01234567');
const decimal = (text: string) => Decimal128.fromString(text);

/** Each row: a filter, documents it finds, documents it does not. */
const facts: [filter: Doc, found: Doc[], left: Doc[]][] = [
  [{}, [{}, { a: 1 }], []],
  [
    { a: 1 },
    [{ a: 1 }, { a: [1, 2] }, { a: new Double(1) }, { a: Long.ONE }, { a: decimal('1.0') }],
    [{ a: '1' }, {}, { a: true }],
  ],
  [{ a: decimal('0.1') }, [{ a: decimal('0.10') }], [{ a: 0.1 }]],
  [
    { a: Long.fromString('9007199254740993') },
    [{ a: Long.fromString('9007199254740993') }],
    [{ a: 9007199254740992 }],
  ],
  [{ a: null }, [{ a: null }, {}, { a: [null] }], [{ a: 0 }, { a: [] }]],
  [
    { 'a.b': null },
    [{ a: { c: 1 } }, {}, { a: [{ b: 1 }, {}] }, { a: 5 }],
    [{ a: [] }, { a: [1] }, { a: { b: 1 } }],
  ],
  [{ 'a.b': 2 }, [{ a: { b: 2 } }, { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: [2] }] }], [{ a: [[{ b: 2 }]] }]],
  [{ 'a.1': 7 }, [{ a: [1, 7] }, { a: { 1: 7 } }], [{ a: [7, 1] }]],
  [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2], 3] }], [{ a: [2, 1] }, { a: [1, 2, 3] }]],
  [{ a: { b: 1, c: 2 } }, [{ a: { b: 1, c: 2 } }], [{ a: { c: 2, b: 1 } }, { a: { b: 1 } }]],
  [{ a: new DBRef('c', id) }, [{ a: { $ref: 'c', $id: id } }], [{ a: { $ref: 'd', $id: id } }]],
  [{ 'a.$id': id }, [{ a: new DBRef('c', id) }], [{ a: new DBRef('c', new ObjectId()) }]],
  [{ a: { $eq: { $ref: 'x', $id: 1 } } }, [{ a: { $ref: 'x', $id: 1 } }], [{ a: 1 }]],
  [{ a: { $ne: 1 } }, [{ a: 2 }, {}, { a: [2] }], [{ a: 1 }, { a: [1, 2] }]],
  [
    { a: { $gt: 1 } },
    [{ a: 2 }, { a: [0, 5] }, { a: decimal('1.1') }],
    [{ a: 1 }, { a: '2' }, {}, { a: Number.NaN }],
  ],
  [{ a: { $gte: null } }, [{ a: null }, {}], [{ a: 1 }]],
  [{ a: { $lt: new Date(5) } }, [{ a: new Date(4) }], [{ a: 1 }, { a: new Date(5) }]],
  [{ a: { $gt: new MinKey() } }, [{ a: 1 }, { a: 'x' }], [{ a: new MinKey() }]],
  [{ a: { $lt: new MaxKey() } }, [{ a: 1 }], [{ a: new MaxKey() }]],
  [{ a: { $gte: Number.NaN } }, [{ a: Number.NaN }], [{ a: 1 }]],
  [{ a: { $gt: [1] } }, [{ a: [2] }, { a: [1, 0] }], [{ a: [1] }, { a: 5 }]],
  [{ a: { $in: [1, /^x/, null] } }, [{ a: 1 }, { a: 'xy' }, {}, { a: ['q', 'x'] }], [{ a: 2 }, { a: 'yx' }]],
  [{ a: { $in: [] } }, [], [{}, { a: 1 }]],
  [{ a: { $nin: ['b', null] } }, [{ a: 'a' }, { a: [] }], [{ a: 'b' }, {}, { a: ['b'] }]],
  [{ a: { $exists: true } }, [{ a: null }, { a: [] }], [{}]],
  [{ 'a.b': { $exists: false } }, [{}, { a: [1] }, { a: [] }], [{ a: [{ b: 1 }] }]],
  [{ a: { $type: 'string' } }, [{ a: 'x' }, { a: [1, 'x'] }], [{ a: 1 }, {}]],
  [{ a: { $type: 'array' } }, [{ a: [] }, { a: [[1]] }], [{ a: 1 }]],
  [{ a: { $type: ['int', 18] } }, [{ a: new Int32(1) }, { a: Long.ONE }], [{ a: new Double(1) }]],
  [{ a: { $type: 'double' } }, [{ a: new Double(1) }, { a: 1.5 }], [{ a: new Int32(1) }]],
  [{ a: { $type: 'number' } }, [{ a: decimal('1') }, { a: 1 }], [{ a: '1' }]],
  [
    { a: { $mod: [4, 1] } },
    [{ a: 5 }, { a: 5.9 }, { a: Long.fromNumber(9) }],
    [{ a: 4 }, { a: 'x' }, { a: -3 }],
  ],
  [{ a: /b.d/s }, [{ a: 'ab\ndc' }], [{ a: 'bd' }, { a: 5 }]],
  [
    { a: { $regex: 'B C # note\n$', $options: 'xi' } },
    [{ a: 'abc' }, { a: 'bc\n' }],
    [{ a: 'b c' }, { a: 'bcd' }],
  ],
  [{ a: new BSONRegExp('(?i)^я', '') }, [{ a: 'Яблоко' }], [{ a: 'груша' }]],
  [{ a: { $regex: '^[[:alpha:]_]+\\z' } }, [{ a: 'ab_' }], [{ a: 'ab_\n' }, { a: '1' }]],
  [{ a: { $regex: '\\Qa.b\\E\\-c' } }, [{ a: 'a.b-c' }], [{ a: 'axb-c' }]],
  [{ a: /^a.b$/ }, [{ a: 'a\rb' }, { a: 'axb\n' }], [{ a: 'a\nb' }]],
  [{ a: { $not: /x/ } }, [{ a: 'y' }, {}, { a: 1 }], [{ a: 'x' }, { a: ['y', 'x'] }]],
  [{ a: { $not: { $gt: 1, $lt: 5 } } }, [{ a: 7 }, {}], [{ a: 3 }, { a: [0, 9] }]],
  [{ a: { $all: [1, 2] } }, [{ a: [2, 1, 3] }], [{ a: [1] }, {}]],
  [{ a: { $all: ['x'] } }, [{ a: 'x' }, { a: ['x'] }], [{ a: 'y' }]],
  [{ a: { $all: [] } }, [], [{}, { a: [] }]],
  [{ a: { $all: [[1, 2]] } }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [1] }]],
  [
    { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } },
    [{ a: [{ b: 2 }, { b: 1 }] }],
    [{ a: [{ b: 1 }] }],
  ],
  [
    { a: { $elemMatch: { b: 1, c: 2 } } },
    [{ a: [{ b: 1, c: 2 }] }],
    [{ a: [{ b: 1 }, { c: 2 }] }, { a: { b: 1, c: 2 } }],
  ],
  [{ a: { $elemMatch: { $gt: 1, $lt: 5 } } }, [{ a: [9, 3] }], [{ a: [0, 9] }, { a: 3 }]],
  [{ a: { $elemMatch: { $not: { $gt: 1 } } } }, [{ a: [5, 0] }], [{ a: [5] }]],
  [{ a: { $elemMatch: { $or: [{ b: 1 }, { b: 2 }] } } }, [{ a: [{ b: 2 }] }], [{ a: [{ b: 3 }] }]],
  [{ a: { $elemMatch: { $elemMatch: { $eq: 2 } } } }, [{ a: [[1, 2]] }], [{ a: [2] }]],
  [
    { a: { $elemMatch: { $id: id } } },
    [{ a: [new DBRef('c', id)] }],
    [{ a: [new DBRef('c', new ObjectId())] }],
  ],
  [{ a: { $size: 2 } }, [{ a: [1, 2] }], [{ a: [1] }, { a: 2 }, { a: [[1, 2]] }]],
  [
    { a: { $bitsAllSet: 6 } },
    [{ a: 7 }, { a: -1 }, { a: new Binary(Buffer.from([6])) }],
    [{ a: 5 }, { a: 'x' }],
  ],
  [{ a: { $bitsAnyClear: [0, 2] } }, [{ a: 1 }], [{ a: 5 }]],
  [{ a: { $bitsAllClear: new Binary(Buffer.from([0, 1])) } }, [{ a: 255 }], [{ a: 256 }]],
  [{ a: { $bitsAnySet: [200] } }, [{ a: -1 }], [{ a: 1 }]],
  [{ $and: [{ a: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }], [{ a: 1 }]],
  [{ $or: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }], [{}]],
  [{ $nor: [{ a: 1 }, { b: 2 }] }, [{}], [{ a: 1 }, { b: 2 }]],
  [{ $expr: { $gt: ['$a', '$b'] } }, [{ a: 2, b: 1 }], [{ a: 1, b: 1 }]],
  [{ $comment: 'why', a: { $eq: 1, $comment: 'so' } }, [{ a: 1 }], [{ a: 2 }]],
  [{ constructor: { $exists: true } }, [{ constructor: 1 }], [{}]],
];

describe('filters', () => {
  it.each(facts)('%j', (filter, found, left) => {
    const matches = compileFilter(filter);
    for (const document of found) expect(matches(document), `finds ${JSON.stringify(document)}`).toBe(true);
    for (const document of left) expect(matches(document), `leaves ${JSON.stringify(document)}`).toBe(false);
  });

  it('reads variables in $expr', () => {
    const matches = compileFilter({ $expr: { $eq: ['$a', '$$wanted'] } }, { variables: { wanted: 3 } });
    expect([matches({ a: 3 }), matches({ a: 4 })]).toEqual([true, false]);
  });

  it('compares strings by a collation', () => {
    const matches = compileFilter({ a: { $in: ['PING'] } }, { collation: { locale: 'en', strength: 2 } });
    expect([matches({ a: 'ping' }), matches({ a: 'pong' })]).toEqual([true, false]);
  });

  it.each([
    [{ a: 3 }, { a: [1, 3] }, 1],
    [{ 'a.b': 3 }, { a: [{ b: 1 }, { b: 2 }, { b: [4, 3] }] }, 2],
    [{ a: { $elemMatch: { b: 3 } } }, { a: [{ b: 1 }, { b: 3 }] }, 1],
    [{ 'x.a': { $elemMatch: { b: 3 } } }, { x: [{}, { a: [{ b: 3 }] }] }, 1],
    [{ a: { $ne: 9 } }, { a: [1] }, undefined],
    [{ 'a.0.b': 3 }, { a: [{ b: [2, 3] }] }, 1],
    [{ 'a.1': 3 }, { a: [2, 3] }, 1],
    [{ b: 1, $or: [{ a: 9 }, { a: 2 }] }, { a: [0, 1, 2], b: 1 }, 2],
  ])('tells the position %j found', (filter, document, position) => {
    const details: { position?: number } = {};
    expect(compileFilter(filter)(document, details)).toBe(true);
    expect(details.position).toBe(position);
  });

  it('stops patterns that would run for ever', () => {
    const matches = compileFilter({ a: { $regex: '^(a+)+$' } });
    expect(matches({ a: 'aaaa' })).toBe(true);
    expect(() => matches({ a: `${'a'.repeat(64)}!` })).toThrow(/took too long/);
  });

  it('says when int and double must be told apart', () => {
    expect(filterNeedsTypes({ $or: [{ a: { $type: 'double' } }] })).toBe(true);
    expect(filterNeedsTypes({ a: { $in: [1] } })).toBe(false);
  });
});

describe('refused filters', () => {
  it.each([
    [{ a: { $foo: 1 } }, 2, /unknown operator: \$foo/],
    [{ $foo: 1 }, 2, /unknown top level operator: \$foo/],
    [{ a: { $in: 1 } }, 2, /\$in needs an array/],
    [{ a: { $in: [{ $gt: 1 }] } }, 2, /cannot nest \$ under \$in/],
    [{ a: { $all: 1 } }, 2, /\$all needs an array/],
    [{ a: { $ne: /x/ } }, 2, /regex as arg to \$ne/],
    [{ a: { $not: 1 } }, 2, /\$not needs a regex or a document/],
    [{ a: { $size: 'x' } }, 2, /Failed to parse \$size/],
    [{ a: { $mod: [0, 1] } }, 2, /divisor cannot be 0/],
    [{ a: { $elemMatch: 1 } }, 2, /\$elemMatch needs an Object/],
    [{ a: { $type: 'strong' } }, 2, /Unknown type name alias/],
    [{ a: { $regex: '(' } }, 51091, /Regular expression is invalid/],
    [{ a: { $options: 'i' } }, 2, /\$options needs a \$regex/],
    [{ a: { $bitsAllSet: -1 } }, 9, /non-negative/],
    [{ $or: [] }, 2, /nonempty array/],
    [{ $or: 1 }, 2, /must be an array/],
    [{ $where: 'true' }, 2, /not supported by the embedded store/],
    [{ $jsonSchema: {} }, 2, /not supported by the embedded store/],
    [{ $text: { $search: 'x' } }, 27, /not supported by the embedded store/],
    [{ a: { $near: [0, 0] } }, 291, /not supported by the embedded store/],
    [{ $expr: { $function: {} } }, 2, /not supported by the embedded store/],
    [{ $expr: { $foo: 1 } }, 168, /Unrecognized expression/],
  ])('%j', (filter, code, message) => {
    expect(() => compileFilter(filter)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
