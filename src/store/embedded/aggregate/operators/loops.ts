import { commandError } from '../../errors.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { typeNameOf } from '../../values/types.ts';
import type { Compile, Expression, OperatorTable } from '../expression-types.ts';
import { isNullish, isTruthy } from '../truth.ts';
import { namedOperands } from './operands.ts';
import { bind, checkVariableName } from './variables.ts';

function variableOf(as: unknown): string {
  if (as === undefined) return 'this';
  if (typeof as !== 'string') throw commandError(16866, "'as' must be a string");
  checkVariableName(as);
  return as;
}

function arrayFrom(value: unknown, name: string, code: number): unknown[] {
  if (Array.isArray(value)) return value;
  throw commandError(code, `input to ${name} must be an array not ${typeNameOf(value)}`);
}

function compileMap(operand: unknown, compile: Compile): Expression {
  const fields = namedOperands(operand, '$map', ['input', 'in'], ['as']);
  const variable = variableOf(fields.as);
  const input = compile(fields.input);
  const body = compile(fields.in, [variable]);
  return (document, scope) => {
    const value = input(document, scope);
    if (isNullish(value)) return null;
    return arrayFrom(value, '$map', 16883).map(
      (element) => body(document, bind(scope, variable, element)) ?? null,
    );
  };
}

function compileFilter(operand: unknown, compile: Compile): Expression {
  const fields = namedOperands(operand, '$filter', ['input', 'cond'], ['as', 'limit']);
  const variable = variableOf(fields.as);
  const input = compile(fields.input);
  const test = compile(fields.cond, [variable]);
  const limit = compile(fields.limit ?? null);
  return (document, scope) => {
    const value = input(document, scope);
    if (isNullish(value)) return null;
    const most = limit(document, scope);
    const count = isNullish(most) ? Number.POSITIVE_INFINITY : toSafeInteger(most);
    if (count === undefined || count <= 0)
      throw commandError(327391, `$filter: limit must be a positive integer`);
    const kept: unknown[] = [];
    for (const element of arrayFrom(value, '$filter', 28651)) {
      if (kept.length >= count) break;
      if (isTruthy(test(document, bind(scope, variable, element)))) kept.push(element);
    }
    return kept;
  };
}

function compileReduce(operand: unknown, compile: Compile): Expression {
  const fields = namedOperands(operand, '$reduce', ['input', 'initialValue', 'in']);
  const input = compile(fields.input);
  const initial = compile(fields.initialValue);
  const body = compile(fields.in, ['value', 'this']);
  return (document, scope) => {
    const value = input(document, scope);
    if (isNullish(value)) return null;
    return arrayFrom(value, '$reduce', 40080).reduce<unknown>(
      (result, element) => body(document, bind(bind(scope, 'value', result), 'this', element)),
      initial(document, scope),
    );
  };
}

/** Operators that evaluate an expression once an element. */
export const LOOPS: OperatorTable = { $map: compileMap, $filter: compileFilter, $reduce: compileReduce };
