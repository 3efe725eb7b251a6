import { commandError, notSupported } from '../../errors.ts';
import type { OperatorTable } from '../expression-types.ts';
import { LOGIC } from './logic.ts';
import { VARIABLES } from './variables.ts';

/** Every expression operator this store evaluates. */
export const OPERATORS: OperatorTable = { ...LOGIC, ...VARIABLES };

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
