import { commandError } from '../errors.ts';
import { compareStrings, isBson, type StringOrder } from '../values/compare.ts';
import { type Doc, fieldsOf, isDocument, setField } from '../values/types.ts';
import type { Compile, Expression, ExpressionContext, Scope } from './expression-types.ts';
import { parseFieldPath, readPath } from './field-path.ts';
import { OPERATORS, refusedOperator } from './operators/index.ts';

/** Variables every expression knows without `let`. */
const ROOT_NAMES = new Set(['ROOT', 'CURRENT']);

/**
 * Compiles an aggregation expression. The result takes a document and gives a value, undefined when it is
 * missing. Unknown operators, variables and wrong operands are refused with MongoDB's codes.
 */
export function compileExpression(
  expression: unknown,
  options: { variables?: Doc; order?: StringOrder } = {},
): Expression {
  const context = { variables: options.variables ?? {}, order: options.order ?? compareStrings };
  return compileIn(expression, context, new Set());
}

function compileIn(expression: unknown, context: ExpressionContext, names: ReadonlySet<string>): Expression {
  if (typeof expression === 'string' && expression.startsWith('$')) {
    return expression.startsWith('$$')
      ? compileVariable(expression.slice(2), context, names)
      : compileField(expression.slice(1));
  }
  const compile: Compile = (inner, added) =>
    compileIn(inner, context, added ? new Set([...names, ...added]) : names);
  if (Array.isArray(expression)) {
    const elements = expression.map((element) => compile(element));
    return (document, scope) => elements.map((element) => element(document, scope) ?? null);
  }
  if (!isDocument(expression) || isBson(expression, 'DBRef')) return () => expression;
  return compileObject(expression, compile, context);
}

function compileField(path: string): Expression {
  const parts = parseFieldPath(path);
  return (document) => readPath(document, parts);
}

function compileVariable(path: string, context: ExpressionContext, names: ReadonlySet<string>): Expression {
  const [name = '', ...rest] = path.split('.');
  const parts = rest.length > 0 ? parseFieldPath(rest.join('.')) : [];
  if (name === '') throw commandError(9, 'empty variable names are not allowed');
  if (names.has(name)) return (_document, scope) => readPath(lookUp(scope, name), parts);
  if (ROOT_NAMES.has(name)) return (document) => readPath(document, parts);
  if (name === 'REMOVE') return () => undefined;
  if (Object.hasOwn(context.variables, name)) {
    const value = context.variables[name];
    return () => readPath(value, parts);
  }
  if (name === 'NOW') return () => readPath(new Date(), parts);
  throw commandError(17276, `Use of undefined variable: ${name}`);
}

function lookUp(scope: Scope | undefined, name: string): unknown {
  for (let at = scope; at; at = at.outer) if (at.name === name) return at.value;
  return undefined;
}

function compileObject(expression: Doc, compile: Compile, context: ExpressionContext): Expression {
  const entries = Object.entries(fieldsOf(expression));
  const [first] = entries;
  if (first?.[0].startsWith('$')) {
    if (entries.length > 1) {
      throw commandError(
        15983,
        `an object representing an expression must have exactly one field: ${entries.map(([name]) => name).join(', ')}`,
      );
    }
    const [name, operand] = first;
    const compiler = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (!compiler) throw refusedOperator(name);
    return compiler(operand, compile, context, name);
  }
  const fields = entries.map(([name, value]) => {
    if (name.startsWith('$')) throw refusedOperator(name);
    if (name.includes('.')) throw commandError(16412, `FieldPath field names may not contain '.': ${name}`);
    return [name, compile(value)] as const;
  });
  return (document, scope) => {
    const result: Doc = {};
    for (const [name, field] of fields) {
      const value = field(document, scope);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
}
