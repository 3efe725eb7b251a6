import { packNumber } from '../../values/arithmetic.ts';
import { compareValues } from '../../values/compare.ts';
import { RunningDeviation, RunningSum } from '../accumulators/sums.ts';
import type { OperatorTable } from '../expression-types.ts';
import { isNullish } from '../truth.ts';
import { operator } from './operands.ts';

const MANY = Number.POSITIVE_INFINITY;

/** One array operand stands for its elements, several operands for themselves. */
function totalling(compute: (values: readonly unknown[]) => unknown) {
  return operator(0, MANY, (values) => {
    const [only] = values;
    return compute(values.length === 1 && Array.isArray(only) ? only : values);
  });
}

function sumOf(values: readonly unknown[]): RunningSum {
  const sum = new RunningSum();
  for (const value of values) sum.add(value);
  return sum;
}

function deviation(ofSample: boolean) {
  return totalling((values) => {
    const running = new RunningDeviation();
    for (const value of values) running.add(value);
    return running.result(ofSample);
  });
}

function extreme(sign: number) {
  return totalling((values) => {
    const [first, ...others] = values.filter((value) => !isNullish(value));
    return (
      others.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best), first) ?? null
    );
  });
}

/** Accumulators used as expressions over one document's values. */
export const TOTALS: OperatorTable = {
  $sum: totalling((values) => packNumber(sumOf(values).total())),
  $avg: totalling((values) => sumOf(values).mean()),
  $min: extreme(-1),
  $max: extreme(1),
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
};
