import { commandError } from '../errors.ts';
import { compileFilter } from '../match/index.ts';
import { isNumber } from '../values/numbers.ts';
import { type Doc, fieldsOf, isDocument } from '../values/types.ts';
import type { Leaf } from './tree.ts';

/** A compiled `path.$`: its leaf, and the check that the filter found a position in a document at all. */
export interface Positional {
  readonly leaf: Leaf;
  readonly check: (root: Doc) => void;
}

/** Compiles `path.$` of a find: of the array only the one element the filter matched; other values stay whole. */
export function compilePositional(
  path: string,
  value: unknown,
  filter: Doc | undefined,
  collation: Doc | undefined,
): Positional {
  if (!filter) throw commandError(31324, `Cannot use positional projection in aggregation: ${path}.$`);
  if (typeof value !== 'boolean' && !isNumber(value)) {
    throw commandError(31271, 'positional projection cannot be used with an expression or sub object');
  }
  if (!mentions(filter, path.split('.', 1)[0] ?? path)) {
    throw commandError(31277, `Positional projection '${path}.$' does not match the query document.`);
  }
  const matches = compileFilter(filter, { collation });
  const positionIn = (root: Doc): number => {
    const details: { position?: number } = {};
    matches(root, details);
    if (details.position === undefined) throw notFound();
    return details.position;
  };
  const part = (found: unknown, root: Doc): unknown => {
    if (!Array.isArray(found)) return found;
    const position = positionIn(root);
    if (position >= found.length) throw notFound();
    return [found[position]];
  };
  return { leaf: { kind: 'include', part }, check: positionIn };
}

function notFound(): Error {
  return commandError(
    51246,
    "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
  );
}

function mentions(filter: Doc, field: string): boolean {
  return Object.entries(fieldsOf(filter)).some(([name, value]) => {
    if (name === '$and' || name === '$or') {
      return Array.isArray(value) && value.some((branch) => isDocument(branch) && mentions(branch, field));
    }
    return name === field || name.startsWith(`${field}.`);
  });
}
