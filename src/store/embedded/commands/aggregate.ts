import type { Document } from 'bson';
import { type Batch, type CompiledPipeline, compilePipeline } from '../aggregate/index.ts';
import { CommandError } from '../errors.ts';
import type { BatchSource } from '../store/cursors.ts';
import { decodeTyped, encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { pipelineContext, plainOf, queryBatches } from '../store/pipeline-input.ts';
import { writeMerge, writeOut } from '../store/pipeline-output.ts';
import { checkQuery, type QuerySpec } from '../store/query.ts';
import { TimeLimit } from '../store/time.ts';
import { isDocument } from '../values/types.ts';
import { countField, documentField, flagField, hintField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { countMatches } from './count.ts';
import { listSource, openCursor } from './cursor-reply.ts';
import { explain } from './explain.ts';
import { ownDocuments } from './own-documents.ts';
import { letVariables } from './variables.ts';

/** The stages with types kept; throws 14 when they are no array of documents. */
function stagesOf(request: CommandRequest): Document[] {
  const typed = decodeTyped(request.body);
  const pipeline: unknown =
    request.name === 'aggregate' && 'explain' in typed && isDocument(typed.explain)
      ? typed.explain.pipeline
      : typed.pipeline;
  if (!Array.isArray(pipeline) || !pipeline.every(isDocument)) {
    throw new CommandError(14, "'pipeline' option must be specified as an array of documents");
  }
  return pipeline;
}

function specOf(
  request: CommandRequest,
  { head }: CompiledPipeline,
  variables: Document | undefined,
): QuerySpec {
  return {
    filter: plainOf(head.filter),
    sort: head.sort === undefined ? undefined : plainOf(head.sort),
    skip: head.skip,
    ...(head.limit === undefined ? {} : { limit: head.limit }),
    hint: hintField(request.command.hint),
    collation: documentField(request, 'collation'),
    variables,
  };
}

function compileRequest(
  engine: Engine,
  request: CommandRequest,
  limit: TimeLimit,
  stages: readonly Document[],
  withHead: boolean,
): { compiled: CompiledPipeline; spec: QuerySpec } {
  const variables = letVariables(request);
  const collation = documentField(request, 'collation');
  const context = pipelineContext(engine, request.database, limit, { variables, collation });
  const compiled = compilePipeline(stages, context, withHead);
  return { compiled, spec: specOf(request, compiled, variables) };
}

/** For explain: the query a pipeline begins with and the stages behind it. */
export function pipelineHead(engine: Engine, request: CommandRequest): { spec: QuerySpec; rest: Document[] } {
  const stages = stagesOf(request);
  const { spec } = compileRequest(engine, request, new TimeLimit(undefined), stages, true);
  const headNames = ['$match', '$sort', '$skip', '$limit'];
  const from = stages.findIndex((stage) => !headNames.includes(Object.keys(stage)[0] ?? ''));
  return { spec, rest: from < 0 ? [] : stages.slice(from) };
}

/** `[$match, {$group: {_id: 1, n: {$sum: 1}}}]`: what drivers send for countDocuments. */
function countOf(stages: readonly Document[]): { id: unknown; field: string } | undefined {
  const last = stages.at(-1);
  const leading = stages.slice(0, -1).map((stage) => Object.keys(stage)[0]);
  if (leading.some((name) => name !== '$match' && name !== '$skip' && name !== '$limit')) return undefined;
  if (last === undefined || !isDocument(last.$group)) return undefined;
  const group: Document = last.$group;
  const [first, field, ...others] = Object.keys(group);
  if (first !== '_id' || field === undefined || others.length > 0) return undefined;
  const id: unknown = group._id;
  const constant = id === null || (typeof id === 'object' && typeof id.valueOf() === 'number');
  const sum: unknown = isDocument(group[field]) ? group[field].$sum : undefined;
  return constant && Number(sum) === 1 && typeof sum === 'object' ? { id, field } : undefined;
}

async function* oneBatch(documents: Batch): AsyncGenerator<Batch> {
  if (documents.length > 0) yield documents;
}

/** The results of a pipeline as a source of a cursor. */
class PipelineSource implements BatchSource {
  private readonly results: AsyncIterator<Batch>;
  private waiting: Buffer[] = [];
  private ended = false;

  constructor(results: AsyncIterable<Batch>) {
    this.results = results[Symbol.asyncIterator]();
  }

  async next(count: number, bytes: number): Promise<{ documents: Buffer[]; done: boolean }> {
    const documents: Buffer[] = [];
    let size = 0;
    for (;;) {
      let taken = 0;
      for (const document of this.waiting) {
        if (documents.length === count || (documents.length > 0 && size + document.length > bytes)) break;
        documents.push(document);
        size += document.length;
        taken += 1;
      }
      this.waiting = this.waiting.slice(taken);
      if (this.waiting.length > 0) return { documents, done: false };
      if (this.ended || documents.length === count) return { documents, done: this.ended };
      const step = await this.results.next();
      if (step.done === true) this.ended = true;
      else this.waiting = step.value.map(encode);
    }
  }

  close(): void {
    this.waiting = [];
    this.ended = true;
    this.results.return?.().catch(() => undefined);
  }
}

function checkRequest(request: CommandRequest): Document {
  const cursor = documentField(request, 'cursor');
  if (cursor === undefined) {
    throw new CommandError(
      9,
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  return cursor;
}

async function run(engine: Engine, request: CommandRequest): Promise<Document | Buffer> {
  const { command, database } = request;
  if (flagField(request, 'explain')) {
    const { explain: _flag, ...inner } = command;
    return explain.run(engine, { ...request, name: 'explain', command: { explain: inner } });
  }
  const batchSize = countField({ ...request, command: checkRequest(request) }, 'batchSize');
  const limit = new TimeLimit(countField(request, 'maxTimeMS'));
  const stages = stagesOf(request);
  if (stages.some((stage) => '$changeStream' in stage)) {
    throw new CommandError(40573, 'The $changeStream stage is not supported by the embedded store');
  }
  const wholeDatabase = command.aggregate === 1;
  const ns = wholeDatabase ? `${database}.$cmd.aggregate` : namespaceOf(request);
  const first = Object.keys(stages[0] ?? {})[0] ?? '';
  const own = ownDocuments(engine, ns, stages[0], command.lsid);
  if (wholeDatabase && own === undefined && first !== '$documents') {
    throw new CommandError(73, `{aggregate: 1} is not valid for '${first}'; a collection is required.`);
  }
  const { compiled, spec } = compileRequest(
    engine,
    request,
    limit,
    own === undefined ? stages : stages.slice(1),
    own === undefined,
  );
  const counting = own === undefined && compiled.output === undefined ? countOf(stages) : undefined;
  if (counting !== undefined && spec.sort === undefined) {
    const n = await countMatches(engine, ns, spec, limit);
    const reply = n === 0 ? [] : [encode({ _id: counting.id, [counting.field]: n })];
    return openCursor(engine, ns, listSource(reply), { batchSize });
  }
  if (own === undefined && engine.catalog.get(ns) === undefined) checkQuery(spec);
  const input =
    own !== undefined
      ? oneBatch(own)
      : compiled.ownSource
        ? oneBatch([])
        : queryBatches(engine, ns, spec, limit);
  const results = compiled.run(input);
  const { output } = compiled;
  if (output === undefined) return openCursor(engine, ns, new PipelineSource(results), { batchSize });
  const target = `${output.database ?? database}.${output.collection}`;
  if (output.kind === 'out') await writeOut(engine, target, results);
  else await writeMerge(engine, target, output, results);
  return openCursor(engine, ns, listSource([]));
}

export const aggregate: CommandDefinition = {
  run,
  fields: [
    'aggregate',
    'pipeline',
    'explain',
    'allowDiskUse',
    'cursor',
    'bypassDocumentValidation',
    'readConcern',
    'collation',
    'hint',
    'comment',
    'let',
  ],
};
