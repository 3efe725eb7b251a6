import { commandError } from '../errors.ts';
import {
  compareStrings,
  compareValues,
  isBson,
  regexOf,
  type StringOrder,
  textOf,
} from '../values/compare.ts';
import { comparePlain, isNumber, openNumber, toDouble } from '../values/numbers.ts';
import { isDocument, RANK, rankOf } from '../values/types.ts';
import { compileRegex } from './regex.ts';
import type { ValueTest } from './types.ts';

/** Equality as a filter means it: null also finds missing fields. */
export function equalTo(operand: unknown, order: StringOrder): ValueTest {
  const rank = rankOf(operand);
  if (rank === RANK.null) return (value) => value === null || value === undefined;
  const slow: ValueTest = (value) => rankOf(value) === rank && compareValues(value, operand, order) === 0;
  if (rank === RANK.string && order === compareStrings) {
    const text = textOf(operand);
    return (value) => value === text || (typeof value !== 'string' && slow(value));
  }
  if (rank === RANK.number) {
    const plain = plainDouble(operand);
    return (value) => (typeof value === 'number' && plain !== undefined ? value === plain : slow(value));
  }
  if (operand instanceof Date) return dateTest(operand, (difference) => difference === 0);
  return slow;
}

/** The value of an int or a double, for which plain comparison is exact; NaN takes the slow way. */
function plainDouble(operand: unknown): number | undefined {
  const number = openNumber(operand);
  if (number?.type !== 'int' && number?.type !== 'double') return undefined;
  return Number.isNaN(number.value) ? undefined : number.value;
}

function dateTest(operand: Date, decide: (difference: number) => boolean): ValueTest {
  const time = operand.getTime();
  return (value) => value instanceof Date && decide(value.getTime() - time);
}

/** $gt, $gte, $lt, $lte: only values of the operand's type are compared, MinKey and MaxKey apart. */
export function comparedTo(operator: string, operand: unknown, order: StringOrder): ValueTest {
  if (rankOf(operand) === RANK.regex) {
    throw commandError(2, `Can't have RegEx as arg to predicate over field with operator '${operator}'.`);
  }
  const wantsEqual = operator === '$gte' || operator === '$lte';
  const sign = operator === '$gt' || operator === '$gte' ? 1 : -1;
  const decide = (result: number): boolean => (result === 0 ? wantsEqual : result > 0 === sign > 0);
  const slow = slowComparison(operand, decide, wantsEqual, order);
  if (operand instanceof Date && !Number.isNaN(operand.getTime())) return dateTest(operand, decide);
  const plain = plainDouble(operand);
  if (plain === undefined) return slow;
  return (value) =>
    typeof value === 'number' ? !Number.isNaN(value) && decide(comparePlain(value, plain)) : slow(value);
}

function slowComparison(
  operand: unknown,
  decide: (result: number) => boolean,
  wantsEqual: boolean,
  order: StringOrder,
): ValueTest {
  const rank = rankOf(operand);
  const anyType = rank === RANK.minKey || rank === RANK.maxKey;
  const operandIsNaN = isNaNValue(operand);
  return (value) => {
    if (rankOf(value) !== rank && !anyType) return false;
    if (operandIsNaN || isNaNValue(value)) return wantsEqual && operandIsNaN && isNaNValue(value);
    return decide(compareValues(value, operand, order));
  };
}

function isNaNValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  return typeof value === 'object' && isNumber(value) && Number.isNaN(toDouble(value));
}

/** A regular expression as a filter value: matches strings, and equal regular expressions. */
export function regexTest(pattern: string, options: string): ValueTest {
  const regex = compileRegex(pattern, options);
  return (value) => {
    if (typeof value === 'string') return regex.test(value);
    if (isBson(value, 'BSONSymbol')) return regex.test(textOf(value));
    if (rankOf(value) !== RANK.regex) return false;
    const other = regexOf(value);
    return other.pattern === pattern && other.options === options;
  };
}

/** One element of $in or $all: a regular expression matches, anything else equals. */
export function elementTest(operand: unknown, order: StringOrder): ValueTest {
  if (rankOf(operand) === RANK.regex) {
    const { pattern, options } = regexOf(operand);
    return regexTest(pattern, options);
  }
  return equalTo(operand, order);
}

/** $in: a list of values and regular expressions; long lists are looked up, not walked. */
export function inList(operand: unknown, name: string, order: StringOrder, plainOrder: boolean): ValueTest {
  if (!Array.isArray(operand)) throw commandError(2, `${name} needs an array`);
  for (const element of operand) {
    if (isDocument(element) && !isBson(element, 'DBRef')) {
      const first = Object.keys(element)[0] ?? '';
      if (first.startsWith('$') && !['$ref', '$id', '$db'].includes(first)) {
        throw commandError(2, `cannot nest $ under ${name}`);
      }
    }
  }
  const patterns = operand
    .filter((element) => rankOf(element) === RANK.regex)
    .map((element) => elementTest(element, order));
  const values = operand.filter((element) => rankOf(element) !== RANK.regex);
  const strings = new Set(plainOrder ? values.filter((element) => typeof element === 'string') : []);
  // Array.prototype.sort puts undefined last whatever the order says; null is its equal.
  const sorted = values
    .filter((element) => !strings.has(element))
    .map((element) => element ?? null)
    .sort((a, b) => compareValues(a, b, order));
  return (value) =>
    (typeof value === 'string' && strings.has(value)) ||
    holdsSorted(sorted, value, order) ||
    patterns.some((test) => test(value));
}

/** Looks a value up in a sorted list. */
function holdsSorted(sorted: readonly unknown[], value: unknown, order: StringOrder): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const result = compareValues(sorted[middle], value, order);
    if (result === 0) return true;
    if (result < 0) from = middle + 1;
    else to = middle;
  }
  return false;
}
