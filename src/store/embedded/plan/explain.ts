import type { Document } from 'bson';
import type { PreparedQuery } from '../store/query.ts';
import type { Access } from './plan.ts';

/** The stage that walks an access, as MongoDB names it. */
function accessStage(access: Access, query: PreparedQuery): Document {
  const { index, reverse, whole } = access;
  const direction = reverse ? 'backward' : 'forward';
  const sorting = Object.keys(query.spec.sort ?? {}).length > 0;
  if (index === undefined && whole && !(sorting && access.sorted && query.sorter === undefined)) {
    return { stage: 'COLLSCAN', filter: query.spec.filter, direction };
  }
  const keyPattern: Document = index === undefined ? { _id: 1 } : index.spec.key;
  const scan: Document = {
    stage: 'IXSCAN',
    keyPattern,
    indexName: index === undefined ? '_id_' : index.name,
    isMultiKey: index?.multikey.some(Boolean) ?? false,
    multiKeyPaths: Object.fromEntries(
      Object.keys(keyPattern).map((path, at) => [path, index?.multikey[at] === true ? [path] : []]),
    ),
    isUnique: index === undefined || index.unique,
    isSparse: index?.sparse ?? false,
    isPartial: index?.partial !== undefined,
    indexVersion: 2,
    direction,
    indexBounds: access.describe(),
  };
  return { stage: 'FETCH', ...(access.exact ? {} : { filter: query.spec.filter }), inputStage: scan };
}

/** `SORT_MERGE` for ranges that are merged to keep the order, `OR` for the union of an `$or`. */
function walkStage(query: PreparedQuery): Document {
  const [first, ...others] = query.plan.accesses;
  if (first === undefined) return { stage: 'EOF' };
  if (others.length > 0) {
    return { stage: 'OR', inputStages: query.plan.accesses.map((access) => accessStage(access, query)) };
  }
  const stage = accessStage(first, query);
  if (first.groups.length === 1) return stage;
  const { inputStage, ...fetch } = stage;
  const inputStages = first.groups.map(() => inputStage as Document);
  return { ...fetch, inputStage: { stage: 'SORT_MERGE', sortPattern: query.spec.sort, inputStages } };
}

/** The tree of stages a prepared query runs, in MongoDB's shape. */
export function winningPlan(query: PreparedQuery, projection?: Document): Document {
  const { sort, skip = 0, limit = 0 } = query.spec;
  let stage = walkStage(query);
  if (query.sorter !== undefined) {
    stage = { stage: 'SORT', sortPattern: sort, memLimit: 104857600, type: 'simple', inputStage: stage };
  }
  if (skip > 0) stage = { stage: 'SKIP', skipAmount: skip, inputStage: stage };
  if (limit > 0) stage = { stage: 'LIMIT', limitAmount: limit, inputStage: stage };
  if (projection !== undefined && Object.keys(projection).length > 0) {
    stage = { stage: 'PROJECTION_DEFAULT', transformBy: projection, inputStage: stage };
  }
  return stage;
}
