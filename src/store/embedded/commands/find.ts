import { notSupported } from '../errors.ts';
import { compileProjection, includedRoots } from '../project/index.ts';
import { decoderOf, encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { checkQuery, prepareQuery, type QuerySpec } from '../store/query.ts';
import { QuerySource } from '../store/query-source.ts';
import { TimeLimit } from '../store/time.ts';
import { countField, documentField, flagField, hintField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { listSource, openCursor } from './cursor-reply.ts';
import { letVariables } from './variables.ts';

/** Reads the query of a find command; throws for options this store refuses. */
export function findSpec(request: CommandRequest): QuerySpec {
  const { command } = request;
  for (const option of ['tailable', 'awaitData', 'returnKey', 'showRecordId', 'min', 'max']) {
    const value: unknown = command[option];
    if (value !== undefined && value !== false) throw notSupported(`The find option "${option}"`, 2);
  }
  const limit = countField(request, 'limit');
  return {
    filter: documentField(request, 'filter') ?? {},
    sort: documentField(request, 'sort'),
    skip: countField(request, 'skip') ?? 0,
    ...(limit === undefined ? {} : { limit }),
    hint: hintField(command.hint),
    collation: documentField(request, 'collation'),
    variables: letVariables(request),
  };
}

/** Makes the answered document from a stored one; undefined when it is answered as it is. */
function projectionOf(
  request: CommandRequest,
  field: string,
  spec: QuerySpec,
): ((raw: Buffer) => Buffer) | undefined {
  const projection = documentField(request, field);
  if (projection === undefined || Object.keys(projection).length === 0) return undefined;
  const project = compileProjection(projection, spec);
  const decode = decoderOf(includedRoots(projection), true);
  return (raw) => encode(project(decode(raw)));
}

async function run(engine: Engine, request: CommandRequest): Promise<Buffer> {
  const ns = namespaceOf(request);
  const spec = findSpec(request);
  const shape = projectionOf(request, 'projection', spec);
  const batchSize = countField(request, 'batchSize');
  const singleBatch = flagField(request, 'singleBatch');
  const noTimeout = flagField(request, 'noCursorTimeout');
  const limit = new TimeLimit(countField(request, 'maxTimeMS'));
  const collection = engine.catalog.get(ns);
  if (collection === undefined) {
    checkQuery(spec);
    return openCursor(engine, ns, listSource([]));
  }
  const query = prepareQuery(engine.kv, collection, spec);
  if (
    query.plan.accesses.some((access) => access.whole) &&
    Object.keys(spec.filter).length > 0 &&
    collection.count > 10_000
  ) {
    engine.log.warn(
      { ns, fields: Object.keys(spec.filter) },
      'A query walks a whole collection: no index fits it',
    );
  }
  return openCursor(engine, ns, new QuerySource(engine.kv, query, limit, shape), {
    batchSize,
    singleBatch,
    noTimeout,
  });
}

export const find: CommandDefinition = {
  run,
  fields: [
    'find',
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'comment',
    'min',
    'max',
    'returnKey',
    'showRecordId',
    'tailable',
    'awaitData',
    'oplogReplay',
    'noCursorTimeout',
    'allowPartialResults',
    'collation',
    'allowDiskUse',
    'let',
  ],
};
