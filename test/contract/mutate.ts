import fc from 'fast-check';

/** Bytes that are nearly what the network sends: flipped, cut, doubled, filled with noise. */
export function mutatedBytes(originals: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    kind: fc.constantFrom('flip', 'cut', 'double', 'noise', 'end'),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    length: fc.integer({ min: 1, max: 64 }),
    noise: fc.uint8Array({ minLength: 1, maxLength: 16 }),
  });
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([original, changes]) => {
      let bytes = [...original];
      for (const { kind, at, length, noise } of changes) {
        const start = Math.floor(at * bytes.length);
        const piece = bytes.slice(start, start + length);
        if (kind === 'flip') bytes[start] = (bytes[start] ?? 0) ^ (noise[0] ?? 1);
        else if (kind === 'cut') bytes.splice(start, length);
        else if (kind === 'double') bytes.splice(start, 0, ...piece);
        else if (kind === 'noise') bytes.splice(start, 0, ...noise);
        else bytes = bytes.slice(0, start);
      }
      return Uint8Array.from(bytes);
    });
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const SURPRISES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  '\ud800',
  '__proto__',
  [],
  {},
  [null],
  [[]],
  { id: null },
  { length: 1 },
];

/** A payload of the right shape in which some values are not what they should be. */
export function mutatedJson(originals: readonly unknown[]): fc.Arbitrary<unknown> {
  const change = fc.record({
    target: fc.nat(),
    kind: fc.constantFrom('replace', 'delete', 'borrow'),
    surprise: fc.constantFrom(...SURPRISES),
    donor: fc.nat(),
  });
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([original, changes]) => {
      let root = structuredClone(original) as Json;
      for (const { target, kind, surprise, donor } of changes) {
        const places = placesOf(root);
        const place = places[target % Math.max(1, places.length)];
        const value =
          kind === 'borrow' ? (valueAt(places[donor % Math.max(1, places.length)]) ?? surprise) : surprise;
        if (place === undefined) root = surprise;
        else if (kind === 'delete') removeAt(place);
        else writeAt(place, structuredClone(value));
      }
      return root;
    });
}

interface Place {
  holder: Json[] | { [name: string]: Json };
  name: string;
}

function placesOf(value: Json): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [{ holder: value, name }, ...placesOf(inner)]);
}

const valueAt = (place: Place | undefined): Json | undefined =>
  place && (place.holder as Record<string, Json>)[place.name];

function writeAt({ holder, name }: Place, value: Json): void {
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}

function removeAt({ holder, name }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
}
