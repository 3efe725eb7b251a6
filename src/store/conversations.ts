import { type Connection, type Model, type mongo, Schema } from 'mongoose';
import type { DeliveryState } from '../../channels/delivery.ts';
import type { AttachmentKind } from '../../channels/message.ts';
import type { MessageAuthor } from './message-doc.ts';
import { insertUnlessThere, raw } from './raw.ts';

/** A way to answer the person. */
export interface Route {
  accountId: string;
  channel: string;
  chat: string;
  /** The person's user id on that channel. */
  address: string;
  reachable: boolean;
  lastInboundAt?: Date;
  /** The person let us write, or the network carried a message of ours that the house did not send: they need not write first. */
  spoken?: true;
}

export interface LastMessage {
  id: string;
  seq: number;
  /** At most 200 characters. */
  text: string;
  kind: 'message' | 'note';
  direction: 'in' | 'out';
  channel: string | null;
  author: string;
  /** What kind of author it was, and the id of a colleague; absent on rows of an earlier version. */
  by?: Pick<MessageAuthor, 'kind' | 'id'>;
  at: Date;
  attachments?: AttachmentKind[];
  /** What it holds where it has neither words nor files; the screen has the words. */
  card?: { kind: string; what?: string; detail?: string };
  delivery?: DeliveryState;
}

/** The one thread of a contact across all channels. Every list row is complete in here. */
export interface ConversationDoc {
  _id: string;
  rev: number;
  contactId: string;
  contactName: string;
  avatarKey?: string;
  status: 'open' | 'snoozed' | 'closed';
  assignee: string | null;
  team: string | null;
  /** Messages of the client since a colleague last read or answered. */
  unread: number;
  waitingSince: Date | null;
  snoozedUntil: Date | null;
  lastActivityAt: Date;
  /** Messages up to here are inside this row; the next one gets the number after it. */
  lastSeq: number;
  lastMessage: LastMessage | null;
  /** Channel the client used last; what the channel filter of a list compares. */
  lastChannel: string | null;
  labels: string[];
  /** The one used last first. */
  routes: Route[];
  bot: 'active' | 'silent';
  /** When the assignment moves on without an answer; null while nobody waits, or nobody is routed. */
  leaseUntil: Date | null;
  /** When the routing has to look at it: at once when an assigned person begins to wait, else when the lease ends. */
  routeAt?: Date;
  /** Colleagues who let this wait run out. */
  passed?: string[];
  /** When a person, not the routing, gave it to whoever has it; such a decision outlives that they are off shift. */
  givenAt?: Date;
  /** Who had it before it went to the queue. */
  lastAssignee?: string;
  /** When the present talk began: the first message, or the one that opened a closed conversation. */
  openedAt?: Date;
  /** When one of us last answered. */
  answeredAt?: Date;
  /** Conversation into which it was merged; nothing is appended here until that is undone. */
  mergedInto?: string;
  /** What the row was before a merge closed it. */
  kept?: Record<string, unknown>;
  /** A merge that still puts messages into places below `lastSeq`. */
  reserved?: string;
  createdAt: Date;
}

const schema = new Schema<ConversationDoc>(
  {
    _id: String,
    rev: Number,
    contactId: String,
    contactName: String,
    avatarKey: String,
    status: String,
    assignee: { type: String, default: null },
    team: { type: String, default: null },
    unread: Number,
    waitingSince: { type: Date, default: null },
    snoozedUntil: { type: Date, default: null },
    lastActivityAt: Date,
    lastSeq: Number,
    lastMessage: Schema.Types.Mixed,
    lastChannel: { type: String, default: null },
    labels: [String],
    routes: [Schema.Types.Mixed],
    bot: String,
    leaseUntil: { type: Date, default: null },
    routeAt: Date,
    passed: { type: [String], default: undefined },
    givenAt: Date,
    lastAssignee: String,
    openedAt: Date,
    answeredAt: Date,
    mergedInto: String,
    kept: Schema.Types.Mixed,
    reserved: String,
    createdAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ contactId: 1 }, { unique: true });
schema.index({ status: 1, lastActivityAt: -1, _id: -1 });
schema.index({ assignee: 1, status: 1, lastActivityAt: -1, _id: -1 });
schema.index(
  { team: 1, status: 1, lastActivityAt: -1, _id: -1 },
  { partialFilterExpression: { team: { $type: 'string' } } },
);
schema.index({ lastChannel: 1, status: 1, lastActivityAt: -1, _id: -1 });
schema.index({ snoozedUntil: 1 }, { partialFilterExpression: { snoozedUntil: { $type: 'date' } } });
schema.index({ routeAt: 1 }, { partialFilterExpression: { routeAt: { $type: 'date' } } });
schema.index(
  { status: 1, waitingSince: 1, _id: 1 },
  { partialFilterExpression: { waitingSince: { $type: 'date' } } },
);
schema.index(
  { assignee: 1, status: 1, waitingSince: 1, _id: 1 },
  { partialFilterExpression: { waitingSince: { $type: 'date' } } },
);

export const conversationModel = (connection: Connection): Model<ConversationDoc> =>
  connection.model<ConversationDoc>('conversation', schema, 'conversations');

export function conversationById(
  conversations: Model<ConversationDoc>,
  id: string,
): Promise<ConversationDoc | null> {
  return raw(conversations).findOne({ _id: id }) as Promise<ConversationDoc | null>;
}

