import { commandError } from '../errors.ts';
import { compileFilter } from '../match/index.ts';
import { isNumber } from '../values/numbers.ts';
import { type Doc, getField, isDocument, setField } from '../values/types.ts';

/** Cuts an array of a document down to one element. */
export type Positional = (document: Doc) => Doc;

/**
 * Compiles `path.$` of a find: the first array on the path keeps only the element the filter matched; a path
 * without an array stays as it is.
 */
export function compilePositional(
  path: string,
  value: unknown,
  filter: Doc | undefined,
  collation: Doc | undefined,
): Positional {
  if (!filter) throw commandError(31324, `Cannot use positional projection in aggregation: ${path}.$`);
  if (path === '') throw commandError(5392900, 'FieldPath cannot be constructed with an empty path');
  if (typeof value !== 'boolean' && !isNumber(value)) {
    throw commandError(31271, 'positional projection cannot be used with an expression or sub object');
  }
  const matches = compileFilter(filter, { collation });
  const parts = path.split('.');
  const pick = (array: readonly unknown[], root: Doc): unknown[] => {
    const details: { position?: number } = {};
    matches(root, details);
    const { position } = details;
    if (position !== undefined && position < array.length) return [array[position]];
    throw commandError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  };
  const cut = (document: Doc, at: number, root: Doc): Doc => {
    const name = parts[at] ?? '';
    const current = getField(document, name);
    let next = current;
    if (Array.isArray(current)) next = pick(current, root);
    else if (isDocument(current) && at < parts.length - 1) next = cut(current, at + 1, root);
    if (next === current) return document;
    const copy = { ...document };
    setField(copy, name, next);
    return copy;
  };
  return (document) => cut(document, 0, document);
}
