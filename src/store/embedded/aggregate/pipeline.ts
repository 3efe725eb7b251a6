import { commandError } from '../errors.ts';
import { compileFilter } from '../match/index.ts';
import { compileCollation } from '../values/collation.ts';
import { compareStrings } from '../values/compare.ts';
import { parseSort } from '../values/sort.ts';
import { type Doc, isDocument } from '../values/types.ts';
import { compileOutput } from './output.ts';
import type {
  Batch,
  CompiledPipeline,
  PipelineContext,
  PipelineHead,
  StageContext,
} from './pipeline-types.ts';
import { compileStage } from './stages/index.ts';
import { type limited, limitOf, skipOf } from './stages/simple.ts';
import { sorting } from './stages/sort.ts';

interface NamedStage {
  readonly name: string;
  readonly operand: unknown;
}

/**
 * Compiles a pipeline. Leading $match, $sort, $skip and $limit become its `head`, which the caller runs as a
 * query (unless `withHead` is false); $out and $merge become its `output`. Wrong stages are refused with
 * MongoDB's codes.
 */
export function compilePipeline(
  pipeline: readonly unknown[],
  context: PipelineContext,
  withHead = true,
): CompiledPipeline {
  const order = compileCollation(context.collation) ?? compareStrings;
  const inner: StageContext = { ...context, variables: { NOW: new Date(), ...context.variables }, order };
  const stages = pipeline.map(namedStage);
  const output = takeOutput(stages, inner);
  const ownSource = stages[0]?.name === '$documents';
  const head = takeHead(withHead && !ownSource ? stages : [], inner);
  const rest = stages.slice(head.taken).map((stage, i, all) => {
    if (stage.name === '$documents' && (!ownSource || i > 0)) {
      throw commandError(40602, '$documents is only valid as the first stage in a pipeline.');
    }
    return compileRest(stage, all[i + 1], inner);
  });
  const run = (source: AsyncIterable<Batch>): AsyncIterable<Batch> =>
    rest.reduce((input, stage) => stage(input), source);
  return { head: head.head, ownSource, output, run };
}

function namedStage(stage: unknown): NamedStage {
  if (!isDocument(stage)) throw commandError(14, "Each element of the 'pipeline' array must be an object");
  const names = Object.keys(stage);
  const [name] = names;
  if (name === undefined || names.length > 1) {
    throw commandError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  return { name, operand: stage[name] };
}

function takeOutput(stages: NamedStage[], context: StageContext): CompiledPipeline['output'] {
  const at = stages.findIndex(({ name }) => name === '$out' || name === '$merge');
  const stage = stages[at];
  if (!stage) return undefined;
  if (at < stages.length - 1) {
    throw commandError(40601, `${stage.name} can only be the final stage in the pipeline`);
  }
  stages.pop();
  return compileOutput(stage.name, stage.operand, context);
}

/** How far the pipeline's beginning is a query: filters, then one order, then skip, then limit. */
function takeHead(
  stages: readonly NamedStage[],
  { variables, collation }: StageContext,
): { head: PipelineHead; taken: number } {
  const filters: Doc[] = [];
  let taken = 0;
  for (const { name, operand } of stages) {
    if (name !== '$match' || !isDocument(operand)) break;
    compileFilter(operand, { variables, collation });
    filters.push(operand);
    taken += 1;
  }
  let sort: Doc | undefined;
  const order = stages[taken];
  if (order?.name === '$sort' && isDocument(order.operand) && Object.keys(order.operand).length > 0) {
    parseSort(order.operand);
    sort = order.operand;
    taken += 1;
  }
  let skip = 0;
  const skipping = stages[taken];
  if (skipping?.name === '$skip') {
    skip = skipOf(skipping.operand);
    taken += 1;
  }
  let limit: number | undefined;
  const limiting = stages[taken];
  if (limiting?.name === '$limit') {
    limit = limitOf(limiting.operand);
    taken += 1;
  }
  const [only = {}, ...more] = filters;
  return { head: { filter: more.length > 0 ? { $and: filters } : only, sort, skip, limit }, taken };
}

/** A $sort just before a $limit keeps only the documents the limit lets through. */
function compileRest(
  { name, operand }: NamedStage,
  next: NamedStage | undefined,
  context: StageContext,
): ReturnType<typeof limited> {
  const keepsFew = name === '$sort' && next?.name === '$limit' && isDocument(operand);
  if (keepsFew && Object.keys(operand).length > 0) return sorting(operand, limitOf(next.operand), context);
  return compileStage(name, operand, context);
}
