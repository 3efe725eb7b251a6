import { type Connection, type Model, Schema } from 'mongoose';
import type { WorkCounts } from '../api/protocol.ts';
import { isDuplicate } from './duplicate.ts';
import { raw } from './raw.ts';

/** What a colleague's screens were told last of the work that waits for them. */
export interface WorkDoc {
  /** The user's id. */
  _id: string;
  rev: number;
  counts: WorkCounts;
}

const schema = new Schema<WorkDoc>(
  { _id: String, rev: Number, counts: Schema.Types.Mixed },
  { versionKey: false },
);

export const workModel = (connection: Connection): Model<WorkDoc> =>
  connection.model<WorkDoc>('work', schema, 'work');

/** What each of these people was told. */
export async function toldWork(
  work: Model<WorkDoc>,
  users: readonly string[],
): Promise<Map<string, WorkDoc>> {
  const docs = (await raw(work)
    .find({ _id: { $in: [...users] } })
    .toArray()) as WorkDoc[];
  return new Map(docs.map((doc) => [doc._id, doc]));
}

/** Writes what was told if nobody told something else meanwhile; false otherwise. */
export async function saveWork(
  work: Model<WorkDoc>,
  user: string,
  before: WorkDoc | undefined,
  counts: WorkCounts,
): Promise<boolean> {
  try {
    const done = await raw(work).updateOne(
      { _id: user, rev: before?.rev ?? 0 },
      { $set: { counts }, $inc: { rev: 1 } } as object,
      { upsert: before === undefined },
    );
    return done.matchedCount + done.upsertedCount === 1;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
