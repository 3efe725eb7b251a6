import { commandError, notSupported } from '../../errors.ts';
import type { OperatorTable } from '../expression-types.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { ARRAYS } from './arrays.ts';
import { DATES } from './dates.ts';
import { LOGIC } from './logic.ts';
import { LOOPS } from './loops.ts';
import { SETS } from './sets.ts';
import { STRINGS } from './strings.ts';
import { TOTALS } from './totals.ts';
import { TYPES } from './types.ts';
import { VARIABLES } from './variables.ts';

/** Every expression operator this store evaluates. */
export const OPERATORS: OperatorTable = {
  ...LOGIC,
  ...VARIABLES,
  ...ARITHMETIC,
  ...TOTALS,
  ...ARRAYS,
  ...LOOPS,
  ...SETS,
  ...STRINGS,
  ...TYPES,
  ...DATES,
};

/** Operators MongoDB knows and this store refuses on purpose. */
const REFUSED: Readonly<Record<string, number>> = {
  $function: 2,
  $accumulator: 2,
  $meta: 40218,
  $toHashedIndexKey: 2,
};

/** The refusal of an operator that is not evaluated here. */
export function refusedOperator(name: string): Error {
  const code = REFUSED[name];
  return code === undefined
    ? commandError(168, `Unrecognized expression '${name}'`)
    : notSupported(name, code);
}
