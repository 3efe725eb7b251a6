import { commandError } from '../../errors.ts';
import { type Doc, fieldsOf, isDocument } from '../../values/types.ts';
import type { Compile, Expression, OperatorCompiler } from '../expression-types.ts';

/** The operands of an operator that takes a list; a single operand may stand without brackets. */
function listOf(operand: unknown): unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

/** Compiles a list of operands and checks how many there are (error 16020). */
export function compileList(
  operand: unknown,
  compile: Compile,
  name: string,
  least = 0,
  most = Number.POSITIVE_INFINITY,
): Expression[] {
  const operands = listOf(operand);
  if (operands.length < least || operands.length > most) {
    if (least === most) {
      throw commandError(
        16020,
        `Expression ${name} takes exactly ${least} arguments. ${operands.length} were passed in.`,
      );
    }
    throw commandError(
      28667,
      `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${operands.length} were passed in.`,
    );
  }
  return operands.map((element) => compile(element));
}

/** An operator of a fixed number of operands (or a range), computed from their values. */
export function operator(
  least: number,
  most: number,
  compute: (values: readonly unknown[], name: string) => unknown,
): OperatorCompiler {
  return (operand, compile, _context, name) => {
    const operands = compileList(operand, compile, name, least, most);
    return (document, scope) =>
      compute(
        operands.map((element) => element(document, scope)),
        name,
      );
  };
}

/** An operator of one operand. */
export function unary(compute: (value: unknown, name: string) => unknown): OperatorCompiler {
  return operator(1, 1, ([value], name) => compute(value, name));
}

/** Compiles named operands such as `{input, as, in}`; refuses unknown and missing ones. */
export function namedOperands(
  operand: unknown,
  name: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Doc {
  if (!isDocument(operand)) throw commandError(28646, `${name} only supports an object as its argument`);
  const fields = fieldsOf(operand);
  for (const field of Object.keys(fields)) {
    if (!required.includes(field) && !optional.includes(field)) {
      throw commandError(28647, `Unrecognized parameter to ${name}: ${field}`);
    }
  }
  for (const field of required) {
    if (!Object.hasOwn(fields, field)) throw commandError(28648, `Missing '${field}' parameter to ${name}`);
  }
  return fields;
}

/** An operator of named operands, computed from their values; a given operand without a value counts as null. */
export function named(
  required: readonly string[],
  optional: readonly string[],
  compute: (values: Doc, name: string) => unknown,
): OperatorCompiler {
  return (operand, compile, _context, name) => {
    const fields = Object.entries(namedOperands(operand, name, required, optional)).map(
      ([field, value]) => [field, compile(value)] as const,
    );
    return (document, scope) =>
      compute(
        Object.fromEntries(fields.map(([field, value]) => [field, value(document, scope) ?? null])),
        name,
      );
  };
}
