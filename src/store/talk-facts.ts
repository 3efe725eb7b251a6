import { type Connection, type Model, Schema } from 'mongoose';
import { insertUnlessThere, raw } from './raw.ts';

/** One measured moment of a talk: an answer to somebody who waited, or its end. The id is its cause's: never twice. */
export interface TalkFact {
  /** The answer's message id, or `closed:<conversation>:<rev>`. */
  _id: string;
  kind: 'answer' | 'closed';
  at: Date;
  /** The colleague; null for somebody elsewhere, or the house. */
  user: string | null;
  conversation: string;
  contact: string;
  account: string | null;
  /** Milliseconds: how long the person waited, or how long the talk was open. */
  ms: number;
  /** The first answer of the talk; answers only. */
  first?: boolean;
}

const schema = new Schema<TalkFact>(
  {
    _id: String,
    kind: String,
    at: Date,
    user: String,
    conversation: String,
    contact: String,
    account: String,
    ms: Number,
    first: Boolean,
  },
  { versionKey: false },
);
// The board shows a day; reports have facts of their own.
schema.index({ at: 1 }, { expireAfterSeconds: 3 * 86_400 });

export const talkFactModel = (connection: Connection): Model<TalkFact> =>
  connection.model<TalkFact>('talkFact', schema, 'talkfacts');

/** Keeps facts; those that are there already stay as they are. */
export async function keepFacts(facts: Model<TalkFact>, docs: readonly TalkFact[]): Promise<void> {
  await insertUnlessThere(facts, docs);
}

/** Facts since a moment, oldest first. */
export function factsSince(facts: Model<TalkFact>, from: Date, limit: number): Promise<TalkFact[]> {
  const found = raw(facts)
    .find({ at: { $gte: from } } as object)
    .sort({ at: 1 });
  return found.limit(limit).toArray() as Promise<TalkFact[]>;
}
