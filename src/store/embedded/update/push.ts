import { commandError } from '../errors.ts';
import { show } from '../store/show.ts';
import { compareValues } from '../values/compare.ts';
import { toDouble, toSafeInteger } from '../values/numbers.ts';
import { compileSort } from '../values/sort.ts';
import { type Doc, fieldsOf, isDocument, RANK, rankOf, typeNameOf } from '../values/types.ts';
import type { ModifierCompiler, UpdateContext } from './types.ts';

interface Push {
  readonly each: readonly unknown[];
  readonly position: number | undefined;
  readonly slice: number | undefined;
  readonly sort: ((a: unknown, b: unknown) => number) | undefined;
}

/** $push: one value, or $each with $position, $sort and $slice, applied in that order. */
export const push: ModifierCompiler = (operand, _path, context) => {
  const plan =
    isDocument(operand) && '$each' in operand ? parse(fieldsOf(operand), context) : single(operand);
  return (current, { run, path }) => {
    if (current !== undefined && !Array.isArray(current)) {
      const name = path.split('.').at(-1);
      throw commandError(
        2,
        `The field '${name}' must be an array but is of type ${typeNameOf(current)} in document {_id: ${show(run.document._id)}}`,
      );
    }
    if (plan.each.length === 0 && current !== undefined && !plan.sort && plan.slice === undefined)
      return current;
    const array = [...(current ?? [])];
    array.splice(plan.position ?? array.length, 0, ...plan.each);
    if (plan.sort) array.sort(plan.sort);
    return sliced(array, plan.slice);
  };
};

function single(value: unknown): Push {
  return { each: [value], position: undefined, slice: undefined, sort: undefined };
}

function sliced(array: unknown[], slice: number | undefined): unknown[] {
  if (slice === undefined) return array;
  return slice >= 0 ? array.slice(0, slice) : array.slice(slice);
}

function parse(fields: Doc, context: UpdateContext): Push {
  for (const name of Object.keys(fields)) {
    if (!['$each', '$position', '$slice', '$sort'].includes(name)) {
      throw commandError(2, `Unrecognized clause in $push: ${name}`);
    }
  }
  if (!Array.isArray(fields.$each)) {
    throw commandError(
      2,
      `The argument to $each in $push must be an array but it was of type: ${typeNameOf(fields.$each)}`,
    );
  }
  return {
    each: fields.$each,
    position: wholeOf(fields, '$position'),
    slice: wholeOf(fields, '$slice'),
    sort: fields.$sort === undefined ? undefined : elementOrder(fields.$sort, context),
  };
}

function wholeOf(fields: Doc, name: string): number | undefined {
  if (fields[name] === undefined) return undefined;
  const whole = toSafeInteger(fields[name]);
  if (whole === undefined) {
    throw commandError(
      2,
      `The value for ${name} must be an integer value but was given type: ${typeNameOf(fields[name])}`,
    );
  }
  return whole;
}

/** The order of $sort in $push: 1 or -1 for whole elements, a sort document for embedded documents. */
function elementOrder(sort: unknown, context: UpdateContext): (a: unknown, b: unknown) => number {
  if (rankOf(sort) === RANK.number) {
    const sign = toDouble(sort);
    if (sign !== 1 && sign !== -1) throw commandError(2, 'The $sort element value must be either 1 or -1');
    return (a, b) => compareValues(a, b, context.order) * sign;
  }
  if (!isDocument(sort)) {
    throw commandError(
      2,
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  }
  const fields = fieldsOf(sort);
  if (Object.keys(fields).length === 0) {
    throw commandError(2, 'The $sort pattern is empty when it should be a set of fields.');
  }
  const bad = Object.keys(fields).find((path) => path.split('.').includes(''));
  if (bad !== undefined) {
    throw commandError(2, `The $sort field is a dotted field but has an empty part: '${bad}'`);
  }
  for (const direction of Object.values(fields)) {
    if (Math.abs(toDouble(direction)) !== 1) {
      throw commandError(2, 'The $sort element value must be either 1 or -1');
    }
  }
  const { compare } = compileSort(fields, context.order);
  return (a, b) => compare(isDocument(a) ? a : {}, isDocument(b) ? b : {});
}
