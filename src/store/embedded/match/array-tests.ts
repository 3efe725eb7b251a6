import { commandError } from '../errors.ts';
import { toDouble, toSafeInteger, toWhole } from '../values/numbers.ts';
import { type Doc, fieldsOf, isDocument, RANK, rankOf } from '../values/types.ts';
import type { CompileNested, Condition, ValueTest } from './types.ts';

/** $size: the exact length of an array. */
export function sizeTest(operand: unknown): ValueTest {
  if (rankOf(operand) !== RANK.number) {
    throw commandError(2, `Failed to parse $size. Expected a number in: $size: ${JSON.stringify(operand)}`);
  }
  const size = toSafeInteger(operand);
  if (size === undefined)
    throw commandError(2, `Failed to parse $size. Expected an integer: $size: ${operand}`);
  if (size < 0) {
    throw commandError(2, `Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  }
  return (value) => Array.isArray(value) && value.length === size;
}

/** $mod: `[divisor, remainder]`, both cut to whole numbers. */
export function modTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw commandError(2, 'malformed mod, needs to be an array');
  if (operand.length < 2) throw commandError(2, 'malformed mod, not enough elements');
  if (operand.length > 2) throw commandError(2, 'malformed mod, too many elements');
  const divisor = truncate(operand[0]);
  const remainder = truncate(operand[1]);
  if (divisor === undefined) throw commandError(2, 'malformed mod, divisor not a number');
  if (remainder === undefined) throw commandError(2, 'malformed mod, remainder not a number');
  if (divisor === 0n) throw commandError(2, 'divisor cannot be 0');
  return (value) => {
    const whole = truncate(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

function truncate(value: unknown): bigint | undefined {
  const whole = toWhole(value);
  if (whole !== undefined) return whole;
  const double = Math.trunc(toDouble(value));
  return Number.isFinite(double) ? BigInt(double) : undefined;
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$where', '$expr']);

/** $elemMatch: one element of an array satisfies either a filter or a set of operators. */
export function elemMatchTest(
  operand: unknown,
  nested: CompileNested,
  conditionsOf: (operators: Doc) => readonly Condition[],
): ValueTest {
  if (!isDocument(operand)) throw commandError(2, '$elemMatch needs an Object');
  const fields = fieldsOf(operand);
  const first = Object.keys(fields)[0] ?? '';
  const test =
    first.startsWith('$') && !LOGICAL.has(first) && !['$ref', '$id', '$db'].includes(first)
      ? elementTestOf(conditionsOf(fields))
      : documentTestOf(nested(fields));
  return (value, details) => {
    if (!Array.isArray(value)) return false;
    const position = value.findIndex(test);
    if (position < 0) return false;
    if (details) details.position = position;
    return true;
  };
}

function elementTestOf(conditions: readonly Condition[]): (element: unknown) => boolean {
  return (element) => conditions.every((condition) => holdsFor(element, condition));
}

/** Tests one value, arrays closed. */
export function holdsFor(element: unknown, condition: Condition): boolean {
  if ('notAll' in condition) return !condition.notAll.every((inner) => holdsFor(element, inner));
  return condition.test(element) !== (condition.negated ?? false);
}

function documentTestOf(predicate: (document: Doc) => boolean): (element: unknown) => boolean {
  return (element) => {
    if (isDocument(element)) return predicate(element);
    return Array.isArray(element) && predicate({ ...element });
  };
}
