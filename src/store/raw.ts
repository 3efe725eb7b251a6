import type { Model, mongo } from 'mongoose';

type Collection<T extends { _id: unknown }> = mongo.Collection<T & mongo.Document>;

/**
 * The driver's collection below a model, for the paths that move thousands of documents a second and build them
 * themselves: no casting, no hydration. Whatever comes from outside the service goes through the model instead.
 */
export function raw<T extends { _id: unknown }>(model: Model<T>): Collection<T> {
  return model.collection as unknown as Collection<T>;
}
