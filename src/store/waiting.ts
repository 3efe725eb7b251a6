import type { Model } from 'mongoose';
import type { ContactDoc } from './contacts.ts';
import { type ConversationDoc, changesOf } from './conversations.ts';
import { raw } from './raw.ts';

type Conversations = Model<ConversationDoc>;

/** Where a walk along those who wait goes on; the longest come first. */
export interface WaitingPlace {
  since: Date;
  id: string;
}

const WAITS = { status: 'open', waitingSince: { $type: 'date' } } as const;

/** People of one colleague who wait, or of nobody (null), or of everybody (undefined); the longest first. */
export function waitingRows(
  conversations: Conversations,
  assignee: string | null | undefined,
  after: WaitingPlace | null,
  limit: number,
  more: { channel?: string | undefined; label?: string | undefined } = {},
): Promise<ConversationDoc[]> {
  const filter: Record<string, unknown> = { ...WAITS };
  if (assignee !== undefined) filter.assignee = assignee;
  if (after) {
    filter.waitingSince = { $type: 'date', $gte: after.since };
    filter.$or = [
      { waitingSince: { $gt: after.since } },
      { waitingSince: after.since, _id: { $gt: after.id } },
    ];
  }
  if (more.channel !== undefined) filter.lastChannel = more.channel;
  if (more.label !== undefined) filter.labels = more.label;
  const found = raw(conversations)
    .find(filter as object)
    .sort({ waitingSince: 1, _id: 1 });
  return found.limit(limit).toArray() as Promise<ConversationDoc[]>;
}

/** How many people of nobody and of these colleagues wait. */
export async function countWaiting(
  conversations: Conversations,
  assignees: readonly (string | null)[],
): Promise<number> {
  const counts = await Promise.all(
    assignees.map((assignee) => raw(conversations).countDocuments({ ...WAITS, assignee } as object)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Rows of these colleagues that wait; for those who have gone. */
export function waitingOf(
  conversations: Conversations,
  assignees: readonly string[],
  limit: number,
): Promise<ConversationDoc[]> {
  if (assignees.length === 0) return Promise.resolve([]);
  const found = raw(conversations).find({ ...WAITS, assignee: { $in: [...assignees] } } as object);
  return found.limit(limit).toArray() as Promise<ConversationDoc[]>;
}

/** Rows that the routing has to look at by now, the most overdue first. */
export function dueRows(conversations: Conversations, now: Date, limit: number): Promise<ConversationDoc[]> {
  const found = raw(conversations)
    .find({ routeAt: { $type: 'date', $lte: now } } as object)
    .sort({ routeAt: 1 });
  return found.limit(limit).toArray() as Promise<ConversationDoc[]>;
}

/** Rows of these colleagues that wait and that the routing was never asked about. */
export function unroutedRows(
  conversations: Conversations,
  assignees: readonly string[],
  limit: number,
): Promise<ConversationDoc[]> {
  const filter = { ...WAITS, assignee: { $in: [...assignees] }, routeAt: { $exists: false } };
  return raw(conversations)
    .find(filter as object)
    .limit(limit)
    .toArray() as Promise<ConversationDoc[]>;
}

/** Rows with a lease, for a house that no longer routes. */
export function leasedRows(conversations: Conversations, limit: number): Promise<ConversationDoc[]> {
  const found = raw(conversations).find({
    routeAt: { $type: 'date' },
    leaseUntil: { $type: 'date' },
  } as object);
  return found.limit(limit).toArray() as Promise<ConversationDoc[]>;
}

/** Open and snoozed rows of these colleagues. */
export function unfinishedOf(
  conversations: Conversations,
  assignees: readonly string[],
  limit: number,
): Promise<ConversationDoc[]> {
  if (assignees.length === 0) return Promise.resolve([]);
  const found = raw(conversations).find({
    assignee: { $in: [...assignees] },
    status: { $in: ['open', 'snoozed'] },
  } as object);
  return found.limit(limit).toArray() as Promise<ConversationDoc[]>;
}

/** What a colleague holds: everything open, or only people who wait; counted up to `most`. */
export async function loadOf(
  conversations: Conversations,
  assignee: string,
  counts: 'open' | 'waiting',
  most: number,
): Promise<number> {
  if (most <= 0) return 0;
  const held = counts === 'open' ? { status: 'open', assignee } : { ...WAITS, assignee };
  return raw(conversations).countDocuments(held as object, { limit: most });
}

/** What the routing wants to know of contacts. */
export async function routingFacts(
  contacts: Model<ContactDoc>,
  ids: readonly string[],
): Promise<Map<string, Pick<ContactDoc, '_id' | 'responsible' | 'language'>>> {
  if (ids.length === 0) return new Map();
  const found = await raw(contacts)
    .find({ _id: { $in: [...new Set(ids)] } }, { projection: { responsible: 1, language: 1 } })
    .toArray();
  return new Map(found.map((doc) => [doc._id, doc as ContactDoc]));
}

/** Writes rows that are still at the revision read; answers whether all of them were. */
export async function saveAtRev(
  conversations: Conversations,
  changes: readonly { before: ConversationDoc; after: ConversationDoc }[],
): Promise<boolean> {
  if (changes.length === 0) return true;
  const done = await raw(conversations).bulkWrite(
    changes.map(({ before, after }) => ({
      updateOne: { filter: { _id: before._id, rev: before.rev }, update: changesOf(before, after) },
    })),
    { ordered: false },
  );
  return done.matchedCount === changes.length;
}
