import { commandError } from '../../errors.ts';
import { type Doc, fieldsOf, isDocument, setField, typeNameOf } from '../../values/types.ts';
import type { OperatorTable } from '../expression-types.ts';
import { ValueMap } from '../group-map.ts';
import { isNullish, isTruthy } from '../truth.ts';
import { operator, unary } from './operands.ts';

function setFor(value: unknown, name: string): ValueMap<unknown> {
  if (!Array.isArray(value)) {
    throw commandError(
      17043,
      `All operands of ${name} must be arrays. One argument is of type: ${typeNameOf(value)}`,
    );
  }
  const set = new ValueMap<unknown>();
  for (const element of value) set.getOrMake(element, () => ({ element }));
  return set;
}

function keysOf(set: ValueMap<unknown>): unknown[] {
  return [...set.entries()].map(([key]) => key);
}

function contains(set: ValueMap<unknown>, value: unknown): boolean {
  return set.get(value) !== undefined;
}

function logical(decide: (values: readonly unknown[]) => boolean) {
  return unary((value, name) => {
    if (!Array.isArray(value))
      throw commandError(17040, `${name}'s argument must be an array, but is ${typeNameOf(value)}`);
    return decide(value);
  });
}

const MANY = Number.POSITIVE_INFINITY;

/** Operators on sets, and the merging of documents. */
export const SETS: OperatorTable = {
  $setUnion: operator(0, MANY, (values, name) => {
    if (values.some(isNullish)) return null;
    return keysOf(
      setFor(
        values.flatMap((value) => keysOf(setFor(value, name))),
        name,
      ),
    );
  }),
  $setIntersection: operator(0, MANY, (values, name) => {
    if (values.some(isNullish)) return null;
    const [first, ...others] = values.map((value) => setFor(value, name));
    return first ? keysOf(first).filter((key) => others.every((other) => contains(other, key))) : [];
  }),
  $setDifference: operator(2, 2, (values, name) => {
    if (values.some(isNullish)) return null;
    const [left, right] = values.map((value) => setFor(value, name));
    return left && right ? keysOf(left).filter((key) => !contains(right, key)) : [];
  }),
  $setEquals: operator(2, MANY, (values, name) => {
    const [first, ...others] = values.map((value) => setFor(value, name));
    return others.every(
      (other) => first && other.size === first.size && keysOf(first).every((key) => contains(other, key)),
    );
  }),
  $setIsSubset: operator(2, 2, (values, name) => {
    const [left, right] = values.map((value) => setFor(value, name));
    return left && right ? keysOf(left).every((key) => contains(right, key)) : false;
  }),
  $allElementsTrue: logical((values) => values.every(isTruthy)),
  $anyElementTrue: logical((values) => values.some(isTruthy)),
  $mergeObjects: operator(0, MANY, (values) =>
    mergeAll(values.length === 1 && Array.isArray(values[0]) ? values[0] : values),
  ),
};

function mergeAll(values: readonly unknown[]): Doc {
  const merged: Doc = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDocument(value)) {
      throw commandError(
        40400,
        `$mergeObjects requires object inputs, but input is of type ${typeNameOf(value)}`,
      );
    }
    for (const [name, field] of Object.entries(fieldsOf(value))) setField(merged, name, field);
  }
  return merged;
}
