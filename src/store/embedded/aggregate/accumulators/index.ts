import { commandError, notSupported } from '../../errors.ts';
import { packNumber } from '../../values/arithmetic.ts';
import { compareValues } from '../../values/compare.ts';
import { type Doc, fieldsOf, isDocument, setField, typeNameOf } from '../../values/types.ts';
import { ValueMap } from '../group-map.ts';
import { isNullish } from '../truth.ts';
import { RANKED } from './ranked.ts';
import { RunningDeviation, RunningSum } from './sums.ts';
import type { AccumulatorCompiler, AccumulatorContext } from './types.ts';

export type { Accumulator, AccumulatorContext } from './types.ts';

function folding(start: () => { add: (value: unknown) => void; result: () => unknown }): AccumulatorCompiler {
  return (operand, context) => {
    const value = context.compile(operand);
    return () => {
      const { add, result } = start();
      return { add: (document) => add(value(document)), result };
    };
  };
}

const extreme =
  (sign: number): AccumulatorCompiler =>
  (operand, context) => {
    const value = context.compile(operand);
    return () => {
      let best: unknown;
      return {
        add: (document) => {
          const found = value(document);
          if (isNullish(found)) return;
          if (best === undefined || compareValues(found, best, context.order) * sign > 0) best = found;
        },
        result: () => best ?? null,
      };
    };
  };

const sum = folding(() => {
  const running = new RunningSum();
  return { add: (value) => running.add(value), result: () => packNumber(running.total()) };
});

const average = folding(() => {
  const running = new RunningSum();
  return { add: (value) => running.add(value), result: () => running.mean() };
});

const deviation = (ofSample: boolean): AccumulatorCompiler =>
  folding(() => {
    const running = new RunningDeviation();
    return { add: (value) => running.add(value), result: () => running.result(ofSample) };
  });

const first = folding(() => {
  const kept: unknown[] = [];
  return {
    add: (value) => {
      if (kept.length === 0) kept.push(value ?? null);
    },
    result: () => kept[0] ?? null,
  };
});

const last = folding(() => {
  let kept: unknown = null;
  return {
    add: (value) => {
      kept = value ?? null;
    },
    result: () => kept,
  };
});

const push: AccumulatorCompiler = (operand, context) => {
  const value = context.compile(operand);
  return () => {
    const values: unknown[] = [];
    const add = (document: Doc): void => {
      const found = value(document);
      if (found === undefined) return;
      context.hold(found);
      values.push(found);
    };
    return { add, result: () => values };
  };
};

const addToSet: AccumulatorCompiler = (operand, context) => {
  const value = context.compile(operand);
  return () => {
    const values = new ValueMap<unknown>();
    const add = (document: Doc): void => {
      const found = value(document);
      if (found === undefined) return;
      values.getOrMake(found, () => {
        context.hold(found);
        return found;
      });
    };
    return { add, result: () => [...values.entries()].map(([, found]) => found) };
  };
};

const mergeObjects = folding(() => {
  const merged: Doc = {};
  return {
    add: (value) => {
      if (isNullish(value)) return;
      if (!isDocument(value)) {
        throw commandError(
          40400,
          `$mergeObjects requires object inputs, but input is of type ${typeNameOf(value)}`,
        );
      }
      for (const [name, field] of Object.entries(fieldsOf(value))) setField(merged, name, field);
    },
    result: () => merged,
  };
});

const count: AccumulatorCompiler = (operand) => {
  if (!isDocument(operand) || Object.keys(operand).length > 0) {
    throw commandError(2, '$count takes no arguments, i.e. $count:{}');
  }
  return () => {
    let total = 0;
    return {
      add: () => {
        total += 1;
      },
      result: () => total,
    };
  };
};

const ACCUMULATORS: Readonly<Record<string, AccumulatorCompiler>> = {
  $sum: sum,
  $avg: average,
  $min: extreme(-1),
  $max: extreme(1),
  $first: first,
  $last: last,
  $push: push,
  $addToSet: addToSet,
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $mergeObjects: mergeObjects,
  $count: count,
  ...RANKED,
};

/** Compiles `{$operator: operand}`; the result starts one accumulator a group. */
export function compileAccumulator(
  field: string,
  spec: unknown,
  context: AccumulatorContext,
): ReturnType<AccumulatorCompiler> {
  if (!isDocument(spec) || Object.keys(spec).length === 0) {
    throw commandError(40234, `The field '${field}' must be an accumulator object`);
  }
  const [name = '', ...others] = Object.keys(spec);
  if (others.length > 0) throw commandError(40238, `The field '${field}' must specify one accumulator`);
  const compiler = Object.hasOwn(ACCUMULATORS, name) ? ACCUMULATORS[name] : undefined;
  if (compiler) return compiler(spec[name], context, name);
  if (name === '$accumulator' || name === '$function') throw notSupported(name, 2);
  throw commandError(15952, `unknown group operator '${name}'`);
}
