import { type Connection, type Model, Schema } from 'mongoose';

/** What somebody has typed and not sent; one per person and conversation. */
export interface DraftDoc {
  /** `conversation:user`. */
  _id: string;
  conversationId: string;
  userId: string;
  text: string;
  subject?: string;
  attachments: string[];
  quotes?: string;
  note: boolean;
  account?: string;
  /** Conversation it was written in before a merge. */
  home?: string;
  updatedAt: Date;
}

const schema = new Schema<DraftDoc>(
  {
    _id: { type: String, required: true },
    conversationId: { type: String, required: true },
    userId: { type: String, required: true },
    text: { type: String, default: '' },
    subject: String,
    attachments: { type: [String], required: true },
    quotes: String,
    note: { type: Boolean, required: true },
    account: String,
    home: String,
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ conversationId: 1 });
schema.index({ userId: 1, updatedAt: -1 });

export const draftModel = (connection: Connection): Model<DraftDoc> =>
  connection.model<DraftDoc>('draft', schema, 'drafts');

type Drafts = Model<DraftDoc>;

const idOf = (conversationId: string, userId: string) => `${conversationId}:${userId}`;

/** Everybody's drafts in one conversation. */
export async function draftsIn(drafts: Drafts, conversationId: string): Promise<DraftDoc[]> {
  return drafts.find({ conversationId }).lean<DraftDoc[]>();
}

/** A person's drafts, newest first, at most 500. */
export async function draftsOf(drafts: Drafts, userId: string): Promise<DraftDoc[]> {
  return drafts.find({ userId }).sort({ updatedAt: -1 }).limit(500).lean<DraftDoc[]>();
}

/** Puts the draft in place of what was there. */
export async function keepDraft(drafts: Drafts, draft: Omit<DraftDoc, '_id'>): Promise<void> {
  await drafts.replaceOne({ _id: idOf(draft.conversationId, draft.userId) }, draft, { upsert: true });
}

/** Forgets a draft; nothing happens when there is none. */
export async function dropDraft(drafts: Drafts, conversationId: string, userId: string): Promise<void> {
  await drafts.deleteOne({ _id: idOf(conversationId, userId) });
}
