import { commandError } from '../errors.ts';
import { show } from '../store/show.ts';
import { textOf } from '../values/compare.ts';
import { type Doc, fieldsOf, isDocument, RANK, rankOf, typeNameOf } from '../values/types.ts';
import { ARRAY_OPERATORS } from './array-operators.ts';
import { bit } from './bit.ts';
import { FIELD_OPERATORS, setTo } from './field-operators.ts';
import { isArrayPart, parseUpdatePath } from './paths.ts';
import { push } from './push.ts';
import type { Modification, ModifierCompiler, UpdateContext } from './types.ts';

const OPERATORS: Readonly<Record<string, ModifierCompiler>> = {
  ...FIELD_OPERATORS,
  ...ARRAY_OPERATORS,
  $push: push,
  $bit: bit,
};

/** Operators that leave missing paths alone instead of making them. */
const NEVER_CREATES = new Set(['$unset', '$pull', '$pullAll', '$pop']);

/** Compiles an update of operators into modifications, in the order written. */
export function parseModifiers(update: Doc, context: UpdateContext): Modification[] {
  const modifications: Modification[] = [];
  for (const [operator, fields] of Object.entries(fieldsOf(update))) {
    const compiler = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (!compiler && operator !== '$rename') {
      throw commandError(
        9,
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDocument(fields)) {
      throw commandError(
        9,
        `Modifiers operate on fields but we found type ${typeNameOf(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${show(fields)}}`,
      );
    }
    for (const [path, operand] of Object.entries(fieldsOf(fields))) {
      modifications.push(
        compiler ? modificationOf(operator, path, operand, compiler, context) : renameOf(path, operand),
      );
    }
  }
  return modifications;
}

function modificationOf(
  operator: string,
  path: string,
  operand: unknown,
  compiler: ModifierCompiler,
  context: UpdateContext,
): Modification {
  const parts = parseUpdatePath(path);
  for (const part of parts) if (isArrayPart(part)) context.arrayFilters.use(part.slice(2, -1), path);
  const change = compiler(operand, path, context);
  return { operator, path, parts, change, creates: !NEVER_CREATES.has(operator) };
}

function renameOf(path: string, operand: unknown): Modification {
  if (rankOf(operand) !== RANK.string) {
    throw commandError(2, `The 'to' field for $rename must be a string: ${path}: ${show(operand)}`);
  }
  const target = textOf(operand);
  const parts = parseUpdatePath(target);
  const source = parseUpdatePath(path);
  if (target === path) {
    throw commandError(2, `The source and target field for $rename must differ: ${path}: "${target}"`);
  }
  if (source.some(isDynamic))
    throw commandError(2, `The source field for $rename may not be dynamic: ${path}`);
  if (parts.some(isDynamic))
    throw commandError(2, `The destination field for $rename may not be dynamic: ${target}`);
  return { operator: '$rename', path: target, parts, change: setTo(undefined), creates: true, from: path };
}

function isDynamic(part: string): boolean {
  return part === '$' || isArrayPart(part);
}
