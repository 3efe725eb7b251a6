import { commandError } from '../errors.ts';
import { compileFilter, compileValueFilter, isOperatorDocument } from '../match/index.ts';
import { equalValues } from '../values/compare.ts';
import { toSafeInteger } from '../values/numbers.ts';
import { isDocument, RANK, rankOf, typeNameOf } from '../values/types.ts';
import type { ModifierCompiler, UpdateContext } from './types.ts';

const addToSet: ModifierCompiler = (operand, _path, { order }) => {
  const values = eachOf(operand);
  return (current, { path }) => {
    if (current !== undefined && !Array.isArray(current)) {
      const name = path.split('.').at(-1);
      throw commandError(
        2,
        `Cannot apply $addToSet to non-array field. Field named '${name}' has non-array type ${typeNameOf(current)}`,
      );
    }
    const array: unknown[] = [...(current ?? [])];
    for (const value of values) {
      if (!array.some((element) => equalValues(element, value, order))) array.push(value);
    }
    return current !== undefined && array.length === current.length ? current : array;
  };
};

function eachOf(operand: unknown): readonly unknown[] {
  if (!isDocument(operand) || Object.keys(operand)[0] !== '$each') return [operand];
  if (!Array.isArray(operand.$each)) {
    throw commandError(
      14,
      `The argument to $each in $addToSet must be an array but it was of type ${typeNameOf(operand.$each)}`,
    );
  }
  const other = Object.keys(operand)[1];
  if (other !== undefined)
    throw commandError(2, `Found unexpected fields after $each in $addToSet: ${other}`);
  return operand.$each;
}

const pop: ModifierCompiler = (operand) => {
  const end = toSafeInteger(operand);
  if (end !== 1 && end !== -1) throw commandError(9, `$pop expects 1 or -1, found: ${String(operand)}`);
  return (current, { path }) => {
    if (current === undefined) return current;
    if (!Array.isArray(current)) {
      throw commandError(14, `Path '${path}' contains an element of non-array type '${typeNameOf(current)}'`);
    }
    if (current.length === 0) return current;
    return end === 1 ? current.slice(0, -1) : current.slice(1);
  };
};

function removing(operator: string, isWanted: (element: unknown) => boolean): ReturnType<ModifierCompiler> {
  return (current) => {
    if (current === undefined) return current;
    if (!Array.isArray(current)) throw commandError(2, `Cannot apply ${operator} to a non-array value`);
    const kept = current.filter((element) => !isWanted(element));
    return kept.length === current.length ? current : kept;
  };
}

const pull: ModifierCompiler = (operand, _path, context) => removing('$pull', pullTest(operand, context));

function pullTest(operand: unknown, { order, collation }: UpdateContext): (element: unknown) => boolean {
  if (rankOf(operand) === RANK.regex) return compileValueFilter(operand, { collation });
  if (!isDocument(operand)) return (element) => equalValues(element, operand, order);
  const first = Object.keys(operand)[0] ?? '';
  if (isOperatorDocument(operand) && !['$and', '$or', '$nor', '$expr', '$where'].includes(first)) {
    return compileValueFilter(operand, { collation });
  }
  const matches = compileFilter(operand, { collation });
  return (element) => isDocument(element) && matches(element);
}

const pullAll: ModifierCompiler = (operand, _path, { order }) => {
  if (!Array.isArray(operand)) {
    throw commandError(2, `$pullAll requires an array argument but was given a ${typeNameOf(operand)}`);
  }
  return removing('$pullAll', (element) => operand.some((wanted) => equalValues(wanted, element, order)));
};

/** Operators on arrays besides $push. */
export const ARRAY_OPERATORS: Readonly<Record<string, ModifierCompiler>> = {
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};
