import { commandError } from '../../errors.ts';
import { compileFilter } from '../../match/index.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { type Doc, fieldsOf, isDocument, setField } from '../../values/types.ts';
import { compileExpression } from '../expression.ts';
import type { Batch, Stage, StageCompiler } from '../pipeline-types.ts';
import { mapping } from './batches.ts';

const match: StageCompiler = (operand, { variables, collation }) => {
  if (!isDocument(operand)) throw commandError(15959, 'the match filter must be an expression in an object');
  const matches = compileFilter(operand, { variables, collation });
  return mapping((document) => (matches(document) ? document : undefined));
};

/** The operand of $limit: a whole number above zero. */
export function limitOf(operand: unknown): number {
  const limit = toSafeInteger(operand);
  if (limit === undefined)
    throw commandError(2107201, 'invalid argument to $limit stage: Expected an integer');
  if (limit <= 0) throw commandError(15958, 'the limit must be positive');
  return limit;
}

/** The operand of $skip: a whole number from zero. */
export function skipOf(operand: unknown): number {
  const skip = toSafeInteger(operand);
  if (skip === undefined || skip < 0) {
    throw commandError(5107200, 'invalid argument to $skip stage: Expected a non-negative number');
  }
  return skip;
}

/** Passes the first documents on and asks for no more than it needs. */
export function limited(limit: number): Stage {
  return async function* take(input) {
    let left = limit;
    if (left <= 0) return;
    for await (const batch of input) {
      yield batch.length > left ? batch.slice(0, left) : batch;
      left -= batch.length;
      if (left <= 0) return;
    }
  };
}

/** Leaves the first documents out. */
function skipped(skip: number): Stage {
  return async function* drop(input) {
    let left = skip;
    for await (const batch of input) {
      if (left < batch.length) yield left > 0 ? batch.slice(left) : batch;
      left = Math.max(0, left - batch.length);
    }
  };
}

const count: StageCompiler = (operand) => {
  if (typeof operand !== 'string' || operand === '') {
    throw commandError(40156, 'the count field must be a non-empty string');
  }
  if (operand.startsWith('$')) throw commandError(40158, 'the count field cannot be a $-prefixed path');
  if (operand.includes('.')) throw commandError(40160, "the count field cannot contain '.'");
  return async function* counted(input) {
    let total = 0;
    for await (const batch of input) total += batch.length;
    if (total > 0) yield [{ [operand]: total }];
  };
};

const sample: StageCompiler = (operand) => {
  if (!isDocument(operand)) throw commandError(28745, 'the $sample stage specification must be an object');
  const size = toSafeInteger(operand.size);
  if (size === undefined || size <= 0)
    throw commandError(28747, 'size argument to $sample must be a positive number');
  return async function* sampled(input) {
    const kept: Doc[] = [];
    let seen = 0;
    for await (const batch of input) {
      for (const document of batch) {
        seen += 1;
        if (kept.length < size) kept.push(document);
        else {
          const place = Math.floor(Math.random() * seen);
          if (place < size) kept[place] = document;
        }
      }
    }
    for (let i = kept.length - 1; i > 0; i -= 1) {
      const j = Math.floor(Math.random() * (i + 1));
      [kept[i], kept[j]] = [kept[j] ?? {}, kept[i] ?? {}];
    }
    if (kept.length > 0) yield kept as Batch;
  };
};

const redact: StageCompiler = (operand, { variables, order }) => {
  const words = { DESCEND: 'descend', PRUNE: 'prune', KEEP: 'keep' };
  const decide = compileExpression(operand, { variables: { ...variables, ...words }, order });
  const visit = (document: Doc): Doc | undefined => {
    const word = decide(document);
    if (word === 'keep') return document;
    if (word === 'prune') return undefined;
    if (word !== 'descend')
      throw commandError(17053, '$redact must evaluate to $$DESCEND, $$PRUNE or $$KEEP');
    const result: Doc = {};
    for (const [name, value] of Object.entries(fieldsOf(document))) {
      const kept = inside(value);
      if (kept !== undefined) setField(result, name, kept);
    }
    return result;
  };
  const inside = (value: unknown): unknown => {
    if (isDocument(value)) return visit(value);
    return Array.isArray(value) ? value.map(inside).filter((kept) => kept !== undefined) : value;
  };
  return mapping(visit);
};

/** Stages that look at one document at a time or only count them. */
export const SIMPLE_STAGES: Readonly<Record<string, StageCompiler>> = {
  $match: match,
  $limit: (operand) => limited(limitOf(operand)),
  $skip: (operand) => skipped(skipOf(operand)),
  $count: count,
  $sample: sample,
  $redact: redact,
};
