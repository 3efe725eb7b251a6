import { type Connection, type Model, Schema } from 'mongoose';

/** The HTML a letter was written in, unsanitised, beside the message so that lists of messages stay light. */
export interface OriginalDoc {
  /** Id of the message. */
  _id: string;
  html: string;
}

const schema = new Schema<OriginalDoc>({ _id: String, html: String }, { versionKey: false });

export const originalModel = (connection: Connection): Model<OriginalDoc> =>
  connection.model<OriginalDoc>('original', schema, 'originals');
