import { type Document, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../../src/store/embedded/errors.ts';
import { decodeTyped, encode } from '../../src/store/embedded/store/decode.ts';
import { type CompiledUpdate, compileUpdate } from '../../src/store/embedded/update/index.ts';
import { onBytes, type Updated } from '../../src/store/embedded/update/splice.ts';
import { numbers, values } from './arbitrary-values.ts';

const bytesOf = (document: object): Buffer => Buffer.from(serialize(document, { ignoreUndefined: false }));

const names = fc.constantFrom('a', 'b', 'c', 'd', 'é', 'long name');
const documents = fc
  .tuple(fc.dictionary(names, values, { noNullPrototype: true }), fc.nat({ max: 6 }), values)
  .map(([fields, at, id]): Document => {
    const entries = Object.entries(fields);
    entries.splice(at, 0, ['_id', id ?? 1]);
    return Object.fromEntries(entries);
  });

const paths = fc.oneof(
  { weight: 3, arbitrary: names },
  {
    weight: 2,
    arbitrary: fc.constantFrom('a.b', 'a.0', 'b.a.c', 'c.1.a', 'a.$[]', 'b.$[x]', 'a.$', 'd.$.a'),
  },
  { weight: 1, arbitrary: fc.constantFrom('_id', '_id.a', '7', '$ref', '$bad') },
);
const pairs = <T>(operands: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(paths, operands), { minLength: 1, maxLength: 3 }).map(Object.fromEntries<T>);
const operators = fc.oneof(
  fc.record({ $set: pairs(values) }),
  fc.record({ $unset: pairs(fc.constant('')) }),
  fc.record({ $inc: pairs(numbers) }),
  fc.record({ $push: pairs(values) }),
  fc.record({ $rename: pairs(names) }),
  fc.record({ $pull: pairs(values) }),
  fc.record({ $max: pairs(values) }),
  fc.record({ $setOnInsert: pairs(values) }),
  fc.record({ $addToSet: pairs(values) }),
);
const updates = fc
  .array(operators, { minLength: 1, maxLength: 3 })
  .map((parts): Document => Object.assign({}, ...parts));
const filters = fc.oneof(
  fc.constantFrom<Document>(
    {},
    { a: { $gte: 0 } },
    { a: { $elemMatch: { b: 1 } } },
    { $or: [{ d: 1 }, { a: 1 }] },
  ),
  fc.constantFrom<Document>({ $expr: { $eq: ['$c', 1] } }, { 'd.a': { $ne: 1 } }),
);

type Outcome = Buffer | 'unchanged' | string;

function outcome(run: () => Buffer | undefined): Outcome {
  try {
    return run() ?? 'unchanged';
  } catch (error) {
    if (error instanceof CommandError) return `${error.code} ${error.message}`;
    throw error;
  }
}

/** The whole document decoded, changed and encoded. */
function wholly(update: CompiledUpdate, raw: Buffer): Buffer | undefined {
  const before = decodeTyped(raw);
  const after = update.apply(before);
  return after === before ? undefined : encode(after);
}

describe('an update on bytes', () => {
  test('gives what it gives on the whole document: bytes, errors, and that nothing changes', () => {
    fc.assert(
      fc.property(documents, updates, filters, (document, update, filter) => {
        let compiled: CompiledUpdate;
        try {
          const uses = JSON.stringify(update).includes('$[x]');
          compiled = compileUpdate(update, {
            filter,
            ...(uses ? { arrayFilters: [{ x: { $gte: 0 } }] } : {}),
          });
        } catch (error) {
          expect(error).toBeInstanceOf(CommandError);
          return;
        }
        const raw = bytesOf(document);
        const copy = Buffer.from(raw);
        let updated: Updated | undefined;
        const spliced = outcome(() => {
          updated = onBytes(compiled)(raw);
          return updated?.raw;
        });
        expect(spliced).toStrictEqual(outcome(() => wholly(compiled, raw)));
        expect(raw).toEqual(copy);
        if (updated === undefined) return;
        const [before, after] = [decodeTyped(raw), decodeTyped(updated.raw)];
        for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
          if (updated.changed.includes(name)) continue;
          expect(bytesOf({ v: after[name] })).toEqual(bytesOf({ v: before[name] }));
        }
      }),
      { numRuns: 3_000 },
    );
  }, 120_000);

  test('takes the bytes between as they are: a field twice, a text that is no UTF-8', () => {
    const strange = Buffer.from(
      '0261000300000 0c3280010620001000000106200020000 00'.replaceAll(' ', ''),
      'hex',
    );
    const id = bytesOf({ _id: 1 }).subarray(4, -1);
    const one = bytesOf({ z: 1 }).subarray(4, -1);
    const two = bytesOf({ z: 2 }).subarray(4, -1);
    const whole = (last: Buffer): Buffer => {
      const raw = Buffer.concat([Buffer.alloc(4), id, strange, last, Buffer.alloc(1)]);
      raw.writeInt32LE(raw.length, 0);
      return raw;
    };
    expect(onBytes(compileUpdate({ $set: { z: 2 } }))(whole(one))).toEqual({
      raw: whole(two),
      changed: ['z'],
    });
    const decoded = decodeTyped(
      onBytes(compileUpdate({ $set: { b: 7 } }))(whole(one))?.raw ?? Buffer.alloc(0),
    );
    expect(Object.keys(decoded)).toEqual(['_id', 'a', 'b', 'z']);
  });
});
