import { type Connection, type Model, Schema } from 'mongoose';
import { isDuplicate } from './duplicate.ts';
import { raw } from './raw.ts';

/**
 * A run of consecutive events written at once. Runs follow each other without a gap: the next `_id` is
 * `_id + count`, and the unique `_id` decides which of several processes appends it.
 */
export interface EventRunDoc {
  /** Cursor of the first event of the run. */
  _id: number;
  count: number;
  at: Date;
  /** JSON of `LogEntry[]`; read whole or not at all, so the store need not know its shape. */
  body: string;
  /** JSON of the last cursor of every room before this run, in some runs only, so that a start reads few of them. */
  rooms?: string;
}

const schema = new Schema<EventRunDoc>(
  { _id: Number, count: Number, at: Date, body: String, rooms: String },
  { versionKey: false },
);

export const eventRunModel = (connection: Connection): Model<EventRunDoc> =>
  connection.model<EventRunDoc>('event', schema, 'events');

/** Appends a run; false when another process was faster with the same cursor. */
export async function appendRun(events: Model<EventRunDoc>, run: EventRunDoc): Promise<boolean> {
  try {
    await raw(events).insertOne(run);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Runs read at once: most readers stop after the first, and each may be half a megabyte. */
const BATCH = { batchSize: 4 };

/** The runs from this cursor on, oldest first. Who stops early closes the driver's cursor with it. */
export async function* runsFrom(events: Model<EventRunDoc>, cursor: number): AsyncGenerator<EventRunDoc> {
  yield* raw(events)
    .find({ _id: { $gte: cursor } }, BATCH)
    .sort({ _id: 1 });
}

/** The run that holds this cursor or the nearest one before it; null when the log begins later. */
export function runAt(events: Model<EventRunDoc>, cursor: number): Promise<EventRunDoc | null> {
  return events
    .findOne({ _id: { $lte: cursor } })
    .sort({ _id: -1 })
    .lean<EventRunDoc>();
}

/** The newest runs, newest first. */
export async function* runsBackwards(events: Model<EventRunDoc>): AsyncGenerator<EventRunDoc> {
  yield* raw(events).find({}, BATCH).sort({ _id: -1 });
}

/** Deletes runs below `cursor` that are older than `before`, oldest first, in small steps. */
export async function deleteRuns(events: Model<EventRunDoc>, cursor: number, before: Date): Promise<void> {
  for (;;) {
    const oldest = await events
      .find({ _id: { $lt: cursor } }, { at: 1 })
      .sort({ _id: 1 })
      .limit(200)
      .lean<Pick<EventRunDoc, '_id' | 'at'>[]>();
    const ids = oldest.filter((run) => run.at < before).map((run) => run._id);
    if (ids.length > 0) await events.deleteMany({ _id: { $in: ids } });
    if (ids.length < 200) return;
  }
}
