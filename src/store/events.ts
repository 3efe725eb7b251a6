import { type Connection, type Model, Schema } from 'mongoose';

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
