import type { StringOrder } from '../values/compare.ts';
import type { Doc } from '../values/types.ts';

/** One variable in scope (`as` of $map, `vars` of $let...); inner ones hide outer ones. */
export interface Scope {
  readonly name: string;
  readonly value: unknown;
  readonly outer: Scope | undefined;
}

/** A compiled expression; undefined is a missing value. */
export type Expression = (document: Doc, scope?: Scope) => unknown;

/** What expressions are compiled with. */
export interface ExpressionContext {
  /** Values of `let` and of system variables such as NOW, by name without dollars. */
  readonly variables: Doc;
  readonly order: StringOrder;
}

/** Compiles a nested expression; `names` are variables the operator brings into scope. */
export type Compile = (expression: unknown, names?: readonly string[]) => Expression;

/** Compiles one operator from its operand. */
export type OperatorCompiler = (
  operand: unknown,
  compile: Compile,
  context: ExpressionContext,
  name: string,
) => Expression;

/** Operators by name, with the dollar. */
export type OperatorTable = Readonly<Record<string, OperatorCompiler>>;
