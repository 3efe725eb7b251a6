import { deserialize, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../../src/store/embedded/errors.ts';
import { compileUpdate } from '../../src/store/embedded/update/index.ts';
import { identicalValues } from '../../src/store/embedded/values/identical.ts';
import { getField } from '../../src/store/embedded/values/types.ts';
import { numbers, values } from './arbitrary-values.ts';

type Doc = Record<string, unknown>;
const runs = { numRuns: 3000 };

const documents = fc.dictionary(fc.constantFrom('a', 'b', 'c'), values, { maxKeys: 3 }) as fc.Arbitrary<Doc>;
const paths = fc.constantFrom('a', 'a.b', 'a.0', 'b', 'b.a.c', 'c.1.a', 'a.$[]');
const operations = fc.oneof(
  fc.tuple(fc.constantFrom('$set', '$min', '$max', '$push', '$addToSet', '$pull'), values),
  fc.tuple(fc.constantFrom('$inc', '$mul'), numbers),
  fc.tuple(fc.constantFrom('$unset'), fc.constant('')),
  fc.tuple(fc.constantFrom('$pop'), fc.constantFrom(1, -1)),
);

const bytesOf = (document: Doc): string =>
  Buffer.from(serialize(document, { ignoreUndefined: false })).toString('hex');

function attempt(update: Doc, document: Doc): Doc | undefined {
  try {
    return compileUpdate(update).apply(document);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

describe('laws of updates', () => {
  it('never change their argument, and give it back exactly when nothing changes', () => {
    fc.assert(
      fc.property(documents, paths, operations, (document, path, [operator, operand]) => {
        const before = bytesOf(document);
        const after = attempt({ [operator]: { [path]: operand } }, document);
        expect(bytesOf(document)).toBe(before);
        if (after !== undefined && after !== document) expect(identicalValues(after, document)).toBe(false);
      }),
      runs,
    );
  });

  it('$set then reads back, twice changes nothing, and $unset takes it away', () => {
    fc.assert(
      fc.property(documents, values, (document, value) => {
        fc.pre(value !== undefined);
        const set = compileUpdate({ $set: { z: value } }).apply(document);
        expect(identicalValues(getField(set, 'z'), value)).toBe(true);
        expect(compileUpdate({ $set: { z: value } }).apply(set)).toBe(set);
        expect(identicalValues(compileUpdate({ $unset: { z: 1 } }).apply(set), document)).toBe(true);
      }),
      runs,
    );
  });

  it('keep the types of a typed decoding through a change of another field', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const raw = serialize({ ...document, z: 1 }, { ignoreUndefined: false });
        const decode = (bytes: Uint8Array): Doc =>
          deserialize(bytes, { promoteValues: false, bsonRegExp: true });
        const changed = compileUpdate({ $inc: { z: 1 } }).apply(decode(raw));
        const back = compileUpdate({ $inc: { z: -1 } }).apply(
          decode(serialize(changed, { ignoreUndefined: false })),
        );
        expect(Buffer.from(serialize(back, { ignoreUndefined: false }))).toEqual(
          Buffer.from(serialize(decode(raw), { ignoreUndefined: false })),
        );
      }),
      runs,
    );
  });
});
