import type { Document } from 'bson';
import type { Access } from '../plan/plan.ts';
import type { Engine } from '../store/engine.ts';
import { checkQuery, prepareQuery, QueryRun, type QuerySpec } from '../store/query.ts';
import { PAUSED } from '../store/scan.ts';
import { giveWay, sliceEnd, TimeLimit } from '../store/time.ts';
import { toSafeInteger } from '../values/numbers.ts';
import { countField, documentField, hintField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';

/** Keys counted before other work gets its turn. */
const COUNT_STEP = 50_000;

/** Counts index entries alone, in steps. */
async function countEntries(engine: Engine, access: Access, limit: TimeLimit): Promise<number> {
  let counted = 0;
  for (const { ranges } of access.groups) {
    for (const range of ranges) {
      let { start } = range;
      for (;;) {
        const next = engine.kv.keyAt(access.space, { start, end: range.end }, COUNT_STEP);
        if (next === undefined) break;
        counted += COUNT_STEP;
        start = next;
        limit.check();
        await giveWay();
      }
      counted += engine.kv.count(access.space, { start, end: range.end });
    }
  }
  return counted;
}

/** Counts the documents of a query: from the counter, from index entries alone, or by looking at them. */
export async function countMatches(
  engine: Engine,
  ns: string,
  spec: QuerySpec,
  limit: TimeLimit,
): Promise<number> {
  const collection = engine.catalog.get(ns);
  if (collection === undefined) {
    checkQuery(spec);
    return 0;
  }
  const { skip = 0, limit: most } = spec;
  const window = (all: number): number => Math.max(0, Math.min(all - skip, most || Number.POSITIVE_INFINITY));
  if (Object.keys(spec.filter).length === 0 && spec.hint === undefined) return window(collection.count);
  const query = prepareQuery(engine.kv, collection, { ...spec, skip: 0, limit: 0, sort: undefined });
  const access = query.plan.accesses[0];
  if (query.plan.exact && access !== undefined && !access.repeats && query.plan.accesses.length === 1) {
    return window(await countEntries(engine, access, limit));
  }
  const run = new QueryRun(engine.kv, query);
  let deadline = sliceEnd();
  for (let counted = 0; ; ) {
    const hit = run.nextHit(deadline);
    if (hit === undefined) return window(counted);
    if (hit !== PAUSED) {
      counted += 1;
      if (counted % 64 !== 0 || performance.now() < deadline) continue;
      run.pause();
    }
    limit.check();
    await giveWay();
    deadline = sliceEnd();
  }
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  // A negative limit is its absolute value, as in find's old form.
  const given = toSafeInteger(request.command.limit) ?? 0;
  const spec: QuerySpec = {
    filter: documentField(request, 'query') ?? {},
    limit: Math.abs(given),
    skip: countField(request, 'skip') ?? 0,
    hint: hintField(request.command.hint),
    collation: documentField(request, 'collation'),
  };
  const limit = new TimeLimit(countField(request, 'maxTimeMS'));
  return { n: await countMatches(engine, namespaceOf(request), spec, limit) };
}

export const count: CommandDefinition = {
  run,
  fields: ['count', 'query', 'limit', 'skip', 'hint', 'collation', 'comment', 'fields'],
};
