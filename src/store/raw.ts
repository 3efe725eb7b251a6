import type { Model, mongo } from 'mongoose';
import { duplicatesOf } from './duplicate.ts';

type Collection<T extends { _id: unknown }> = mongo.Collection<T & mongo.Document>;

/**
 * The driver's collection below a model, for the paths that move thousands of documents a second and build them
 * themselves: no casting, no hydration. Whatever comes from outside the service goes through the model instead.
 */
export function raw<T extends { _id: unknown }>(model: Model<T>): Collection<T> {
  return model.collection as unknown as Collection<T>;
}

/** Inserts what is missing, all of it in one round trip; answers the indexes that a unique index refused. */
export async function insertUnlessThere<T extends { _id: unknown }>(
  model: Model<T>,
  docs: readonly T[],
  ordered = false,
): Promise<Set<number>> {
  if (docs.length === 0) return new Set();
  try {
    await raw(model).insertMany(docs as never, { ordered });
    return new Set();
  } catch (error) {
    const refused = duplicatesOf(error);
    if (refused === null) throw error;
    if (!ordered) return refused;
    const first = Math.min(...refused);
    return new Set([...docs.keys()].filter((index) => index >= first));
  }
}
