import type { Document } from 'bson';
import type { Collection } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import { bytesOf, textOf } from '../kv/recent.ts';
import type { Engine } from './engine.ts';
import { type PreparedQuery, prepareQuery, QueryRun, type QuerySpec } from './query.ts';
import { PAUSED } from './scan.ts';
import { giveWay, sliceEnd, type TimeLimit } from './time.ts';

/** A stored document that is to be changed. */
export interface Target {
  readonly collection: Collection;
  readonly key: Buffer;
  readonly raw: Buffer;
  readonly query: PreparedQuery;
}

/** Changes one document inside a write transaction; false when it was left as it is. May throw CommandError. */
export type Change = (target: Target) => boolean;

export interface Modification {
  readonly matched: number;
  readonly modified: number;
}

/** The work does not fit into one transaction: nothing was changed. */
export const TOO_LONG: unique symbol = Symbol('too long');

const NOTHING: Modification = { matched: 0, modified: 0 };
const CHUNK = 1_000;
/**
 * What is handed over in usual batches fits into one transaction; more is looked up before it is changed, in chunks that
 * take as long as this many statements do: others go first, and one chunk is enough for a turn of the writer.
 */
const AT_ONCE = 256;
const MAX_ATTEMPTS = 50;

/**
 * Inside a write transaction: finds the documents of a query (one with `limit: 1`) and changes them, or gives
 * TOO_LONG, with nothing changed, when finding them takes too long or there are too many.
 */
export function modifyNow(
  engine: Engine,
  ns: string,
  spec: QuerySpec,
  change: Change,
): Modification | typeof TOO_LONG {
  const collection = engine.catalog.get(ns);
  if (collection === undefined) return NOTHING;
  const query = prepareQuery(engine.kv, collection, spec);
  const run = new QueryRun(engine.kv, query);
  const deadline = sliceEnd();
  const targets: Target[] = [];
  for (;;) {
    const hit = run.nextHit(deadline);
    if (hit === undefined) break;
    if (hit === PAUSED || targets.length === AT_ONCE) return TOO_LONG;
    targets.push({ collection, key: hit.key, raw: hit.raw, query });
  }
  let modified = 0;
  for (const target of targets) if (change(target)) modified += 1;
  return { matched: targets.length, modified };
}

/** The same for any amount of work: looks for the documents outside transactions, changes them in chunks. */
export async function modifyInSlices(
  engine: Engine,
  ns: string,
  spec: QuerySpec,
  limit: TimeLimit,
  change: Change,
): Promise<Modification> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const found = await findKeys(engine, ns, spec, limit);
    if (found === undefined) return NOTHING;
    const { keys } = found;
    const result = await changeKeys(engine, ns, found, change, limit);
    // One document was wanted and another client changed it in between: look again.
    if (spec.limit !== 1 || keys.length === 0 || result.matched > 0) return result;
  }
  throw new CommandError(
    112,
    'The documents to be changed were changed by others again and again; try again',
  );
}

interface Found {
  /** As text: a few bytes each that were read from the file would hold all that was read with them. */
  readonly keys: readonly string[];
  /** To ask each document again before it is changed; its plan is used up. */
  readonly query: PreparedQuery;
}

async function findKeys(
  engine: Engine,
  ns: string,
  spec: QuerySpec,
  limit: TimeLimit,
): Promise<Found | undefined> {
  const collection = engine.catalog.get(ns);
  if (collection === undefined) return undefined;
  const query = prepareQuery(engine.kv, collection, spec);
  const run = new QueryRun(engine.kv, query);
  const keys: string[] = [];
  let deadline = sliceEnd();
  for (;;) {
    const hit = run.nextHit(deadline);
    if (hit === undefined) return { keys, query };
    if (hit !== PAUSED) {
      keys.push(textOf(hit.key));
      if (keys.length % 256 !== 0 || performance.now() < deadline) continue;
      run.pause();
    }
    limit.check();
    await giveWay();
    deadline = sliceEnd();
  }
}

async function changeKeys(
  engine: Engine,
  ns: string,
  found: Found,
  change: Change,
  limit: TimeLimit,
): Promise<Modification> {
  let total = NOTHING;
  for (let at = 0; at < found.keys.length; ) {
    limit.check();
    const start = at;
    const step = await engine.writer.run(() => changeChunk(engine, ns, found, start, change), AT_ONCE);
    at = step.next;
    total = { matched: total.matched + step.matched, modified: total.modified + step.modified };
    if (step.error !== undefined) throw step.error;
  }
  return total;
}

interface Step extends Modification {
  readonly next: number;
  readonly error: CommandError | undefined;
}

function changeChunk(
  engine: Engine,
  ns: string,
  { keys, query }: Found,
  start: number,
  change: Change,
): Step {
  const collection = engine.catalog.get(ns);
  if (collection === undefined) return { ...NOTHING, next: keys.length, error: undefined };
  const deadline = sliceEnd();
  let matched = 0;
  let modified = 0;
  let at = start;
  for (; at < keys.length && at < start + CHUNK; at++) {
    if (at > start && at % 8 === 0 && performance.now() > deadline) break;
    const key = bytesOf(keys[at] as string);
    const raw = engine.kv.get('docs', key);
    if (raw === undefined || !query.matches(query.decode(raw) as Document)) continue;
    matched += 1;
    try {
      if (change({ collection, key, raw, query })) modified += 1;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return { matched, modified, next: keys.length, error };
    }
  }
  return { matched, modified, next: at, error: undefined };
}
