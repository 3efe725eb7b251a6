import type { Document } from 'bson';
import type { Batch, FetchQuery, PipelineContext } from '../aggregate/index.ts';
import { decodePlain, decodeTyped, encode } from './decode.ts';
import type { Engine } from './engine.ts';
import { prepareQuery, QueryRun, type QuerySpec } from './query.ts';
import { PAUSED } from './scan.ts';
import { giveWay, sliceEnd, type TimeLimit } from './time.ts';

const FIRST_BATCH = 16;
const LAST_BATCH = 256;

/** A filter or sort that was decoded with its types, as the planner reads it. */
export function plainOf(document: Document): Document {
  return Object.keys(document).length === 0 ? document : decodePlain(encode(document));
}

/** The documents of a query in batches, decoded with types kept; nothing is held open between two batches. */
export async function* queryBatches(
  engine: Engine,
  ns: string,
  spec: QuerySpec,
  limit: TimeLimit,
): AsyncGenerator<Batch> {
  const collection = engine.catalog.get(ns);
  if (collection === undefined) return;
  const run = new QueryRun(engine.kv, prepareQuery(engine.kv, collection, spec));
  let size = FIRST_BATCH;
  let batch: Document[] = [];
  let deadline = sliceEnd();
  for (;;) {
    const hit = run.nextHit(deadline);
    if (hit === undefined) break;
    if (hit === PAUSED) {
      limit.check();
      await giveWay();
      deadline = sliceEnd();
      continue;
    }
    batch.push(decodeTyped(hit.raw));
    if (batch.length < size && (batch.length % 32 !== 0 || performance.now() < deadline)) continue;
    run.pause();
    yield batch;
    batch = [];
    size = Math.min(size * 4, LAST_BATCH);
    if (performance.now() > deadline) {
      limit.check();
      await giveWay();
    }
    deadline = sliceEnd();
  }
  if (batch.length > 0) yield batch;
}

/** What the stages of a pipeline ask of this engine. */
export function pipelineContext(
  engine: Engine,
  database: string,
  limit: TimeLimit,
  options: { variables: Document | undefined; collation: Document | undefined },
): PipelineContext {
  let deadline = sliceEnd();
  return {
    ...options,
    fetch: (query: FetchQuery) => {
      const { filter, sort, skip = 0, limit: most, collation, variables } = query;
      const spec: QuerySpec = {
        filter: plainOf(filter),
        sort: sort === undefined ? undefined : plainOf(sort),
        skip,
        ...(most === undefined ? {} : { limit: most }),
        collation,
        variables,
      };
      return queryBatches(engine, `${query.database ?? database}.${query.collection}`, spec, limit);
    },
    pause: () => {
      if (performance.now() < deadline) return undefined;
      limit.check();
      return giveWay().then(() => {
        deadline = sliceEnd();
      });
    },
  };
}
