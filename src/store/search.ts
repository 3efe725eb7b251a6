import { type Connection, type Model, Schema } from 'mongoose';
import { insertUnlessThere, raw } from './raw.ts';

/** What finds one message or one contact. */
export interface FoundDoc {
  /** Id of the message or of the contact. */
  _id: string;
  conversationId: string;
  /** Folded words, tails of phone numbers, whole addresses. */
  tokens: string[];
}

/** How far a follower of the event log has come; `rebuilding` names the last id while everything is read anew. */
export interface ProgressDoc {
  _id: string;
  cursor: number;
  rebuilding?: string;
}

const foundSchema = () => {
  const schema = new Schema<FoundDoc>(
    { _id: String, conversationId: String, tokens: [String] },
    { versionKey: false },
  );
  schema.index({ tokens: 1, _id: -1 });
  return schema;
};

const messageWords = foundSchema();
const contactWords = foundSchema();
const progress = new Schema<ProgressDoc>(
  { _id: String, cursor: Number, rebuilding: String },
  { versionKey: false },
);

export const messageWordsModel = (connection: Connection): Model<FoundDoc> =>
  connection.model<FoundDoc>('messagewords', messageWords, 'messagewords');

export const contactWordsModel = (connection: Connection): Model<FoundDoc> =>
  connection.model<FoundDoc>('contactwords', contactWords, 'contactwords');

export const progressModel = (connection: Connection): Model<ProgressDoc> =>
  connection.model<ProgressDoc>('progress', progress, 'progress');

/** Replaces what finds each of these. Most are new, and inserting them is cheaper than looking first. */
export async function putFound(model: Model<FoundDoc>, docs: readonly FoundDoc[]): Promise<void> {
  const known = await insertUnlessThere(model, docs);
  const again = docs.filter((_, index) => known.has(index));
  if (again.length === 0) return;
  await raw(model).bulkWrite(
    again.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
    { ordered: false },
  );
}

export async function dropFound(model: Model<FoundDoc>, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await raw(model).deleteMany({ _id: { $in: [...ids] } });
}

/** What was found, without its words. */
export type Found = Omit<FoundDoc, 'tokens'>;

const WITHOUT_WORDS = { conversationId: 1 };

/** What has all these words, newest first; with `before` only what is older than that one. */
export function findWords(
  model: Model<FoundDoc>,
  words: readonly string[],
  limit: number,
  before?: string,
): Promise<Found[]> {
  const tokens = words.length === 1 ? words[0] : { $all: [...words] };
  const filter = before === undefined ? { tokens } : { tokens, _id: { $lt: before } };
  return raw(model)
    .find(filter as object)
    .sort({ _id: -1 })
    .limit(limit)
    .project<Found>(WITHOUT_WORDS)
    .toArray();
}

/** What has all these words and one that begins so, in no order: the first ones of the index. */
export function findStart(
  model: Model<FoundDoc>,
  words: readonly string[],
  start: string,
  limit: number,
): Promise<Found[]> {
  const begins = { tokens: new RegExp(`^${start.replace(/[^\p{L}\p{N}#]/gu, '\\$&')}`) };
  const filter = words.length === 0 ? begins : { $and: [{ tokens: { $all: [...words] } }, begins] };
  return raw(model)
    .find(filter as object)
    .limit(limit)
    .project<Found>(WITHOUT_WORDS)
    .toArray();
}

export function progressOf(model: Model<ProgressDoc>, name: string): Promise<ProgressDoc | null> {
  return raw(model).findOne({ _id: name }) as Promise<ProgressDoc | null>;
}

export async function saveProgress(model: Model<ProgressDoc>, doc: ProgressDoc): Promise<void> {
  await raw(model).replaceOne({ _id: doc._id }, doc, { upsert: true });
}
