import { type Connection, type Model, Schema } from 'mongoose';

/** A ready answer, called by its shortcut; shared ones belong to the house, the others to one person. */
export interface CannedReplyDoc {
  _id: string;
  rev: number;
  shortcut: string;
  title: string;
  text: string;
  shared: boolean;
  ownerId: string;
}

const schema = new Schema<CannedReplyDoc>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    shortcut: { type: String, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    shared: { type: Boolean, required: true },
    ownerId: { type: String, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ shared: 1, shortcut: 1 });
schema.index({ ownerId: 1, shortcut: 1 });

export const cannedReplyModel = (connection: Connection): Model<CannedReplyDoc> =>
  connection.model<CannedReplyDoc>('cannedReply', schema, 'cannedReplies');

type CannedReplies = Model<CannedReplyDoc>;

/** What a person may use: the shared ones and his own, by shortcut. */
export async function cannedRepliesFor(replies: CannedReplies, userId: string): Promise<CannedReplyDoc[]> {
  const [shared, own] = await Promise.all([
    replies.find({ shared: true }).sort({ shortcut: 1 }).lean<CannedReplyDoc[]>(),
    replies.find({ ownerId: userId, shared: false }).sort({ shortcut: 1 }).lean<CannedReplyDoc[]>(),
  ]);
  return [...shared, ...own];
}

/** Writes the given fields and raises `rev`; null when it is gone. */
export async function changeCannedReplyDoc(
  replies: CannedReplies,
  id: string,
  set: Partial<Omit<CannedReplyDoc, '_id' | 'rev' | 'ownerId'>>,
): Promise<CannedReplyDoc | null> {
  return replies
    .findOneAndUpdate({ _id: id }, { $set: set, $inc: { rev: 1 } }, { returnDocument: 'after' })
    .lean<CannedReplyDoc>();
}

/** Removes one; nothing happens when it is gone already. */
export async function dropCannedReply(replies: CannedReplies, id: string): Promise<void> {
  await replies.deleteOne({ _id: id });
}
