import { type Connection, type Model, Schema } from 'mongoose';
import type { MERGE_STATES, MergeField } from '../api/protocol.ts';
import type { ContactDoc } from './contacts.ts';
import type { ConversationDoc } from './conversations.ts';
import { raw } from './raw.ts';

export type MergeState = (typeof MERGE_STATES)[number];

/** What a survivor was before a merge and what the merge made of it; undoing takes the difference back. */
export interface Difference<T> {
  before: T;
  after: T;
}

/**
 * One merge: the losing contacts `from` belong to `into` until it is undone. Nothing is destroyed, so this document
 * only says how far the work is and what the survivor was like before.
 */
export interface MergeDoc {
  _id: string;
  rev: number;
  into: string;
  /** Name of the survivor when it happened. */
  name: string;
  from: { id: string; name: string; conversationId: string }[];
  at: Date;
  by: { kind: 'user' | 'bot' | 'system'; id: string | null; name: string };
  cause: 'person' | 'link';
  /** Why the house did it by itself. */
  evidence?: { kind: string; [fact: string]: unknown }[];
  /** Keys of the addresses that prove it; taking one of them away undoes the merge. */
  addresses?: string[];
  choices: Partial<Record<MergeField, string>>;
  state: MergeState;
  /** Steps of the present state that are done. */
  step: number;
  moved: Record<string, number>;
  contact?: Difference<ContactDoc>;
  row?: Difference<ConversationDoc>;
  undoing?: UndoPlan;
  undoneAt: Date | null;
  /** A process works on it until then, and says so again as long as it does. */
  lockedUntil?: Date;
}

/** What an undo decided while nothing could be appended; carried out afterwards, as often as it takes. */
export interface UndoPlan {
  at: Date;
  by: string | null;
  /** The contact that holds everything when it is undone; another than `into` when that was merged since. */
  root: string;
  /** Rows that come back, by contact. */
  rows: Record<string, ConversationDoc>;
  /** The root's row as it was expected and as it shall be. */
  row: Difference<ConversationDoc>;
  contact: Difference<ContactDoc>;
  /** What later merges know of the survivor, without what this one brought. */
  later: {
    id: string;
    side: 'into' | 'from';
    contact: Difference<ContactDoc>;
    row: Difference<ConversationDoc>;
  }[];
}

const schema = new Schema<MergeDoc>(
  {
    _id: String,
    rev: Number,
    into: String,
    name: String,
    from: [Schema.Types.Mixed],
    at: Date,
    by: Schema.Types.Mixed,
    cause: String,
    evidence: { type: [Schema.Types.Mixed], default: undefined },
    addresses: { type: [String], default: undefined },
    choices: Schema.Types.Mixed,
    state: String,
    step: Number,
    moved: Schema.Types.Mixed,
    contact: Schema.Types.Mixed,
    row: Schema.Types.Mixed,
    undoing: Schema.Types.Mixed,
    undoneAt: { type: Date, default: null },
    lockedUntil: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ at: -1, _id: -1 });
schema.index({ into: 1, at: 1 });
schema.index({ 'from.id': 1, at: 1 });
schema.index({ state: 1 });

export const mergeModel = (connection: Connection): Model<MergeDoc> =>
  connection.model<MergeDoc>('merge', schema, 'merges');

type Merges = Model<MergeDoc>;

export async function insertMerge(merges: Merges, doc: MergeDoc): Promise<void> {
  await raw(merges).insertOne(doc as never);
}

export function mergeById(merges: Merges, id: string): Promise<MergeDoc | null> {
  return raw(merges).findOne({ _id: id }) as Promise<MergeDoc | null>;
}

/** Changes a merge if it still fits `only`; null when it did not. */
export function changeMerge(
  merges: Merges,
  id: string,
  set: Partial<MergeDoc>,
  only: Record<string, unknown> = {},
): Promise<MergeDoc | null> {
  return raw(merges).findOneAndUpdate(
    { ...only, _id: id } as object,
    { $set: set, $inc: { rev: 1 } } as object,
    { returnDocument: 'after' },
  ) as Promise<MergeDoc | null>;
}

export async function deleteMerge(merges: Merges, id: string): Promise<void> {
  await raw(merges).deleteOne({ _id: id });
}

/** Merges that a crash may have left half done, oldest first. */
export async function unfinishedMerges(merges: Merges): Promise<MergeDoc[]> {
  const found = await raw(merges)
    .find({ state: { $in: ['planned', 'moving', 'undoing'] } })
    .toArray();
  return (found as MergeDoc[]).sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** Merges in force that have this contact on either side, oldest first. */
export async function mergesOf(merges: Merges, contactId: string): Promise<MergeDoc[]> {
  const found = (await raw(merges)
    .find({ $or: [{ into: contactId }, { 'from.id': contactId }] } as object)
    .toArray()) as MergeDoc[];
  return found
    .filter(({ state }) => state === 'done' || state === 'moving' || state === 'undoing')
    .sort((one, other) => one.at.getTime() - other.at.getTime() || (one._id < other._id ? -1 : 1));
}

/** A page of all merges, newest first. */
export function listMergeDocs(
  merges: Merges,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<MergeDoc[]> {
  const filter: Record<string, unknown> = {};
  if (before) {
    filter.at = { $lte: before.at };
    filter.$or = [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }];
  }
  return raw(merges)
    .find(filter as object)
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .toArray() as Promise<MergeDoc[]>;
}
