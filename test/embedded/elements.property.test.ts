import { serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkElements, elementEnds, firstField, Names } from '../../src/store/embedded/values/elements.ts';
import { values } from './arbitrary-values.ts';

const names: fc.Arbitrary<string> = fc.constantFrom('_id', 'a', 'b', 'ключ', 'a.b', '', 'longer name');
const documents = fc.dictionary(names, values);
const bytesOf = (document: object) => Buffer.from(serialize(document, { ignoreUndefined: false }));

describe('documents read without decoding', () => {
  test('names are found in its bytes, and each element ends where the next begins', () => {
    fc.assert(
      fc.property(documents, fc.uniqueArray(names), (document, wanted) => {
        const raw = bytesOf(document);
        const known = new Names(wanted);
        const ends = elementEnds(raw);
        const found = ends.map((end, at) => {
          const start = ends[at - 1] ?? 4;
          const [name = ''] = Object.keys(document).slice(at);
          const alone = Buffer.concat([Buffer.alloc(4), raw.subarray(start, end), Buffer.alloc(1)]);
          alone.writeInt32LE(alone.length, 0);
          expect(alone).toEqual(bytesOf({ [name]: document[name] }));
          return known.at(raw, start + 1, start + 1 + Buffer.byteLength(name));
        });
        expect(found).toEqual(
          Object.keys(document).map((name) => (wanted.includes(name) ? name : undefined)),
        );
      }),
    );
  });

  test('every document is accepted, and its first field is named', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const raw = bytesOf(document);
        expect(() => checkElements(raw)).not.toThrow();
        expect(firstField(raw)).toBe(Object.keys(document)[0]);
      }),
    );
  });

  test('a document that is cut short or longer than it says is refused', () => {
    fc.assert(
      fc.property(documents, fc.nat(), (document, cut) => {
        const raw = bytesOf(document);
        expect(() => checkElements(raw.subarray(0, cut % raw.length))).toThrow('invalid BSON');
        expect(() => checkElements(Buffer.concat([raw, Buffer.alloc(1)]))).toThrow('invalid BSON');
      }),
    );
  });

  test.each([
    ['an unknown type', Buffer.from('0800000055610000', 'hex')],
    ['a text with a wrong length', Buffer.from('0e00000002610009000000410000', 'hex')],
    ['a nested document that is too long', Buffer.from('0d000000036100ff0000000000', 'hex')],
    ['a name without an end', Buffer.from('08000000106161ff', 'hex')],
  ])('%s is refused', (_what, raw) => {
    expect(() => checkElements(raw)).toThrow('invalid BSON');
  });
});
