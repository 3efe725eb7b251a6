import { commandError, notSupported } from '../errors.ts';
import { compareStrings, isBson, regexOf, textOf } from '../values/compare.ts';
import { toDouble } from '../values/numbers.ts';
import { type Doc, fieldsOf, isDocument, RANK, rankOf } from '../values/types.ts';
import { elemMatchTest, modTest, sizeTest } from './array-tests.ts';
import { BIT_OPERATORS, bitTest } from './bits.ts';
import { comparedTo, elementTest, equalTo, inList, regexTest } from './compare-tests.ts';
import { typeTest } from './type-test.ts';
import type { CompileNested, Condition, MatchContext } from './types.ts';

const GEO = new Set(['$geoWithin', '$geoIntersects', '$within', '$near', '$nearSphere', '$geoNear']);

/** True when a filter's value is a set of operators and not a value to equal. */
export function isOperatorDocument(value: unknown): value is Doc {
  if (!isDocument(value) || isBson(value, 'DBRef')) return false;
  const first = Object.keys(value)[0] ?? '';
  return first.startsWith('$') && first !== '$ref' && first !== '$id' && first !== '$db';
}

/** Compiles what a filter says about one path: a value, a regular expression or a set of operators. */
export function conditionsOf(
  path: string,
  operand: unknown,
  context: MatchContext,
  nested: CompileNested,
): Condition[] {
  if (isOperatorDocument(operand)) return operatorsOf(path, operand, context, nested);
  return [{ test: elementTest(operand, context.order), expand: true }];
}

function operatorsOf(
  path: string,
  operators: Doc,
  context: MatchContext,
  nested: CompileNested,
): Condition[] {
  const conditions: Condition[] = [];
  for (const [operator, operand] of Object.entries(operators)) {
    if (operator === '$options') {
      if (!('$regex' in operators)) throw commandError(2, '$options needs a $regex');
    } else if (operator === '$regex') {
      conditions.push(regexCondition(operand, operators.$options));
    } else if (operator === '$all') {
      conditions.push(...allConditions(path, operand, context, nested));
    } else if (operator !== '$comment') {
      conditions.push(conditionOf(path, operator, operand, context, nested));
    }
  }
  return conditions;
}

function conditionOf(
  path: string,
  operator: string,
  operand: unknown,
  context: MatchContext,
  nested: CompileNested,
): Condition {
  const { order } = context;
  switch (operator) {
    case '$eq':
      return { test: equalTo(operand, order), expand: true };
    case '$ne':
      if (rankOf(operand) === RANK.regex) throw commandError(2, "Can't have regex as arg to $ne.");
      return { test: equalTo(operand, order), expand: true, negated: true };
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return { test: comparedTo(operator, operand, order), expand: true };
    case '$in':
    case '$nin': {
      const test = inList(operand, operator, order, order === compareStrings);
      return { test, expand: true, negated: operator === '$nin' };
    }
    case '$exists':
      return { test: (value) => value !== undefined, expand: false, negated: !isTrue(operand) };
    case '$type':
      return { test: typeTest(operand), expand: true };
    case '$size':
      return { test: sizeTest(operand), expand: false };
    case '$mod':
      return { test: modTest(operand), expand: true };
    case '$not':
      return notCondition(path, operand, context, nested);
    case '$elemMatch': {
      const inner = (fields: Doc): Condition[] => operatorsOf(path, fields, context, nested);
      return { test: elemMatchTest(operand, nested, inner), expand: false };
    }
    default:
      if (BIT_OPERATORS.has(operator)) return { test: bitTest(operator, operand, path), expand: true };
      if (GEO.has(operator)) throw notSupported(operator, 291);
      throw commandError(2, `unknown operator: ${operator}`);
  }
}

function isTrue(operand: unknown): boolean {
  return rankOf(operand) === RANK.number ? toDouble(operand) !== 0 : Boolean(operand);
}

function regexCondition(operand: unknown, options: unknown): Condition {
  if (options !== undefined && rankOf(options) !== RANK.string) {
    throw commandError(2, '$options has to be a string');
  }
  const given = options === undefined ? '' : textOf(options);
  if (rankOf(operand) === RANK.regex) {
    const regex = regexOf(operand);
    if (given !== '' && regex.options !== '')
      throw commandError(51074, 'options set in both $regex and $options');
    return { test: regexTest(regex.pattern, regex.options || given), expand: true };
  }
  if (rankOf(operand) !== RANK.string) throw commandError(2, '$regex has to be a string');
  return { test: regexTest(textOf(operand), given), expand: true };
}

function allConditions(
  path: string,
  operand: unknown,
  context: MatchContext,
  nested: CompileNested,
): Condition[] {
  if (!Array.isArray(operand)) throw commandError(2, '$all needs an array');
  if (operand.length === 0) return [{ test: () => false, expand: false }];
  return operand.map((element) => {
    if (!isOperatorDocument(element)) return { test: elementTest(element, context.order), expand: true };
    if (!('$elemMatch' in element)) throw commandError(2, 'no $ expressions in $all');
    return conditionOf(path, '$elemMatch', element.$elemMatch, context, nested);
  });
}

function notCondition(
  path: string,
  operand: unknown,
  context: MatchContext,
  nested: CompileNested,
): Condition {
  if (rankOf(operand) === RANK.regex) {
    return { test: elementTest(operand, context.order), expand: true, negated: true };
  }
  if (!isDocument(operand)) throw commandError(2, '$not needs a regex or a document');
  const fields = fieldsOf(operand);
  if (Object.keys(fields).length === 0) throw commandError(2, '$not cannot be empty');
  const conditions = operatorsOf(path, fields, context, nested);
  return { notAll: conditions };
}
