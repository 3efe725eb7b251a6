import { commandError } from '../errors.ts';
import { isNumber, toSafeInteger } from '../values/numbers.ts';
import { TYPE_CODES, typeCodeOf } from '../values/types.ts';
import type { ValueTest } from './types.ts';

const NUMBER_CODES = [1, 16, 18, 19];
const KNOWN_CODES = new Set(Object.values(TYPE_CODES));

/** $type with an alias, a code or a list of them; `number` is all four numeric types. */
export function typeTest(operand: unknown): ValueTest {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(codesOf));
  if (wanted.size === 0) throw commandError(9, '$type must match at least one type');
  return (value) => value !== undefined && wanted.has(typeCodeOf(value));
}

function codesOf(operand: unknown): number[] {
  if (operand === 'number') return NUMBER_CODES;
  if (typeof operand === 'string') {
    const code = TYPE_CODES[operand];
    if (code === undefined) throw commandError(2, `Unknown type name alias: ${operand}`);
    return [code];
  }
  if (!isNumber(operand)) throw commandError(14, 'type must be represented as a number or a string');
  const code = toSafeInteger(operand);
  if (code === undefined || !KNOWN_CODES.has(code)) {
    throw commandError(2, `Invalid numerical type code: ${String(operand)}`);
  }
  return [code];
}
