import { commandError, notSupported } from '../errors.ts';
import { compareValues, type StringOrder } from './compare.ts';
import { EMPTY_ARRAY } from './encode.ts';
import { toDouble } from './numbers.ts';
import { indexOf, keyValues, splitPath } from './path.ts';
import { tupleKeys } from './tuple-keys.ts';
import { type Doc, isDocument, RANK, rankOf } from './types.ts';

/** One field of a sort: its path and its direction. */
export interface SortField {
  readonly path: string;
  readonly descending: boolean;
}

/** The value a document is sorted by for each field of a sort. */
export type SortKey = readonly unknown[];

/** A compiled sort: keys are taken once a document, then compared. */
export interface Sorter {
  readonly fields: readonly SortField[];
  readonly keyOf: (document: Doc) => SortKey;
  readonly compareKeys: (a: SortKey, b: SortKey) => number;
  readonly compare: (a: Doc, b: Doc) => number;
}

/** Reads a sort document; refuses directions other than 1 and -1 with MongoDB's codes. */
export function parseSort(spec: Doc): SortField[] {
  return Object.entries(spec).map(([path, direction]) => {
    if (path === '') throw commandError(40352, 'FieldPath cannot be constructed with empty string');
    if (path.startsWith('$')) {
      throw commandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    if (isDocument(direction)) {
      if ('$meta' in direction) throw notSupported('$meta', 40218);
      throw commandError(15974, `Illegal key in $sort specification: ${path}: ${JSON.stringify(direction)}`);
    }
    const number = toDouble(direction);
    if (rankOf(direction) !== RANK.number) {
      throw commandError(15974, `Illegal key in $sort specification: ${path}: ${String(direction)}`);
    }
    if (number !== 1 && number !== -1) {
      throw commandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    return { path, descending: number < 0 };
  });
}

/** Orders two index or sort keys; an empty array goes before null and after MinKey. */
export function compareKeyValues(a: unknown, b: unknown, order?: StringOrder): number {
  if (a !== EMPTY_ARRAY && b !== EMPTY_ARRAY) return compareValues(a, b, order);
  if (a === b) return 0;
  const other = rankOf(a === EMPTY_ARRAY ? b : a);
  const emptyFirst = other === RANK.minKey ? 1 : -1;
  return a === EMPTY_ARRAY ? emptyFirst : -emptyFirst;
}

/** Compiles a sort document; an array sorts by its smallest element ascending, by its largest descending. */
export function compileSort(spec: Doc, order?: StringOrder): Sorter {
  const fields = parseSort(spec);
  const paths = fields.map(({ path }) => splitPath(path));
  const compareKeys = (a: SortKey, b: SortKey): number => {
    for (let i = 0; i < fields.length; i += 1) {
      const result = compareKeyValues(a[i], b[i], order);
      if (result !== 0) return fields[i]?.descending ? -result : result;
    }
    return 0;
  };
  const readers = fields.map(({ descending }, i) => bestOf(paths[i] ?? [], descending, order));
  const apart = (document: Doc): SortKey => readers.map((read) => read(document));
  const together = (document: Doc): SortKey => {
    const keys = tupleKeys(document, paths);
    return keys.reduce((best, key) => (compareKeys(key, best) < 0 ? key : best));
  };
  const keyOf = mayShareArray(paths) ? together : apart;
  return { fields, keyOf, compareKeys, compare: (a, b) => compareKeys(keyOf(a), keyOf(b)) };
}

function bestOf(
  parts: readonly string[],
  descending: boolean,
  order: StringOrder | undefined,
): (document: Doc) => unknown {
  const sign = descending ? -1 : 1;
  return (document) => {
    const values = keyValues(document, parts);
    let best = values[0];
    for (let i = 1; i < values.length; i += 1) {
      if (compareKeyValues(values[i], best, order) * sign < 0) best = values[i];
    }
    return best;
  };
}

/** Fields inside one array must be taken from the same element; positions in paths name elements themselves. */
function mayShareArray(paths: readonly (readonly string[])[]): boolean {
  const first = new Set(paths.map(([name]) => name));
  return first.size < paths.length && !paths.some((parts) => parts.some((part) => indexOf(part) >= 0));
}
