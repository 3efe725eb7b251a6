import { type Connection, type Model, Schema } from 'mongoose';
import { insertUnlessThere, raw } from './raw.ts';

/** The HTML a letter was written in, unsanitised, beside the message so that lists of messages stay light. */
export interface OriginalDoc {
  /** Id of the message. */
  _id: string;
  html: string;
}

const schema = new Schema<OriginalDoc>({ _id: String, html: String }, { versionKey: false });

export const originalModel = (connection: Connection): Model<OriginalDoc> =>
  connection.model<OriginalDoc>('original', schema, 'originals');

/** Keeps originals; those that are there already stay as they are. */
export async function insertOriginals(
  originals: Model<OriginalDoc>,
  docs: readonly OriginalDoc[],
): Promise<void> {
  await insertUnlessThere(originals, docs);
}

/** The HTML of a message, unsanitised; null when it has none. */
export async function originalHtml(originals: Model<OriginalDoc>, messageId: string): Promise<string | null> {
  const found = await raw(originals).findOne({ _id: messageId });
  return found ? String(found.html) : null;
}
