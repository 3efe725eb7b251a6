import { commandError } from '../../errors.ts';
import { type Doc, fieldsOf, getField, isDocument, setField, typeNameOf } from '../../values/types.ts';
import type { Compile, Expression, OperatorTable, Scope } from '../expression-types.ts';
import { isNullish } from '../truth.ts';
import { namedOperands } from './operands.ts';

function compileLet(operand: unknown, compile: Compile): Expression {
  const { vars, in: body } = namedOperands(operand, '$let', ['vars', 'in']);
  if (!isDocument(vars)) throw commandError(16876, 'invalid parameter: expected an object (vars)');
  const variables = Object.entries(fieldsOf(vars)).map(([name, value]) => {
    checkVariableName(name);
    return [name, compile(value)] as const;
  });
  const inner = compile(
    body,
    variables.map(([name]) => name),
  );
  return (document, scope) => {
    let extended = scope;
    for (const [name, value] of variables) {
      extended = { name, value: value(document, scope), outer: extended };
    }
    return inner(document, extended);
  };
}

/** Refuses names MongoDB does not let users define. */
export function checkVariableName(name: string): void {
  if (name === 'CURRENT') return;
  if (!/^[a-z\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*$/.test(name)) {
    throw commandError(9, `'${name}' starts with or holds an invalid character for a user variable name`);
  }
}

/** Adds one variable to a scope. */
export function bind(scope: Scope | undefined, name: string, value: unknown): Scope {
  return { name, value, outer: scope };
}

function literalName(value: unknown, name: string): string {
  const text = isDocument(value) && '$literal' in value ? value.$literal : value;
  if (typeof text !== 'string') {
    throw commandError(
      5654602,
      `${name} requires 'field' to evaluate to a constant String, but got ${typeNameOf(text)}`,
    );
  }
  return text;
}

function compileGetField(operand: unknown, compile: Compile): Expression {
  const short = !isDocument(operand) || !('field' in operand);
  const fields = short
    ? { field: operand, input: '$$CURRENT' }
    : namedOperands(operand, '$getField', ['field'], ['input']);
  const field = compile(fields.field);
  const input = compile(fields.input ?? '$$CURRENT');
  return (document, scope) => {
    const name = field(document, scope);
    if (typeof name !== 'string') {
      throw commandError(
        3041704,
        `$getField requires 'field' to evaluate to type String, but got ${typeNameOf(name)}`,
      );
    }
    const source = input(document, scope);
    if (isDocument(source)) return getField(source, name);
    return source === null ? null : undefined;
  };
}

function compileSetField(operand: unknown, compile: Compile, unset: boolean): Expression {
  const name = unset ? '$unsetField' : '$setField';
  const fields = namedOperands(operand, name, unset ? ['field', 'input'] : ['field', 'input', 'value']);
  const field = literalName(fields.field, name);
  const input = compile(fields.input);
  const value = unset ? () => undefined : compile(fields.value);
  return (document, scope) => {
    const source = input(document, scope);
    if (isNullish(source)) return null;
    if (!isDocument(source))
      throw commandError(4161105, `${name} requires 'input' to evaluate to type Object`);
    const result: Doc = { ...fieldsOf(source) };
    const given = value(document, scope);
    if (given === undefined) delete result[field];
    else setField(result, field, given);
    return result;
  };
}

/** Literals, variables and access to fields with unusual names. */
export const VARIABLES: OperatorTable = {
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $expr: (operand, compile) => compile(operand),
  $let: compileLet,
  $getField: compileGetField,
  $setField: (operand, compile) => compileSetField(operand, compile, false),
  $unsetField: (operand, compile) => compileSetField(operand, compile, true),
};
