import { commandError } from '../errors.ts';
import { EMPTY_ARRAY } from './encode.ts';
import { type Doc, getField, isDocument } from './types.ts';

type Tuple = readonly unknown[];

const MAX_COMBINATIONS = 10_000;

/**
 * The keys of several paths taken together: values inside one array come from one element at a time. Arrays side by
 * side, which MongoDB refuses to sort by, give every combination up to a limit (error 2). Never empty.
 */
export function tupleKeys(document: Doc, paths: readonly (readonly string[])[]): Tuple[] {
  const names = [...new Set(paths.map(([name = '']) => name))];
  let keys: Tuple[] = [paths.map(() => undefined)];
  for (const name of names) {
    const own = paths.map((parts) => (parts[0] === name ? parts.slice(1) : undefined));
    const found = keysOf(getField(document, name), own);
    if (found.length * keys.length > MAX_COMBINATIONS && keys.length > 1) {
      throw commandError(2, 'cannot sort with keys that are parallel arrays');
    }
    keys = keys.flatMap((key) => found.map((tuple) => key.map((value, i) => (own[i] ? tuple[i] : value))));
  }
  return keys;
}

type Rests = readonly (readonly string[] | undefined)[];

function keysOf(value: unknown, rests: Rests): Tuple[] {
  if (!Array.isArray(value)) return keysInside(value, rests);
  if (value.length === 0) return [rests.map((rest) => (rest?.length === 0 ? EMPTY_ARRAY : undefined))];
  return value.flatMap((element) => keysInside(element, rests));
}

function keysInside(value: unknown, rests: Rests): Tuple[] {
  const deeper = rests.map((rest) => (rest && rest.length > 0 ? rest : undefined));
  const wanted = deeper.filter((rest) => rest !== undefined);
  const inner =
    isDocument(value) && wanted.length > 0 ? tupleKeys(value, wanted) : [wanted.map(() => undefined)];
  return inner.map((tuple) => {
    let next = 0;
    return rests.map((rest, i) => {
      if (rest?.length === 0) return value;
      if (!deeper[i]) return undefined;
      next += 1;
      return tuple[next - 1];
    });
  });
}
