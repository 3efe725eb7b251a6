import { compileExpression } from '../aggregate/expression.ts';
import { isTruthy } from '../aggregate/truth.ts';
import { commandError, notSupported } from '../errors.ts';
import { compileCollation } from '../values/collation.ts';
import { compareStrings } from '../values/compare.ts';
import { toDouble } from '../values/numbers.ts';
import { splitPath, walkPath } from '../values/path.ts';
import { type Doc, fieldsOf, getField, isDocument } from '../values/types.ts';
import { holdsFor } from './array-tests.ts';
import { conditionsOf, isOperatorDocument } from './conditions.ts';
import type { Condition, MatchContext, Predicate } from './types.ts';

export { isOperatorDocument } from './conditions.ts';
export type { MatchDetails, Predicate } from './types.ts';

/** What a filter may need besides itself: `let` variables for $expr and a collation document. */
export interface FilterOptions {
  readonly variables?: Doc | undefined;
  readonly collation?: Doc | undefined;
}

/**
 * Compiles a filter into a predicate; refuses wrong or unsupported filters with MongoDB's codes. A given
 * `details` receives the array position that matched.
 */
export function compileFilter(filter: Doc, options: FilterOptions = {}): Predicate {
  const order = compileCollation(options.collation) ?? compareStrings;
  return compileDocument(filter, { variables: options.variables ?? {}, order });
}

/** Compiles a value, a regular expression or a set of operators into a test of single values (arrays stay closed). */
export function compileValueFilter(
  operand: unknown,
  options: FilterOptions = {},
): (value: unknown) => boolean {
  const order = compileCollation(options.collation) ?? compareStrings;
  const context = { variables: options.variables ?? {}, order };
  const nested = (filter: Doc): Predicate => compileDocument(filter, context);
  const conditions = conditionsOf('', operand, context, nested);
  return (value) => conditions.every((condition) => holdsFor(value, condition));
}

/** True when a filter can tell int from double, so documents must be decoded with `promoteValues: false` for it. */
export function filterNeedsTypes(filter: unknown): boolean {
  if (Array.isArray(filter)) return filter.some(filterNeedsTypes);
  if (!isDocument(filter)) return false;
  return Object.entries(fieldsOf(filter)).some(
    ([name, value]) => name === '$type' || name === '$expr' || filterNeedsTypes(value),
  );
}

/** Fields of a DBRef are ordinary paths in spite of their dollar. */
const DBREF_FIELDS = new Set(['$ref', '$id', '$db']);

function compileDocument(filter: Doc, context: MatchContext): Predicate {
  const predicates: Predicate[] = [];
  for (const [name, operand] of Object.entries(fieldsOf(filter))) {
    if (name.startsWith('$') && !DBREF_FIELDS.has(name)) {
      predicates.push(...compileTopLevel(name, operand, context));
    } else predicates.push(...compileField(name, operand, context));
  }
  const [first] = predicates;
  if (!first) return () => true;
  if (predicates.length === 1) return first;
  return (document, details) => predicates.every((predicate) => predicate(document, details));
}

function compileField(path: string, operand: unknown, context: MatchContext): Predicate[] {
  const parts = splitPath(path);
  const nested = (filter: Doc): Predicate => compileDocument(filter, context);
  return conditionsOf(path, operand, context, nested).map((condition) => compileCondition(parts, condition));
}

function compileCondition(parts: readonly string[], condition: Condition): Predicate {
  if ('notAll' in condition) {
    const inner = condition.notAll.map((part) => compileCondition(parts, part));
    return (document) => !inner.every((predicate) => predicate(document));
  }
  const { test, expand, negated = false } = condition;
  const [name = ''] = parts;
  const isSimple = parts.length === 1;
  const visit = (value: unknown): boolean => test(value);
  return (document, details) => {
    if (isSimple) {
      // The common case, a plain field that is no array, needs no walk.
      const value = getField(document, name);
      if (!Array.isArray(value)) return test(value, details) !== negated;
    }
    if (!details || negated) return walkPath(document, parts, expand, visit) !== negated;
    return walkPath(document, parts, expand, (value, position) => {
      if (!test(value, details)) return false;
      if (position !== undefined) details.position = position;
      return true;
    });
  };
}

function compileTopLevel(name: string, operand: unknown, context: MatchContext): Predicate[] {
  switch (name) {
    case '$and':
      return compileList(name, operand, context);
    case '$or': {
      const branches = compileList(name, operand, context);
      const tells = isChoiceOfOneField(operand);
      return [
        (document, details) => branches.some((branch) => branch(document, tells ? details : undefined)),
      ];
    }
    case '$nor': {
      const branches = compileList(name, operand, context);
      return [(document) => !branches.some((branch) => branch(document))];
    }
    case '$expr': {
      const expression = compileExpression(operand, { variables: context.variables, order: context.order });
      return [(document) => isTruthy(expression(document))];
    }
    case '$comment':
      return [];
    case '$sampleRate': {
      const rate = toDouble(operand);
      return [() => Math.random() < rate];
    }
    case '$alwaysTrue':
      return [];
    case '$alwaysFalse':
      return [() => false];
    default:
      throw refuse(name);
  }
}

function compileList(name: string, operand: unknown, context: MatchContext): Predicate[] {
  if (!Array.isArray(operand)) throw commandError(2, `${name} must be an array`);
  if (operand.length === 0) throw commandError(2, '$and/$or/$nor must be a nonempty array');
  return operand.map((branch) => {
    if (!isDocument(branch)) throw commandError(2, '$or/$and/$nor entries need to be full objects');
    return compileDocument(branch, context);
  });
}

/** Only a choice between values of one field, which is as good as $in, tells the position it matched. */
function isChoiceOfOneField(operand: unknown): boolean {
  const branches: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const names = new Set(branches.flatMap((branch) => (isDocument(branch) ? Object.keys(branch) : [])));
  if (branches.length === 1) return true;
  return (
    names.size === 1 && branches.every((branch) => isDocument(branch) && isEquality(Object.values(branch)[0]))
  );
}

function isEquality(operand: unknown): boolean {
  return !isOperatorDocument(operand) || (Object.keys(operand).length === 1 && '$eq' in operand);
}

function refuse(name: string): Error {
  if (name === '$where' || name === '$jsonSchema') return notSupported(name, 2);
  if (name === '$text') return notSupported(name, 27);
  return commandError(
    2,
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
}
