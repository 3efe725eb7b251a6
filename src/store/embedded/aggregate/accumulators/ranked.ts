import { commandError } from '../../errors.ts';
import { compareValues } from '../../values/compare.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { compileSort, type SortKey } from '../../values/sort.ts';
import { type Doc, isDocument } from '../../values/types.ts';
import { namedOperands } from '../operators/operands.ts';
import { isNullish } from '../truth.ts';
import type { AccumulatorCompiler, AccumulatorContext } from './types.ts';

/** The `n` of $firstN and its kin, which must be a constant above zero. */
function countOf(value: unknown, name: string, context: AccumulatorContext): number {
  const count = toSafeInteger(context.compile(value)({}));
  if (count === undefined)
    throw commandError(
      5787902,
      `Value for 'n' must be of integral type, but found ${String(value)} (${name})`,
    );
  if (count <= 0) throw commandError(5787908, `'n' must be greater than 0, found ${count}`);
  return count;
}

function picking(
  keep: (kept: unknown[], value: unknown, n: number, context: AccumulatorContext) => void,
): AccumulatorCompiler {
  return (operand, context, name) => {
    const { n, input } = namedOperands(operand, name, ['n', 'input']);
    const count = countOf(n, name, context);
    const value = context.compile(input);
    return () => {
      const kept: unknown[] = [];
      return { add: (document) => keep(kept, value(document) ?? null, count, context), result: () => kept };
    };
  };
}

const extremes = (sign: number): AccumulatorCompiler =>
  picking((kept, value, n, { order }) => {
    if (isNullish(value)) return;
    let at = kept.length;
    while (at > 0 && compareValues(value, kept[at - 1], order) * sign > 0) at -= 1;
    kept.splice(at, 0, value);
    if (kept.length > n) kept.pop();
  });

function top(sign: 1 | -1, single: boolean): AccumulatorCompiler {
  return (operand, context, name) => {
    const fields = namedOperands(operand, name, single ? ['sortBy', 'output'] : ['n', 'sortBy', 'output']);
    if (!isDocument(fields.sortBy))
      throw commandError(10065, 'invalid parameter: expected an object (sortBy)');
    const count = single ? 1 : countOf(fields.n, name, context);
    const sorter = compileSort(fields.sortBy, context.order);
    const output = context.compile(fields.output);
    return () => {
      const kept: { key: SortKey; value: unknown }[] = [];
      const add = (document: Doc): void => {
        const key = sorter.keyOf(document);
        const value = output(document) ?? null;
        if (sign < 0) {
          let at = 0;
          while (at < kept.length && sorter.compareKeys(key, kept[at]?.key ?? []) >= 0) at += 1;
          kept.splice(at, 0, { key, value });
          if (kept.length > count) kept.shift();
          return;
        }
        let at = kept.length;
        while (at > 0 && sorter.compareKeys(key, kept[at - 1]?.key ?? []) < 0) at -= 1;
        kept.splice(at, 0, { key, value });
        if (kept.length > count) kept.pop();
      };
      const values = (): unknown[] => kept.map(({ value }) => value);
      return { add, result: () => (single ? (values()[0] ?? null) : values()) };
    };
  };
}

/** Accumulators that keep the first, last, least or greatest few. */
export const RANKED: Readonly<Record<string, AccumulatorCompiler>> = {
  $firstN: picking((kept, value, n) => {
    if (kept.length < n) kept.push(value);
  }),
  $lastN: picking((kept, value, n) => {
    kept.push(value);
    if (kept.length > n) kept.shift();
  }),
  $minN: extremes(-1),
  $maxN: extremes(1),
  $top: top(1, true),
  $topN: top(1, false),
  $bottom: top(-1, true),
  $bottomN: top(-1, false),
};
