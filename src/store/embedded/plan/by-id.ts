import type { Document } from 'bson';
import type { Collection } from '../catalog/types.ts';
import { increment } from '../kv/bytes.ts';
import { documentKey, encodeKey } from '../store/key-codec.ts';
import { bsonType } from '../values/types.ts';
import { describeIntervals } from './describe.ts';
import { pointAt } from './interval.ts';
import type { Access, Query } from './plan.ts';

/** True for values that only equal themselves and whose key is whole. */
function isPlainId(value: unknown): value is object | string | number {
  if (typeof value === 'string' || typeof value === 'number') return true;
  return typeof value === 'object' && value !== null && bsonType(value) === 'ObjectId';
}

/** True for a filter that asks for one _id and nothing else: it cannot be wrong. */
export function isIdFilter(filter: Document): boolean {
  return isPlainId(filter._id) && Object.keys(filter).length === 1;
}

/**
 * The access of the most frequent query, one that names an _id: what `accessThrough` finds for it, without looking
 * at what else could be. Undefined for all other queries.
 */
export function accessById(collection: Collection, query: Query): Access | undefined {
  const { filter, sort, hint, collated } = query;
  if (sort.length > 0 || hint !== undefined || collated === true || !isPlainId(filter._id)) return undefined;
  const names = Object.keys(filter);
  if (names.some((name) => name.startsWith('$'))) return undefined;
  const { bytes, lossy } = encodeKey(filter._id);
  if (lossy) return undefined;
  const start = documentKey(collection.id, bytes);
  return {
    space: 'docs',
    index: undefined,
    groups: [{ offset: 4, ranges: [{ start, end: increment(start), single: true }] }],
    reverse: false,
    exact: names.length === 1,
    sorted: true,
    repeats: false,
    whole: false,
    depth: 1,
    fields: 1,
    ranged: false,
    describe: () => ({ _id: describeIntervals([pointAt(bytes)]) }),
  };
}
