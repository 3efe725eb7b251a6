import { commandError } from '../../errors.ts';
import { compareValues, equalValues } from '../../values/compare.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { compileSort } from '../../values/sort.ts';
import { type Doc, fieldsOf, isDocument, setField, typeNameOf } from '../../values/types.ts';
import type { OperatorTable } from '../expression-types.ts';
import { isNullish } from '../truth.ts';
import { compileList, named, namedOperands, operator, unary } from './operands.ts';

function arrayFor(value: unknown, name: string, code: number): unknown[] {
  if (Array.isArray(value)) return value;
  throw commandError(code, `${name}'s argument must be an array, but is ${typeNameOf(value)}`);
}

function wholeFor(value: unknown, name: string, code: number): number {
  const whole = toSafeInteger(value);
  if (whole === undefined)
    throw commandError(code, `${name} requires a 32-bit integer, found ${typeNameOf(value)}`);
  return whole;
}

function elementAt(value: unknown, index: number, name: string, code: number): unknown {
  return isNullish(value) ? null : arrayFor(value, name, code).at(index);
}

function slice(values: readonly unknown[], name: string): unknown {
  if (values.some(isNullish)) return null;
  const array = arrayFor(values[0], name, 28724);
  const second = wholeFor(values[1], name, 28725);
  if (values.length === 2) return second >= 0 ? array.slice(0, second) : array.slice(second);
  const count = wholeFor(values[2], name, 28727);
  if (count <= 0) throw commandError(28729, `Third argument to $slice must be positive: ${count}`);
  const start = second >= 0 ? second : Math.max(0, array.length + second);
  return array.slice(start, start + count);
}

function range(values: readonly unknown[], name: string): unknown {
  const [start = 0, end = 0, step = 1] = values.map((value, i) => wholeFor(value, name, 34443 + i * 2));
  if (step === 0) throw commandError(34449, '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (length > 5_000_000) throw commandError(146, '$range would use too much memory');
  return Array.from({ length }, (_, i) => start + i * step);
}

function zip({ inputs, useLongestLength = false, defaults }: Doc): unknown {
  if (isNullish(inputs)) return null;
  const arrays = arrayFor(inputs, '$zip', 34461);
  if (arrays.some(isNullish)) return null;
  const lists = arrays.map((array) => arrayFor(array, '$zip', 34468));
  const lengths = lists.map((list) => list.length);
  const length = lengths.length === 0 ? 0 : useLongestLength ? Math.max(...lengths) : Math.min(...lengths);
  const missing = Array.isArray(defaults) ? defaults : [];
  return Array.from({ length }, (_, i) =>
    lists.map((list, j) => (i < list.length ? list[i] : (missing[j] ?? null))),
  );
}

function toObject(value: unknown): unknown {
  if (isNullish(value)) return null;
  const result: Doc = {};
  for (const entry of arrayFor(value, '$arrayToObject', 40386)) {
    const [key, field] = Array.isArray(entry) ? entry : isDocument(entry) ? [entry.k, entry.v] : [];
    if (typeof key !== 'string') throw commandError(40394, '$arrayToObject requires keys of type string');
    setField(result, key, field);
  }
  return result;
}

function toArray(value: unknown): unknown {
  if (isNullish(value)) return null;
  if (!isDocument(value))
    throw commandError(40390, `$objectToArray requires a document input, found: ${typeNameOf(value)}`);
  return Object.entries(fieldsOf(value)).map(([k, v]) => ({ k, v }));
}

function some(pick: (array: readonly unknown[], n: number) => unknown[]) {
  return named(['n', 'input'], [], ({ n, input }, name) => {
    const count = wholeFor(n, name, 5787902);
    if (count <= 0) throw commandError(5787908, `'n' must be greater than 0, found ${count}`);
    return pick(arrayFor(input, name, 5788200), count);
  });
}

/** Operators on arrays. */
export const ARRAYS: OperatorTable = {
  $arrayElemAt: operator(2, 2, ([array, index], name) => {
    if (isNullish(array) || isNullish(index)) return null;
    return elementAt(array, wholeFor(index, name, 28691), name, 28689);
  }),
  $first: unary((value, name) => elementAt(value, 0, name, 28689)),
  $last: unary((value, name) => elementAt(value, -1, name, 28689)),
  $firstN: some((array, n) => array.slice(0, n)),
  $lastN: some((array, n) => array.slice(-n)),
  $minN: some((array, n) =>
    array
      .filter((value) => !isNullish(value))
      .sort((a, b) => compareValues(a, b))
      .slice(0, n),
  ),
  $maxN: some((array, n) =>
    array
      .filter((value) => !isNullish(value))
      .sort((a, b) => compareValues(b, a))
      .slice(0, n),
  ),
  $size: unary((value) => {
    if (Array.isArray(value)) return value.length;
    throw commandError(
      17124,
      `The argument to $size must be an array, but was of type: ${typeNameOf(value)}`,
    );
  }),
  $isArray: unary((value) => Array.isArray(value)),
  $slice: operator(2, 3, slice),
  $concatArrays: operator(0, Number.POSITIVE_INFINITY, (values, name) =>
    values.some(isNullish) ? null : values.flatMap((value) => arrayFor(value, name, 28664)),
  ),
  $reverseArray: unary((value, name) =>
    isNullish(value) ? null : [...arrayFor(value, name, 34435)].reverse(),
  ),
  $range: operator(2, 3, range),
  $in: (operand, compile, { order }, name) => {
    const [element, list] = compileList(operand, compile, name, 2, 2);
    return (document, scope) => {
      const values = list?.(document, scope);
      if (!Array.isArray(values))
        throw commandError(40081, `$in requires an array as a second argument, found: ${typeNameOf(values)}`);
      const wanted = element?.(document, scope);
      return values.some((value) => equalValues(value, wanted, order));
    };
  },
  $indexOfArray: operator(2, 4, ([array, wanted, start = 0, end], name) => {
    if (isNullish(array)) return null;
    const values = arrayFor(array, name, 40090);
    const last = end === undefined ? values.length : wholeFor(end, name, 40096);
    const found = values
      .slice(0, last)
      .findIndex((value, i) => i >= wholeFor(start, name, 40096) && equalValues(value, wanted));
    return found;
  }),
  $zip: named(['inputs'], ['useLongestLength', 'defaults'], zip),
  $arrayToObject: unary(toObject),
  $objectToArray: unary(toArray),
  $sortArray: (operand, compile, { order }, name) => {
    const fields = namedOperands(operand, name, ['input', 'sortBy']);
    const input = compile(fields.input);
    const compare = isDocument(fields.sortBy)
      ? documentsBy(compileSort(fieldsOf(fields.sortBy), order).compare)
      : (a: unknown, b: unknown) => compareValues(a, b, order) * wholeFor(fields.sortBy, name, 2942504);
    return (document, scope) => {
      const value = input(document, scope);
      return isNullish(value) ? null : [...arrayFor(value, name, 2942504)].sort(compare);
    };
  },
};

function documentsBy(compare: (a: Doc, b: Doc) => number): (a: unknown, b: unknown) => number {
  return (a, b) => compare(isDocument(a) ? a : {}, isDocument(b) ? b : {});
}
