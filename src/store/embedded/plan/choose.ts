import type { Document } from 'bson';
import type { Collection, Index } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import type { Kv } from '../kv/kv.ts';
import { RANK } from '../values/types.ts';
import { accessThrough, distribute, exceeds } from './access.ts';
import { type Analysis, analyse } from './analyse.ts';
import { accessById } from './by-id.ts';
import { PlanCache } from './cache.ts';
import { intersect, ofType } from './interval.ts';
import { coversMatches } from './partial.ts';
import type { Access, Plan, Query } from './plan.ts';
import type { Bound } from './predicates.ts';

/** Entries looked at to compare two indexes; up to the first of these all are the same. */
const STEPS = [128, 1_024, 4_096];
const MAX_ALTERNATIVES = 100;

const COLLATED_TYPES = [RANK.string, RANK.object, RANK.array].map(ofType);

/** Under a collation equal strings have different bytes: bounds that hold strings say nothing. */
function withoutStrings(analysis: Analysis): Analysis {
  const bounds = new Map<string, readonly Bound[]>();
  let complete = analysis.complete;
  for (const [path, list] of analysis.bounds) {
    const kept = list.filter((bound) => intersect(bound.intervals, COLLATED_TYPES).length === 0);
    if (kept.length > 0) bounds.set(path, kept);
    if (kept.length < list.length) complete = false;
  }
  return { ...analysis, bounds, complete, alternatives: [] };
}

/** Finds the index a hint names; undefined for the documents themselves. Throws 2. */
function hinted(collection: Collection, hint: string | Document): Index | undefined {
  const same = (key: Document): boolean => JSON.stringify(key) === JSON.stringify(hint);
  if (hint === '_id_' || same({ _id: 1 })) return undefined;
  if (typeof hint !== 'string' && '$natural' in hint) return undefined;
  const found = collection.indexes.find(
    (index) => !index.building && !index.hidden && (index.name === hint || same(index.spec.key)),
  );
  if (found === undefined) {
    throw new CommandError(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  return found;
}

function structure(access: Access, sorting: boolean): number[] {
  const bound = access.whole ? 1 : 0;
  return [bound, sorting && !access.sorted ? 1 : 0, -access.depth, access.ranged ? 0 : 1, access.fields];
}

function cost(kv: Kv, access: Access, query: Query): number {
  const entries = STEPS.find((step) => !exceeds(kv, access, step)) ?? Number.MAX_SAFE_INTEGER;
  if (!access.sorted) return entries * 2;
  if (query.wanted === undefined) return entries;
  return Math.min(entries, Math.max(STEPS[0] as number, access.exact ? query.wanted : query.wanted * 8));
}

function better(a: Access, costA: number, b: Access, costB: number, sorting: boolean): boolean {
  if (costA !== costB) return costA < costB;
  const shapeA = structure(a, sorting);
  const shapeB = structure(b, sorting);
  const at = shapeA.findIndex((value, position) => value !== shapeB[position]);
  return at >= 0 && (shapeA[at] as number) < (shapeB[at] as number);
}

const cache = new PlanCache();

function cheapest(kv: Kv, collection: Collection, candidates: readonly Access[], query: Query): Access {
  const known = cache.get(collection, query);
  const remembered = candidates.find((access) => access.index?.id === known?.indexId);
  if (known !== undefined && remembered !== undefined) return remembered;
  let chosen = candidates[0] as Access;
  let least = cost(kv, chosen, query);
  for (const access of candidates.slice(1)) {
    const own = cost(kv, access, query);
    if (!better(access, own, chosen, least, query.sort.length > 0)) continue;
    chosen = access;
    least = own;
  }
  cache.put(collection, query, chosen.index?.id);
  return chosen;
}

/** Indexes that may be walked for the filter and begin with a field that it or the sort begins with. */
function usable(collection: Collection, analysis: Analysis, sort: Query['sort']): Index[] {
  return collection.indexes.filter((index) => {
    const first = index.fields[0]?.path ?? '';
    if (index.building || index.hidden || !mayServe(first, analysis, sort)) return false;
    return coversMatches(index, analysis);
  });
}

/** Whether a walk that begins with this field could serve the filter or the sort. */
function mayServe(first: string, analysis: Analysis, sort: Query['sort']): boolean {
  return analysis.bounds.has(first) || sort[0]?.path === first;
}

function bestAccess(kv: Kv, collection: Collection, analysis: Analysis, query: Query): Access {
  const throughId = (): Access => accessThrough(kv, collection, undefined, analysis, query);
  const byId = mayServe('_id', analysis, query.sort) ? throughId() : undefined;
  if (byId !== undefined && !byId.whole && byId.depth === 1) return byId;
  const candidates = usable(collection, analysis, query.sort)
    .map((index) => accessThrough(kv, collection, index, analysis, query))
    .filter((access) => !access.whole || (query.sort.length > 0 && access.sorted));
  if (byId !== undefined && (!byId.whole || (query.sort.length > 0 && byId.sorted))) candidates.push(byId);
  const [only] = candidates;
  if (only === undefined) return byId ?? throughId();
  return candidates.length === 1 ? only : cheapest(kv, collection, candidates, query);
}

/** An `$or` whose branches all have an index is the union of their plans; only without a sort to keep. */
function alternativePlans(kv: Kv, collection: Collection, analysis: Analysis): Access[] | undefined {
  for (const branches of analysis.alternatives) {
    if (branches.length > MAX_ALTERNATIVES) continue;
    const accesses = branches.map((branch) =>
      bestAccess(kv, collection, analyse(branch), { filter: branch, sort: [] }),
    );
    if (accesses.every((access) => !access.whole)) {
      return accesses.map((access) => ({ ...access, exact: false, sorted: false, repeats: true }));
    }
  }
  return undefined;
}

/** Tries to say with ranges alone what a filter with one `$or` says. */
function exactly(kv: Kv, collection: Collection, access: Access, analysis: Analysis, query: Query): Access {
  const { $or: branches, ...rest } = query.filter;
  if (access.exact || access.whole || analysis.alternatives.length !== 1 || !Array.isArray(branches))
    return access;
  if (branches.length > MAX_ALTERNATIVES) return access;
  const analysed = branches.map((branch: Document) => analyse({ $and: [rest, branch] }));
  return distribute(kv, collection, access, analyse(rest), analysed, query) ?? access;
}

/** Chooses how to find the documents of a query. Throws 2 for a hint without an index. */
export function choosePlan(kv: Kv, collection: Collection, query: Query): Plan {
  const byId = accessById(collection, query);
  if (byId !== undefined) return { collection, accesses: [byId], exact: byId.exact, sorted: true };
  const plain = analyse(query.filter);
  const analysis = query.collated ? withoutStrings(plain) : plain;
  if (query.hint !== undefined) {
    const access = accessThrough(kv, collection, hinted(collection, query.hint), analysis, query);
    const natural =
      typeof query.hint !== 'string' && '$natural' in query.hint ? query.hint.$natural : undefined;
    const walked = natural === -1 && query.sort.length === 0 ? { ...access, reverse: true } : access;
    return { collection, accesses: [walked], exact: walked.exact, sorted: walked.sorted };
  }
  const access = exactly(kv, collection, bestAccess(kv, collection, analysis, query), analysis, query);
  if (access.whole) {
    const accesses = alternativePlans(kv, collection, analysis);
    if (accesses !== undefined)
      return { collection, accesses, exact: false, sorted: query.sort.length === 0 };
  }
  return { collection, accesses: [access], exact: access.exact, sorted: access.sorted };
}
