import { commandError } from '../../errors.ts';
import { compareValues } from '../../values/compare.ts';
import { isDocument, rankOf } from '../../values/types.ts';
import type { Compile, Expression, OperatorCompiler, OperatorTable } from '../expression-types.ts';
import { isNullish, isTruthy } from '../truth.ts';
import { compileList, namedOperands, unary } from './operands.ts';

function comparison(decide: (order: number) => unknown): OperatorCompiler {
  return (operand, compile, context, name) => {
    const [left, right] = compileList(operand, compile, name, 2, 2);
    if (!left || !right) throw commandError(16020, `Expression ${name} takes exactly 2 arguments.`);
    return (document, scope) => {
      const a = left(document, scope);
      const b = right(document, scope);
      return decide(orderWithMissing(a, b) ?? compareValues(a, b, context.order));
    };
  };
}

/** Unlike in sorts, a missing value is below null in expressions. */
function orderWithMissing(a: unknown, b: unknown): number | undefined {
  if (a === undefined && b === null) return -1;
  if (a === null && b === undefined) return 1;
  if (a === undefined && b !== undefined) return rankOf(b) > 0 ? -1 : 1;
  if (b === undefined && a !== undefined) return 1;
  return undefined;
}

function compileCond(operand: unknown, compile: Compile): Expression {
  const parts = Array.isArray(operand)
    ? listedCond(operand)
    : isDocument(operand)
      ? namedCond(operand)
      : undefined;
  if (!parts) throw commandError(16020, 'Expression $cond takes exactly 3 arguments. 1 were passed in.');
  const [test, yes, no] = [compile(parts[0]), compile(parts[1]), compile(parts[2])];
  return (document, scope) => (isTruthy(test(document, scope)) ? yes : no)(document, scope);
}

function listedCond(operand: readonly unknown[]): readonly unknown[] {
  if (operand.length === 3) return operand;
  throw commandError(16020, `Expression $cond takes exactly 3 arguments. ${operand.length} were passed in.`);
}

function namedCond(operand: Record<string, unknown>): readonly unknown[] {
  for (const name of Object.keys(operand)) {
    if (!['if', 'then', 'else'].includes(name)) {
      throw commandError(17083, `Unrecognized parameter to $cond: ${name}`);
    }
  }
  ['if', 'then', 'else'].forEach((name, i) => {
    if (!(name in operand)) throw commandError(17080 + i, `Missing '${name}' parameter to $cond`);
  });
  return [operand.if, operand.then, operand.else];
}

function compileSwitch(operand: unknown, compile: Compile): Expression {
  const fields = namedOperands(operand, '$switch', ['branches'], ['default']);
  if (!Array.isArray(fields.branches)) {
    throw commandError(40061, "$switch expected an array for 'branches'");
  }
  if (fields.branches.length === 0 && !('default' in fields)) {
    throw commandError(40068, '$switch requires at least one branch');
  }
  const branches = fields.branches.map((branch) => {
    const { case: test, then } = namedOperands(branch, '$switch', ['case', 'then']);
    return { test: compile(test), result: compile(then) };
  });
  const fallback = 'default' in fields ? compile(fields.default) : undefined;
  return (document, scope) => {
    const branch = branches.find(({ test }) => isTruthy(test(document, scope)));
    const chosen = branch?.result ?? fallback;
    if (!chosen) {
      throw commandError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    }
    return chosen(document, scope);
  };
}

/** Comparisons, boolean operators and conditionals. */
export const LOGIC: OperatorTable = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison((order) => order),
  $and: (operand, compile, _context, name) => {
    const operands = compileList(operand, compile, name);
    return (document, scope) => operands.every((element) => isTruthy(element(document, scope)));
  },
  $or: (operand, compile, _context, name) => {
    const operands = compileList(operand, compile, name);
    return (document, scope) => operands.some((element) => isTruthy(element(document, scope)));
  },
  $not: unary((value) => !isTruthy(value)),
  $cond: compileCond,
  $switch: compileSwitch,
  $ifNull: (operand, compile, _context, name) => {
    const operands = compileList(operand, compile, name);
    if (operands.length < 2) {
      throw commandError(1257300, `$ifNull needs at least two arguments, had: ${operands.length}`);
    }
    return (document, scope) => {
      let value: unknown;
      for (const element of operands) {
        value = element(document, scope);
        if (!isNullish(value)) break;
      }
      return value;
    };
  },
};
