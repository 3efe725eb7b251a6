import { calculateObjectSize } from 'bson';
import { commandError } from '../../errors.ts';
import { compareStrings } from '../../values/compare.ts';
import { type Doc, fieldsOf, isDocument, setField } from '../../values/types.ts';
import { type Accumulator, compileAccumulator } from '../accumulators/index.ts';
import { compileExpression } from '../expression.ts';
import { ValueMap } from '../group-map.ts';
import type { Stage, StageCompiler, StageContext } from '../pipeline-types.ts';
import { pausedBatches } from './batches.ts';
import { MemoryBudget } from './memory.ts';
import { sorting } from './sort.ts';

/** What one group costs besides its values, roughly, in bytes. */
const GROUP_OVERHEAD = 200;

/** A compiled set of output fields with their accumulators. */
export interface GroupFields {
  readonly names: readonly string[];
  readonly start: () => Accumulator[];
}

/** Compiles the output fields of $group, $bucket and $bucketAuto. */
export function compileFields(fields: Doc, context: StageContext, budget: () => MemoryBudget): GroupFields {
  const { variables, order } = context;
  const starts = Object.entries(fields).map(([name, spec]) => {
    if (name.includes('.')) throw commandError(40235, `The field name '${name}' cannot contain '.'`);
    if (name.startsWith('$'))
      throw commandError(40236, `The field name '${name}' cannot be an operator name`);
    return compileAccumulator(name, spec, {
      compile: (expression) => compileExpression(expression, { variables, order }),
      order,
      hold: (value) => budget().add(calculateObjectSize({ value })),
    });
  });
  return { names: Object.keys(fields), start: () => starts.map((start) => start()) };
}

/** The finished document of one group. */
export function groupDocument(
  id: unknown,
  { names }: GroupFields,
  accumulators: readonly Accumulator[],
): Doc {
  const document: Doc = { _id: id ?? null };
  for (const [i, name] of names.entries()) setField(document, name, accumulators[i]?.result() ?? null);
  return document;
}

/** Groups by an expression. */
function grouping(id: unknown, fields: Doc, context: StageContext): Stage {
  const { variables, order, pause } = context;
  const key = compileExpression(id, { variables, order });
  let budget = new MemoryBudget('$group');
  const compiled = compileFields(fields, context, () => budget);
  return async function* grouped(input) {
    budget = new MemoryBudget('$group');
    const groups = new ValueMap<Accumulator[]>(order === compareStrings ? undefined : order);
    for await (const batch of input) {
      for (const document of batch) {
        const accumulators = groups.getOrMake(key(document) ?? null, () => {
          budget.add(GROUP_OVERHEAD);
          return compiled.start();
        });
        for (const accumulator of accumulators) accumulator.add(document);
      }
      await pause();
    }
    yield* pausedBatches(finished(groups, compiled), pause);
  };
}

function* finished(groups: ValueMap<Accumulator[]>, fields: GroupFields): Generator<Doc> {
  for (const [id, accumulators] of groups.entries()) yield groupDocument(id, fields, accumulators);
}

const group: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(15947, "a group's fields must be specified in an object");
  const { _id: id, ...fields } = fieldsOf(operand);
  if (!Object.hasOwn(operand, '_id')) throw commandError(15955, 'a group specification must include an _id');
  return grouping(id, fields, context);
};

const sortByCount: StageCompiler = (operand, context) => {
  const isExpression = isDocument(operand) && (Object.keys(operand)[0] ?? '').startsWith('$');
  const isPath = typeof operand === 'string' && operand.startsWith('$');
  if (!isExpression && !isPath) {
    throw commandError(
      isDocument(operand) ? 40147 : 40148,
      'the sortByCount field must be a $-prefixed path or an expression object',
    );
  }
  const counts = grouping(operand, { count: { $sum: 1 } }, context);
  const sort = sorting({ count: -1 }, undefined, context);
  return (input) => sort(counts(input));
};

/** Stages that group by a key. */
export const GROUP_STAGES: Readonly<Record<string, StageCompiler>> = {
  $group: group,
  $sortByCount: sortByCount,
};
