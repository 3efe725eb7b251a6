import { compareValues } from './compare.ts';
import { type Doc, fieldsOf, RANK, rankOf, typeCodeOf } from './types.ts';

/** True when two values would be stored as the same bytes: unlike `equalValues`, 1 and 1.0 are told apart. */
export function identicalValues(a: unknown, b: unknown): boolean {
  if (typeCodeOf(a) !== typeCodeOf(b)) return false;
  const rank = rankOf(a);
  if (rank === RANK.array) {
    const left = a as unknown[];
    const right = b as unknown[];
    return left.length === right.length && left.every((element, i) => identicalValues(element, right[i]));
  }
  if (rank === RANK.object) return identicalDocuments(fieldsOf(a as Doc), fieldsOf(b as Doc));
  if (rank === RANK.number && String(a) !== String(b)) return false;
  return compareValues(a, b) === 0;
}

function identicalDocuments(a: Doc, b: Doc): boolean {
  const names = Object.keys(a);
  const others = Object.keys(b);
  return (
    names.length === others.length &&
    names.every((name, i) => name === others[i] && identicalValues(a[name], b[name]))
  );
}
