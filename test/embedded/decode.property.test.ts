import { type Document, deserialize, serialize, UUID } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/store/embedded/values/decode.ts';
import { readerOf } from '../../src/store/embedded/values/read-fields.ts';
import { values } from './arbitrary-values.ts';

const names: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('_id', 'a', 'b', 'ключ', 'a.b', '', '7', '__proto__', '$ref', '$id', '$db', '$set'),
  fc.string({ unit: 'binary', maxLength: 8 }).filter((name) => !name.includes('\0')),
);
const documents: fc.Arbitrary<Document> = fc
  .array(fc.tuple(names, fc.oneof(values, fc.dictionary(names, values, { noNullPrototype: true }))))
  .map((fields) => Object.fromEntries(fields));
const bytesOf = (document: object) => Buffer.from(serialize(document, { ignoreUndefined: false }));
const byBson = (raw: Buffer, typed: boolean): Document =>
  deserialize(raw, { bsonRegExp: true, promoteValues: !typed, validation: { utf8: false } });

/** Elements by hand: what bson reads but does not write. */
const RARE: readonly (readonly [string, string])[] = [
  ['undefined', '06 61 00'],
  ['symbol', '0e 61 00 02 00 00 00 62 00'],
  ['code', '0d 61 00 02 00 00 00 62 00'],
  ['code with scope', '0f 61 00 13 00 00 00 02 00 00 00 62 00 09 00 00 00 08 78 00 01 00'],
  ['database pointer', `0c 61 00 02 00 00 00 62 00 ${'11'.repeat(12)}`],
  ['binary of subtype 2', '05 61 00 06 00 00 00 02 02 00 00 00 01 02'],
  ['long of 2^53', '12 61 00 00 00 00 00 00 00 20 00'],
  ['long of 2^53 + 1', '12 61 00 01 00 00 00 00 00 20 00'],
  ['long of -2^53', '12 61 00 00 00 00 00 00 00 e0 ff'],
  ['long of -2^53 - 1', '12 61 00 ff ff ff ff ff ff df ff'],
  ['text that is no UTF-8', '02 61 00 03 00 00 00 c3 28 00'],
  ['name that is no UTF-8', '10 c3 00 01 00 00 00'],
  ['date past all dates', '09 61 00 ff ff ff ff ff ff ff 7f'],
  ['a field twice', '10 61 00 01 00 00 00 10 61 00 02 00 00 00'],
];

function documentOf(elements: string): Buffer {
  const inner = Buffer.from(elements.replaceAll(' ', ''), 'hex');
  const raw = Buffer.alloc(inner.length + 5);
  raw.writeInt32LE(raw.length, 0);
  raw.set(inner, 4);
  return raw;
}

describe('documents decoded here', () => {
  test.each([false, true])(
    'are what bson makes of them (typed: %s)',
    (typed) => {
      fc.assert(
        fc.property(documents, (document) => {
          const raw = bytesOf(document);
          expect(decode(raw, typed)).toStrictEqual(byBson(raw, typed));
          expect(bytesOf({ v: decode(raw, true) })).toEqual(bytesOf({ v: byBson(raw, true) })); // the order of fields too
        }),
        { numRuns: 700 },
      );
    },
    120_000,
  );

  test.each(RARE)('%s', (_what, elements) => {
    const raw = documentOf(elements);
    for (const typed of [false, true]) expect(decode(raw, typed)).toStrictEqual(byBson(raw, typed));
  });

  test('a UUID and a reference keep their classes', () => {
    const raw = bytesOf({ id: new UUID(), ref: { $ref: 'people', $id: 1, more: [{ $id: 2 }] } });
    expect(decode(raw, false)).toStrictEqual(byBson(raw, false));
  });

  test('fields read alone are those of the whole document, in its order', () => {
    fc.assert(
      fc.property(documents, fc.uniqueArray(names), fc.boolean(), (document, wanted, typed) => {
        const raw = bytesOf({ ...document, a: 1, _id: 2 });
        const whole = Object.entries(decode(raw, typed));
        // A reference on top is opened by those who ask for a field of it.
        fc.pre(Object.keys(document).every((name) => !name.startsWith('$')));
        const kept = whole.filter(([name]) => wanted.includes(name));
        expect(Object.entries(readerOf(wanted)(raw, typed))).toStrictEqual(kept);
        const others = whole.filter(([name]) => !wanted.includes(name));
        expect(Object.entries(readerOf(wanted, true)(raw, typed))).toStrictEqual(others);
      }),
    );
  });

  test('documents in the one array that is to stay raw are their bytes', () => {
    fc.assert(
      fc.property(fc.array(documents), values, (statements, other) => {
        const raw = bytesOf({ insert: 'a', lsid: 1, documents: [...statements, 1], other });
        const read = readerOf(['lsid'], true, 'documents')(raw, false);
        expect(read).toStrictEqual({
          ...decode(bytesOf({ insert: 'a', documents: [], other }), false),
          documents: [...statements.map(bytesOf), 1],
        });
        expect(readerOf([], true, 'insert')(raw, false).insert).toBe('a');
      }),
    );
  });

  test('bytes that were cut, grown or changed are refused or read, never run past', () => {
    fc.assert(
      fc.property(
        documents,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        (document, cut, at, byte) => {
          const raw = bytesOf(document);
          expect(() => decode(raw.subarray(0, cut % raw.length), false)).toThrow('invalid BSON');
          expect(() => decode(Buffer.concat([raw, Buffer.alloc(1)]), false)).toThrow('invalid BSON');
          raw[at % raw.length] = byte;
          try {
            decode(raw, true);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect(error).not.toBeInstanceOf(RangeError);
          }
        },
      ),
    );
  });
});
