import { type Connection, type Model, Schema } from 'mongoose';
import type { LeadStatus } from '../api/protocol.ts';
import { insertUnlessThere, raw } from './raw.ts';

/** `new` wrote for the first time and is not worked yet; fields as in the protocol's `leadView`. */
export interface Lead {
  status: 'none' | LeadStatus;
  at: Date;
  source?: string;
  /** User id of who set the status; absent for the house itself. */
  by?: string;
  plannedFor?: Date;
  amount?: number;
  profit?: number;
  currency?: string;
  reason?: string;
  comment?: string;
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
    mergedInto: String,
    createdAt: Date,
  },
  { versionKey: false, minimize: false },
);

export const contactModel = (connection: Connection): Model<ContactDoc> =>
  connection.model<ContactDoc>('contact', schema, 'contacts');

/** Inserts contacts; those that are there already stay as they are. */
export async function insertContacts(
  contacts: Model<ContactDoc>,
  docs: readonly ContactDoc[],
): Promise<void> {
  await insertUnlessThere(contacts, docs);
}

export function contactById(contacts: Model<ContactDoc>, id: string): Promise<ContactDoc | null> {
  return raw(contacts).findOne({ _id: id }) as Promise<ContactDoc | null>;
}

/** Takes over the network's name unless a colleague has written one; null when it stays. */
export function renameUnnamed(
  contacts: Model<ContactDoc>,
  id: string,
  name: string,
): Promise<ContactDoc | null> {
  return raw(contacts).findOneAndUpdate(
    { _id: id, named: false, name: { $ne: name } },
    { $set: { name }, $inc: { rev: 1 } } as object,
    { returnDocument: 'after' },
  ) as Promise<ContactDoc | null>;
}

/** Changes a contact, raising `rev`; null when there is none. */
export function changeContactDoc(
  contacts: Model<ContactDoc>,
  id: string,
  change: { set: Partial<ContactDoc>; unset?: readonly string[] },
): Promise<ContactDoc | null> {
  const update: Record<string, unknown> = { $inc: { rev: 1 } };
  if (Object.keys(change.set).length > 0) update.$set = change.set;
  if (change.unset && change.unset.length > 0) {
    update.$unset = Object.fromEntries(change.unset.map((name) => [name, '']));
  }
  return raw(contacts).findOneAndUpdate({ _id: id }, update as object, {
    returnDocument: 'after',
  }) as Promise<ContactDoc | null>;
}

/** The conversation of each of these contacts. */
export async function conversationsOfContacts(
  contacts: Model<ContactDoc>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await raw(contacts)
    .find({ _id: { $in: [...ids] } }, { projection: { conversationId: 1 } })
    .toArray();
  return new Map(found.map((doc) => [doc._id, doc.conversationId]));
}

/** Contacts after an id, in the order of ids; for reading all of them in pages. */
export function contactsFrom(
  contacts: Model<ContactDoc>,
  after: string,
  limit: number,
): Promise<ContactDoc[]> {
  const found = raw(contacts).find({ _id: { $gt: after } });
  return found.sort({ _id: 1 }).limit(limit).toArray() as Promise<ContactDoc[]>;
}
