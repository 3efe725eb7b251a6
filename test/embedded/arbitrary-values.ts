import {
  Binary,
  BSONRegExp,
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

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const edgy = fc.constantFrom(
  0,
  -0,
  1,
  -1,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  1e308,
  5e-324,
  Number.NaN,
  Infinity,
  -Infinity,
);

/** BSON numbers of all four types with many collisions and near misses. */
export const numbers: fc.Arbitrary<unknown> = fc.oneof(
  edgy,
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.integer({ min: -3, max: 3 }).map((value) => Long.fromBigInt(2n ** 53n + BigInt(value))),
  fc.integer({ min: -3, max: 3 }).map((value) => Long.fromNumber(value)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -40, max: 40 }))
    .map(([coefficient, exponent]) => Decimal128.fromString(`${coefficient}E${exponent}`)),
  fc
    .constantFrom(
      '0.1',
      '1',
      '1.0',
      '-1',
      'NaN',
      'Infinity',
      '-Infinity',
      '1E+400',
      '-1E+400',
      '1E-400',
      '9007199254740993',
    )
    .map((text) => Decimal128.fromString(text)),
);

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\uffff', '\u{10000}'), maxLength: 5 }),
);

const scalars: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: numbers },
  { weight: 3, arbitrary: texts },
  fc.constantFrom(null, undefined, true, false, new MinKey(), new MaxKey()),
  bytes(12).map((id) => new ObjectId(id)),
  fc.uint8Array({ maxLength: 4 }).map((data) => new Binary(data, data.length % 3)),
  fc.date({ noInvalidDate: true }),
  fc.tuple(fc.integer(), fc.integer()).map(([high, low]) => new Timestamp({ t: high >>> 0, i: low >>> 0 })),
  fc
    .tuple(fc.constantFrom('a', 'ab', '^b'), fc.constantFrom('', 'i', 'im'))
    .map(([p, o]) => new BSONRegExp(p, o)),
);

/** Any BSON value, nested a few levels deep. */
export const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 5, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'ab', ''), tie('value'), { maxKeys: 3 }),
    },
  ),
})).value;
