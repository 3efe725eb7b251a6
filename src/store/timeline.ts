import { type Connection, type Model, Schema } from 'mongoose';
import type { TIMELINE_KINDS } from '../api/protocol.ts';
import { insertUnlessThere, raw } from './raw.ts';

export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/**
 * Anything that happened with a contact besides messages and notes, which are read from `messages` themselves.
 * The id is derived from the cause, so that recording again changes nothing.
 */
export interface TimelineDoc {
  _id: string;
  rev: number;
  contactId: string;
  /** Contact it belonged to before a merge; absent while it is with its own. */
  home?: string;
  kind: Exclude<TimelineKind, 'message' | 'note'>;
  at: Date;
  /** Name of who did it; null for the house itself. */
  by: string | null;
  /** Facts of the kind, shown as they are. */
  data: Record<string, unknown>;
}

const schema = new Schema<TimelineDoc>(
  {
    _id: String,
    rev: Number,
    contactId: String,
    home: String,
    kind: String,
    at: Date,
    by: { type: String, default: null },
    data: Schema.Types.Mixed,
  },
  { versionKey: false, minimize: false },
);
schema.index({ contactId: 1, at: -1, _id: -1 });
// What reports count.
schema.index({ at: 1 }, { partialFilterExpression: { kind: 'lead' } });

export const timelineModel = (connection: Connection): Model<TimelineDoc> =>
  connection.model<TimelineDoc>('timeline', schema, 'timeline');

/** Inserts entries; those that are there already stay as they are. */
export async function insertEntries(
  timeline: Model<TimelineDoc>,
  docs: readonly TimelineDoc[],
): Promise<void> {
  await insertUnlessThere(timeline, docs);
}

export function entryById(timeline: Model<TimelineDoc>, id: string): Promise<TimelineDoc | null> {
  return raw(timeline).findOne({ _id: id }) as Promise<TimelineDoc | null>;
}

/** Writes an entry that changes in the course of time if it is still as it was read; false when somebody was faster. */
export async function saveEntry(
  timeline: Model<TimelineDoc>,
  before: TimelineDoc | null,
  after: TimelineDoc,
): Promise<boolean> {
  if (before === null) return (await insertUnlessThere(timeline, [after])).size === 0;
  const { _id, ...fields } = after;
  const done = await raw(timeline).updateOne({ _id, rev: before.rev }, { $set: fields } as object);
  return done.matchedCount === 1;
}

/** Takes an entry out of a contact's timeline; one that is somebody else's by now stays. */
export async function deleteEntry(
  timeline: Model<TimelineDoc>,
  id: string,
  contactId: string,
): Promise<void> {
  await raw(timeline).deleteOne({ _id: id, contactId });
}

/** Entries of a contact older than `before` (the newest when null), newest first. */
export function entriesBefore(
  timeline: Model<TimelineDoc>,
  contactId: string,
  before: { at: Date; id: string } | null,
  limit: number,
  kinds?: readonly string[],
): Promise<TimelineDoc[]> {
  const filter: Record<string, unknown> = { contactId };
  if (kinds) filter.kind = { $in: [...kinds] };
  if (before) {
    filter.at = { $lte: before.at };
    filter.$or = [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }];
  }
  const found = raw(timeline)
    .find(filter as object)
    .sort({ at: -1, _id: -1 });
  return found.limit(limit).toArray() as Promise<TimelineDoc[]>;
}