export async function conversationsById(
  conversations: Model<ConversationDoc>,
  ids: readonly string[],
): Promise<Map<string, ConversationDoc>> {
  if (ids.length === 0) return new Map();
  const found = await raw(conversations)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return new Map(found.map((row) => [row._id, row as ConversationDoc]));
}

/** Writes a changed row if it is still as it was read; null when somebody was faster. */
export async function saveConversation(
  conversations: Model<ConversationDoc>,
  before: ConversationDoc,
  wanted: ConversationDoc,
): Promise<ConversationDoc | null> {
  const after = { ...wanted, rev: before.rev + 1 };
  const done = await raw(conversations).updateOne(
    { _id: before._id, rev: before.rev },
    changesOf(before, after),
  );
  return done.matchedCount === 1 ? after : null;
}

/** Writes many changed rows at once and answers the ids of those that somebody else had changed meanwhile. */
export async function saveConversations(
  conversations: Model<ConversationDoc>,
  changes: readonly { before: ConversationDoc; after: ConversationDoc }[],
): Promise<Set<string>> {
  const writes = changes.map(({ before, after }) => ({
    filter: { _id: before._id, rev: before.rev },
    update: changesOf(before, after),
  }));
  const [first] = writes;
  if (first === undefined) return new Set();
  // As for inserts: a bulk of one costs the driver twice what one update does.
  const { matchedCount } =
    writes.length === 1
      ? await raw(conversations).updateOne(first.filter, first.update)
      : await raw(conversations).bulkWrite(
          writes.map((updateOne) => ({ updateOne })),
          { ordered: false },
        );
  if (matchedCount === changes.length) return new Set();
  const now = await conversationsById(
    conversations,
    changes.map(({ after }) => after._id),
  );
  const missed = changes.filter(({ after }) => {
    const row = now.get(after._id);
    return row === undefined || row.rev !== after.rev || row.lastSeq !== after.lastSeq;
  });
  return new Set(missed.map(({ after }) => after._id));
}

/** The `$set` and `$unset` that lead from one row to the other; untouched fields are not sent. */
export function changesOf(
  before: ConversationDoc,
  after: ConversationDoc,
): mongo.UpdateFilter<ConversationDoc & mongo.Document> {
  const set: Record<string, unknown> = {};
  const unset: Record<string, ''> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof ConversationDoc>) {
    if (after[name] === before[name]) continue;
    if (after[name] === undefined) unset[name] = '';
    else set[name] = after[name];
  }
  return Object.keys(unset).length > 0 ? { $set: set, $unset: unset } : { $set: set };
}

/** One range of the lists; absent members do not narrow it. */
export interface ListFilter {
  assignee?: string | null;
  team?: string | null;
  channel?: string;
  label?: string;
  statuses: readonly string[];
}

/** Rows below `before`, by last activity, newest first. Always a walk along one index, never a sort. */
export function listRows(
  conversations: Model<ConversationDoc>,
  wanted: ListFilter,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<ConversationDoc[]> {
  const { assignee, team, channel, label, statuses } = wanted;
  const [only] = statuses;
  const filter: Record<string, unknown> = {
    status: statuses.length === 1 ? only : { $in: [...statuses] },
    mergedInto: { $exists: false },
  };
  if (assignee !== undefined) filter.assignee = assignee;
  if (team !== undefined) filter.team = team;
  if (channel !== undefined) filter.lastChannel = channel;
  if (label !== undefined) filter.labels = label;
  if (before) {
    filter.lastActivityAt = { $lte: before.at };
    filter.$or = [
      { lastActivityAt: { $lt: before.at } },
      { lastActivityAt: before.at, _id: { $lt: before.id } },
    ];
  }
  const found = raw(conversations)
    .find(filter as object)
    .sort({ lastActivityAt: -1, _id: -1 });
  return found.limit(limit).toArray() as Promise<ConversationDoc[]>;
}

/** Conversations whose snooze has ended. */
export async function dueSnoozed(
  conversations: Model<ConversationDoc>,
  now: Date,
  limit: number,
): Promise<string[]> {
  const due = await raw(conversations)
    .find({ snoozedUntil: { $type: 'date', $lte: now } }, { projection: { _id: 1 } })
    .sort({ snoozedUntil: 1 })
    .limit(limit)
    .toArray();
  return due.map((row) => row._id);
}

/** How many open conversations each pair of assignee and team has, and in how many of them somebody waits. */
export async function openCells(
  conversations: Model<ConversationDoc>,
): Promise<{ assignee: string | null; team: string | null; count: number; waiting: number }[]> {
  const waits = { $cond: [{ $eq: ['$waitingSince', null] }, 0, 1] };
  const cells = await conversations.aggregate<{
    _id: { assignee: string | null; team: string | null };
    count: number;
    waiting: number;
  }>([
    { $match: { status: 'open' } },
    {
      $group: {
        _id: { assignee: '$assignee', team: '$team' },
        count: { $sum: 1 },
        waiting: { $sum: waits },
      },
    },
  ]);
  return cells.map(({ _id, count, waiting }) => ({ ..._id, count, waiting }));
}

/** Inserts rows; answers the indexes of those that are there already. */
export function insertConversations(
  conversations: Model<ConversationDoc>,
  docs: readonly ConversationDoc[],
): Promise<Set<number>> {
  return insertUnlessThere(conversations, docs);
}
