import type { Model, mongo } from 'mongoose';
import { duplicatesOf, isDuplicate } from './duplicate.ts';

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
  const [first] = docs;
  if (first === undefined) return new Set();
  try {
    // One document is the rule while little comes, and the driver's bulk costs twice as much for it.
    if (docs.length === 1) await raw(model).insertOne(first as never);
    else await raw(model).insertMany(docs as never, { ordered });
    return new Set();
  } catch (error) {
    if (docs.length === 1 && isDuplicate(error)) return new Set([0]);
    const refused = duplicatesOf(error);
    if (refused === null) throw error;
    if (!ordered) return refused;
    const from = Math.min(...refused);
    return new Set([...docs.keys()].filter((index) => index >= from));
  }
}
