import { commandError } from '../errors.ts';
import { compileFilter, compileValueFilter, isOperatorDocument } from '../match/index.ts';
import { isNumber, toSafeInteger } from '../values/numbers.ts';
import { type Doc, getField, isDocument, typeNameOf } from '../values/types.ts';
import type { Compute, Leaf } from './tree.ts';

/** True for the `$slice` of a find projection (numbers), false for the expression of that name. */
export function isFindSlice(operand: unknown): boolean {
  return isNumber(operand) || (Array.isArray(operand) && operand.length > 0 && isNumber(operand[0]));
}

/** `$slice: count` or `$slice: [skip, limit]`: a part of an array, other values stay whole. */
export function sliceLeaf(operand: unknown): Leaf {
  const [skip, limit] = Array.isArray(operand) ? operand.map(toSafeInteger) : [toSafeInteger(operand)];
  if (skip === undefined || (Array.isArray(operand) && operand.length !== 2)) {
    throw commandError(
      28667,
      `First argument to $slice must be an array or a number, but is of type: ${typeNameOf(operand)}`,
    );
  }
  if (Array.isArray(operand) && (limit === undefined || limit <= 0)) {
    throw commandError(28724, `First argument to $slice must be positive: ${String(operand[1])}`);
  }
  const cut = (array: unknown[]): unknown[] => {
    if (limit === undefined) return skip >= 0 ? array.slice(0, skip) : array.slice(skip);
    const start = skip >= 0 ? skip : Math.max(0, array.length + skip);
    return array.slice(start, start + limit);
  };
  return { kind: 'map', map: (value) => (Array.isArray(value) ? cut(value) : value) };
}

/** `$elemMatch` of a find projection: the first element that matches, in an array of its own. */
export function elemMatchCompute(path: string, operand: unknown, collation: Doc | undefined): Compute {
  if (path.includes('.')) throw commandError(31275, 'Cannot use $elemMatch projection on a nested field.');
  if (!isDocument(operand)) throw commandError(31274, 'elemMatch: Invalid argument, object required');
  const whole =
    isOperatorDocument(operand) && !['$and', '$or', '$nor'].includes(Object.keys(operand)[0] ?? '');
  const matches = whole ? compileValueFilter(operand, { collation }) : elementFilter(operand, collation);
  return (root) => {
    const array = getField(root, path);
    if (!Array.isArray(array)) return undefined;
    const found = array.find(matches);
    return found === undefined ? undefined : [found];
  };
}

function elementFilter(operand: Doc, collation: Doc | undefined): (element: unknown) => boolean {
  const matches = compileFilter(operand, { collation });
  return (element) => isDocument(element) && matches(element);
}
