import { serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkElements, firstField, pickerOf } from '../../src/store/embedded/values/elements.ts';
import { values } from './arbitrary-values.ts';

const names: fc.Arbitrary<string> = fc.constantFrom('_id', 'a', 'b', 'ключ', 'a.b', '', 'longer name');
const documents = fc.dictionary(names, values);
const bytesOf = (document: object) => Buffer.from(serialize(document, { ignoreUndefined: false }));

describe('documents read without decoding', () => {
  test('a picked document holds the wanted fields byte for byte, in order', () => {
    fc.assert(
      fc.property(documents, fc.uniqueArray(names), fc.boolean(), (document, wanted, others) => {
        const picked = pickerOf(wanted, others).pick(bytesOf(document));
        const kept = Object.entries(document).filter(([name]) => wanted.includes(name) !== others);
        expect(picked).toEqual(bytesOf(Object.fromEntries(kept)));
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
