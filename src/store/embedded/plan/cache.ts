import type { Collection, Index } from '../catalog/types.ts';
import type { Query } from './plan.ts';

/** How often a choice is used before the indexes are compared again. */
const USES = 200;
const MAX_SHAPES = 500;
const MAX_DEPTH = 6;

interface Remembered {
  readonly indexId: number | undefined;
  readonly indexes: readonly Index[];
  uses: number;
}

/** Paths and operators of a filter without its values. */
function shapeOf(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return '?';
  if (Array.isArray(value))
    return depth > 0 && value.some(isPlain)
      ? `[${value.map((item) => shapeOf(item, depth + 1)).join()}]`
      : '?';
  if (!isPlain(value)) return '?';
  let shape = '{';
  for (const name in value) shape += `${name}:${shapeOf(value[name], depth + 1)},`;
  return `${shape}}`;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * Remembers which index was chosen for queries of one shape, so that indexes are not compared for each query.
 * A choice is made anew after some uses, when the indexes change and when the collection grows by half.
 */
export class PlanCache {
  private readonly collections = new WeakMap<Collection, Map<string, Remembered>>();

  get(collection: Collection, query: Query): { readonly indexId: number | undefined } | undefined {
    const found = this.collections.get(collection)?.get(keyOf(collection, query));
    if (found === undefined || found.indexes !== collection.indexes || found.uses >= USES) return undefined;
    found.uses += 1;
    return found;
  }

  put(collection: Collection, query: Query, indexId: number | undefined): void {
    let shapes = this.collections.get(collection);
    if (shapes === undefined || shapes.size >= MAX_SHAPES) {
      shapes = new Map();
      this.collections.set(collection, shapes);
    }
    shapes.set(keyOf(collection, query), { indexId, indexes: collection.indexes, uses: 0 });
  }
}

function keyOf(collection: Collection, { filter, sort, wanted = 0 }: Query): string {
  const order = sort.map(({ path, descending }) => (descending ? `-${path}` : path)).join();
  const size = Math.floor(Math.log2(collection.count + 1) * 1.7);
  return `${size}|${Math.floor(Math.log2(wanted + 1))}|${order}|${shapeOf(filter)}`;
}
