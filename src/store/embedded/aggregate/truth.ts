import { toDouble } from '../values/numbers.ts';
import { RANK, rankOf } from '../values/types.ts';

/** Truth as expressions see it: false, null, missing and zero are false, everything else is true. */
export function isTruthy(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === undefined) return false;
  return rankOf(value) !== RANK.number || toDouble(value) !== 0;
}

/** True for null and for a missing value. */
export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
