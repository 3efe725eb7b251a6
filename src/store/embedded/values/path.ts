import { EMPTY_ARRAY } from './encode.ts';
import { type Doc, getField, isDocument } from './types.ts';

/**
 * Called with each value a path leads to and the position in the outermost array that was walked through without
 * naming one; true stops the walk.
 */
export type Visit = (value: unknown, position?: number) => boolean;

/** The components of a dotted path. */
export function splitPath(path: string): readonly string[] {
  return path.split('.');
}

const ZERO = 48;
const NINE = 57;
const POSITION = /^(0|[1-9]\d{0,8})$/;

/** The array position a path component names, -1 when it names none. */
export function indexOf(part: string | undefined): number {
  // Names are rarely numbers: mostly the first character tells.
  const first = part?.charCodeAt(0) ?? 0;
  return first >= ZERO && first <= NINE && part !== undefined && POSITION.test(part) ? Number(part) : -1;
}

/**
 * Visits what a filter's path means in a document, walking through arrays as MongoDB does. With `expandLeaf` an
 * array at the end is visited element by element and then whole; a missing field is visited as undefined.
 * Returns true when a visit did.
 */
export function walkPath(
  document: Doc,
  parts: readonly string[],
  expandLeaf: boolean,
  visit: Visit,
  from = 0,
  outer?: number,
): boolean {
  let current = document;
  for (let i = from; i < parts.length; i += 1) {
    const value = getField(current, parts[i] ?? '');
    if (Array.isArray(value)) return walkArray(value, parts, i + 1, expandLeaf, visit, outer);
    if (i === parts.length - 1) return visit(value, outer);
    if (!isDocument(value)) return visit(undefined, outer);
    current = value;
  }
  return false;
}

/** Visits what the rest of a path means inside an array, as `walkPath` does. */
function walkArray(
  array: readonly unknown[],
  parts: readonly string[],
  from: number,
  expandLeaf: boolean,
  visit: Visit,
  outer?: number,
): boolean {
  if (from === parts.length) {
    if (expandLeaf && array.some((element, i) => visit(element, outer ?? i))) return true;
    return visit(array, outer);
  }
  const wanted = indexOf(parts[from]);
  for (let i = 0; i < array.length; i += 1) {
    const element = array[i];
    const position = outer ?? i;
    if (isDocument(element) && walkPath(element, parts, expandLeaf, visit, from, position)) return true;
    if (i !== wanted) continue;
    if (from === parts.length - 1) {
      if (visit(element, position)) return true;
    } else if (Array.isArray(element)) {
      if (walkArray(element, parts, from + 1, expandLeaf, visit, outer)) return true;
    } else if (isDocument(element)) {
      if (walkPath(element, parts, expandLeaf, visit, from + 1, outer)) return true;
    }
  }
  return false;
}

/**
 * The values a sort or an index sees at a path: array elements each on their own, `EMPTY_ARRAY` for an empty
 * array, undefined where the field is missing. Never empty.
 */
export function keyValues(document: Doc, parts: readonly string[]): unknown[] {
  const found: unknown[] = [];
  collectKeys(document, parts, 0, found);
  return found;
}

function collectKeys(document: Doc, parts: readonly string[], from: number, found: unknown[]): void {
  const value = getField(document, parts[from] ?? '');
  if (Array.isArray(value)) collectArrayKeys(value, parts, from + 1, found);
  else if (from === parts.length - 1) found.push(value);
  else if (isDocument(value)) collectKeys(value, parts, from + 1, found);
  else found.push(undefined);
}

function collectArrayKeys(
  array: readonly unknown[],
  parts: readonly string[],
  from: number,
  found: unknown[],
): void {
  if (from === parts.length) {
    if (array.length === 0) found.push(EMPTY_ARRAY);
    for (const element of array) found.push(element);
    return;
  }
  if (array.length === 0) found.push(undefined);
  const position = indexOf(parts[from]);
  if (
    position >= 0 &&
    !array.some((element) => isDocument(element) && Object.hasOwn(element, `${position}`))
  ) {
    const element = array[position];
    if (from === parts.length - 1) collectLeaf(element, found);
    else if (Array.isArray(element)) collectArrayKeys(element, parts, from + 1, found);
    else if (isDocument(element)) collectKeys(element, parts, from + 1, found);
    else if (array.length > 0) found.push(undefined);
    return;
  }
  for (const element of array) {
    if (isDocument(element)) collectKeys(element, parts, from, found);
    else found.push(undefined);
  }
}

function collectLeaf(element: unknown, found: unknown[]): void {
  if (Array.isArray(element)) collectArrayKeys(element, [], 0, found);
  else found.push(element);
}
