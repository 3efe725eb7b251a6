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
  /** A merge or an undo that is under way; nothing else merges this contact meanwhile. */
  merging?: string;
  /** Merges into this contact that are in force, oldest first. */
  merges?: string[];
  /** What a merge took from the lists and gives back when undone. */
  kept?: Pick<ContactDoc, 'lead' | 'responsible'>;
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
    merging: String,
    merges: { type: [String], default: undefined },
    kept: Schema.Types.Mixed,
    createdAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ responsible: 1 }, { partialFilterExpression: { responsible: { $type: 'string' } } });
schema.index({ mergedInto: 1 }, { partialFilterExpression: { mergedInto: { $type: 'string' } } });
schema.index({ 'lead.plannedFor': 1 }, { partialFilterExpression: { 'lead.status': 'planned' } });

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

/** Ids of the contacts that were merged into any of these, one step deep. */
export async function mergedInto(contacts: Model<ContactDoc>, ids: readonly string[]): Promise<string[]> {
  const found = await raw(contacts)
    .find({ mergedInto: { $in: [...ids] } }, { projection: { _id: 1 } })
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Claims a contact for one merge; false while another one has it. */
export async function claimContact(contacts: Model<ContactDoc>, id: string, merge: string): Promise<boolean> {
  const done = await raw(contacts).updateOne({ _id: id, merging: { $in: [null, merge] } } as object, {
    $set: { merging: merge },
  });
  return done.matchedCount === 1;
}

export async function releaseContacts(
  contacts: Model<ContactDoc>,
  ids: readonly string[],
  merge: string,
): Promise<void> {
  await raw(contacts).updateMany({ _id: { $in: [...ids] }, merging: merge }, {
    $unset: { merging: '' },
  } as object);
}
