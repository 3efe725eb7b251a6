import { DBRef, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../../src/store/embedded/errors.ts';
import { compileProjection, includedRoots } from '../../src/store/embedded/project/index.ts';
import { decoderOf, decodeTyped, encode } from '../../src/store/embedded/store/decode.ts';
import { values } from './arbitrary-values.ts';

type Doc = Record<string, unknown>;

describe('projections', () => {
  it.each<[Doc, Doc, Doc]>([
    [{}, { _id: 1, a: 1 }, { _id: 1, a: 1 }],
    [
      { b: 1, a: 1 },
      { _id: 1, a: 1, b: 2, c: 3 },
      { _id: 1, a: 1, b: 2 },
    ],
    [{ a: 1, _id: 0 }, { _id: 1, a: 1, b: 2 }, { a: 1 }],
    [{ _id: 0 }, { _id: 1, a: 1 }, { a: 1 }],
    [{ _id: 1 }, { _id: 1, a: 1 }, { _id: 1 }],
    [
      { a: 0, 'b.c': false },
      { _id: 1, a: 1, b: { c: 1, d: 2 } },
      { _id: 1, b: { d: 2 } },
    ],
    [
      { 'a.b': 1 },
      { _id: 1, a: [{ b: 1, c: 2 }, 5, { c: 3 }, [{ b: 4 }]] },
      { _id: 1, a: [{ b: 1 }, {}, [{ b: 4 }]] },
    ],
    [{ 'a.b': 1 }, { _id: 1, a: 5 }, { _id: 1 }],
    [{ 'a.b': 0 }, { _id: 1, a: [{ b: 1, c: 2 }, 5] }, { _id: 1, a: [{ c: 2 }, 5] }],
    [{ a: { b: 1 } }, { _id: 1, a: { b: 1, c: 2 } }, { _id: 1, a: { b: 1 } }],
    [{ a: { $slice: 1 } }, { _id: 1, a: [1, 2], b: 3 }, { _id: 1, a: [1], b: 3 }],
    [{ a: { $slice: [-2, 1] } }, { _id: 1, a: [1, 2, 3] }, { _id: 1, a: [2] }],
    [
      { a: { $slice: -1 }, b: 1 },
      { _id: 1, a: [1, 2], b: 3, c: 4 },
      { _id: 1, a: [2], b: 3 },
    ],
    [
      { a: { $elemMatch: { b: { $gt: 1 } } } },
      { _id: 1, a: [{ b: 1 }, { b: 2 }, { b: 3 }], c: 1 },
      { _id: 1, a: [{ b: 2 }] },
    ],
    [
      { a: { $elemMatch: { $gt: 9 } }, c: 1 },
      { _id: 1, a: [1], c: 1 },
      { _id: 1, c: 1 },
    ],
    [{ 'a.$': 1 }, { _id: 1, a: [1, 7, 8] }, { _id: 1, a: [7] }],
    [
      { b: 1, 'a.$': 1 },
      { _id: 1, a: [1, 7, 8], b: 2, c: 3 },
      { _id: 1, a: [7], b: 2 },
    ],
    [
      { x: '$a', y: { $literal: 1 } },
      { _id: 1, a: [1] },
      { _id: 1, x: [1], y: 1 },
    ],
    [{ 'n.x': '$b' }, { _id: 1, b: 2 }, { _id: 1, n: { x: 2 } }],
  ])('%j of %j', (spec, document, found) => {
    const projected = compileProjection(spec, { filter: { a: { $gte: 7 } } })(document);
    expect(JSON.stringify(projected)).toBe(JSON.stringify(found));
  });

  it.each<[Doc, number]>([
    [{ a: 1, b: 0 }, 31254],
    [{ a: 0, b: 1 }, 31253],
    [{ a: 1, 'a.b': 1 }, 31249],
    [{ a: {} }, 51270],
    [{ a: { $meta: 'textScore' } }, 40218],
    [{ 'a.b': { $elemMatch: { c: 1 } } }, 31275],
    [{ 'a.$': { $slice: 1 } }, 31271],
    [{ 'a.$': 1, 'b.$': 1 }, 31276],
    [{ '.$': 1 }, 5392900],
  ])('refuses %j with code %i', (spec, code) => {
    expect(() => compileProjection(spec, { filter: { a: 1, b: 1 } })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  // Facts of MongoDB's own tests of the positional projection.
  it.each<[Doc, Doc, Doc, Doc]>([
    [{ 'x.a': 2 }, { 'x.$': 1 }, { x: [{ a: 1 }, { a: 2, c: 3 }], y: 1 }, { x: [{ a: 2, c: 3 }] }],
    [{ 'x.y.a': 1 }, { 'x.y.$': 1 }, { x: { y: [{ a: 0 }, { a: 1 }] } }, { x: { y: [{ a: 1 }] } }],
    [{ x: 1 }, { 'a.$': 1 }, { x: 1 }, {}],
    [{ x: { $gt: 0 } }, { 'a.b.c.$': 1 }, { x: [1], a: { b: { d: [1] }, e: 1 } }, { a: { b: {} } }],
    [
      { x: 1 },
      { 'a.b.c.$': 1 },
      { x: [1], a: [{ b: [[[{ c: 1, d: 2 }]]] }] },
      { a: [{ b: [[[{ c: 1 }]]] }] },
    ],
    [{ x: 1 }, { 'a.b.$': 1 }, { x: [0, 1], a: [{ b: [1, 2] }, { b: [3, 4] }] }, { a: [{ b: [3, 4] }] }],
    [
      { a: { $elemMatch: { $elemMatch: { $eq: 3 } } } },
      { 'b.$': 1 },
      { a: [[1], [3]], b: [5, 6] },
      { b: [6] },
    ],
    [{ $and: [{ a: 1 }, { a: 3 }] }, { 'b.$': 1 }, { a: [1, 2, 3], b: [4, 5, 6] }, { b: [6] }],
    [{ $or: [{ a: 2 }, { a: 3 }] }, { 'b.$': 1 }, { a: [1, 2, 3], b: [4, 5, 6] }, { b: [5] }],
  ])('by %j, %j of %j', (filter, spec, document, found) => {
    expect(compileProjection(spec, { filter })(document)).toEqual(found);
  });

  it.each<[Doc]>([
    [{}],
    [{ a: [1, 2] }],
    [{ $or: [{ a: 1 }, { b: 5 }] }],
    [{ $nor: [{ a: 9 }] }],
    [{ a: { $not: { $not: { $elemMatch: { $eq: 1 } } } } }],
  ])('refuses a position that %j does not find', (filter) => {
    const project = compileProjection({ 'a.$': 1 }, { filter });
    expect(() => project({ a: [1, 2] })).toThrow(expect.objectContaining({ code: 51246 }));
  });

  it('gives DBRefs and their fields', () => {
    const refs = [new DBRef('x', new ObjectId()), new DBRef('y', new ObjectId())];
    const project = compileProjection({ a: { $elemMatch: { $ref: 'y' } }, _id: 0 }, { filter: {} });
    expect(project({ a: refs })).toEqual({ a: [refs[1]] });
  });

  // How arrays inside arrays are walked, in MongoDB's own words.
  it.each<[Doc, Doc, Doc]>([
    [{ 'a.b': 1 }, { a: ['s', {}, 's', { c: 1 }] }, { a: [{}, {}] }],
    [{ 'a.b': 1 }, { a: [[1, { b: 1 }, { b: 2, c: 2 }, 's']] }, { a: [[{ b: 1 }, { b: 2 }]] }],
    [{ 'a.b': 1 }, { a: [[], [[], [1], [{ c: 1 }]], { b: 1 }] }, { a: [[], [[], [], [{}]], { b: 1 }] }],
    [{ 'a.b.c': 1 }, { a: [1, { b: [[1, 2], [{}], 2] }, 2] }, { a: [{ b: [[], [{}]] }] }],
    [{ 'a.b.c': 1 }, { a: [{ b: 's' }] }, { a: [{}] }],
    [
      { 'a.b.c': 0 },
      { a: [[], [{ b: [[1, 2], { c: 1, d: 1 }] }]] },
      { a: [[], [{ b: [[1, 2], { d: 1 }] }]] },
    ],
    [{ 'a.b': 'new' }, { a: ['s', { b: 1, c: 1 }] }, { a: [{ b: 'new' }, { b: 'new' }] }],
    [
      { 'a.b.c': 'new' },
      { a: [[], [{ b: [[1, 2], { d: 1 }] }]] },
      { a: [[], [{ b: [[{ c: 'new' }, { c: 'new' }], { c: 'new' }] }]] },
    ],
    [{ a: '$p', 'b.c': '$q' }, { a: 1, b: { c: 3 } }, { b: {} }],
  ])('by %j of %j', (spec, document, found) => {
    expect(compileProjection(spec, { filter: {} })(document)).toEqual(found);
    expect(compileProjection(spec)(document)).toEqual(found);
  });

  it('that include paths need the fields they tell and no others', () => {
    const names = fc.constantFrom('_id', 'a', 'b', 'c', 'a.b', 'b.a', 'd');
    const given = fc.constantFrom<unknown>(1, true, 0, false, new Long(1), '$c', { b: 1 });
    const specs = fc.dictionary(names, given, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
    const documents = fc.dictionary(fc.constantFrom('_id', 'a', 'b', 'c'), values, { noNullPrototype: true });
    fc.assert(
      fc.property(specs, documents, (spec, document) => {
        let project: (whole: Doc) => Doc;
        try {
          project = compileProjection(spec, { filter: {} });
        } catch (error) {
          expect(error).toBeInstanceOf(CommandError);
          return;
        }
        const raw = encode(document);
        const part = decoderOf(includedRoots(spec), true)(raw);
        expect(encode(project(part))).toEqual(encode(project(decodeTyped(raw))));
      }),
      { numRuns: 3_000 },
    );
    expect(includedRoots({ a: 1, 'b.c': true, _id: 0 })).toEqual(['_id', 'a', 'b', '_id']);
    expect(includedRoots({ a: 1, _id: '$c' })).toBeUndefined();
  });
});
