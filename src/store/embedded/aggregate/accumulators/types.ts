import type { StringOrder } from '../../values/compare.ts';
import type { Doc } from '../../values/types.ts';
import type { Expression } from '../expression-types.ts';

/** One accumulator of one group. */
export interface Accumulator {
  readonly add: (document: Doc) => void;
  readonly result: () => unknown;
}

/** What accumulators are compiled with. */
export interface AccumulatorContext {
  readonly compile: (expression: unknown) => Expression;
  readonly order: StringOrder;
  /** Called with the bytes a kept value takes, roughly. */
  readonly hold: (value: unknown) => void;
}

/** Compiles an accumulator's operand; the result starts one accumulator a group. */
export type AccumulatorCompiler = (
  operand: unknown,
  context: AccumulatorContext,
  name: string,
) => () => Accumulator;
