import { type Connection, type Model, Schema } from 'mongoose';

/** `new` wrote for the first time and is not worked yet. */
export interface Lead {
  status: 'none' | 'new' | 'working' | 'won' | 'lost';
  at: Date;
  source?: string;
  reason?: string;
}

/** A person. Addresses are identities; exactly one conversation. */
export interface ContactDoc {
  _id: string;
  rev: number;
  /** Always readable: the network's name, the address or the number until somebody writes a better one. */
  name: string;
  /** A colleague wrote the name; networks no longer change it. */
  named: boolean;
  conversationId: string;
  language?: string;
  birthday?: string;
  company?: string;
  responsible: string | null;
  labels: string[];
  fields: Record<string, string>;
  /** Deep link or referral of the first message. */
  source?: string;
  lead: Lead;
  avatarKey?: string;
  /** Words that find this person, folded as `search/words.ts` does. */
  tokens: string[];
  /** Set when merged into another contact. */
  mergedInto?: string;
  createdAt: Date;
}

const schema = new Schema<ContactDoc>(
  {
    _id: String,
    rev: Number,
    name: String,
    named: Boolean,
    conversationId: String,
    language: String,
    birthday: String,
    company: String,
    responsible: String,
    labels: [String],
    fields: Schema.Types.Mixed,
    source: String,
    lead: Schema.Types.Mixed,
    avatarKey: String,
    tokens: [String],
    mergedInto: String,
    createdAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ tokens: 1 });

export const contactModel = (connection: Connection): Model<ContactDoc> =>
  connection.model<ContactDoc>('contact', schema, 'contacts');
