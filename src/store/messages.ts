import { type Connection, type Model, type mongo, Schema } from 'mongoose';
import type { Degradation } from '../../channels/capabilities.ts';
import type { DeliveryState } from '../../channels/delivery.ts';
import type { SentPart } from '../../channels/errors.ts';
import type {
  Attachment,
  AutomaticKind,
  Content,
  EventCard,
  InvitationAnswer,
} from '../../channels/message.ts';
import { insertUnlessThere, raw } from './raw.ts';

/** A file of a message and how far it has come. */
export interface StoredAttachment extends Attachment {
  id: string;
  state: 'pending' | 'stored' | 'failed' | 'unavailable';
  /** Key in the file store, once stored. */
  fileKey?: string;
  /** Key of the network message it came with; an album has several. */
  item?: string;
  thumbnailKey?: string;
}

/** Content as stored: files know their state, files of forwarded messages are among them, HTML lies in `originals`. */
export interface StoredContent extends Omit<Content, 'attachments' | 'html'> {
  attachments: StoredAttachment[];
}

/** The life of an outbound message; every change is conditional on the state it leaves. */
export interface DeliveryDoc {
  state: DeliveryState;
  attempts: number;
  maxAttempts?: number;
  nextTryAt?: Date;
  lockedBy?: string;
  lockedUntil?: Date;
  /** A channel error code. */
  reason?: string;
  detail?: string;
  parts: SentPart[];
  /** By index of the part: what was heard of it alone. */
  partStates?: Record<string, 'delivered' | 'read' | 'failed'>;
  undoUntil?: Date;
  sendAt?: Date;
  /** The `seq` its writer had seen, until it is decided whether a colleague was faster; before that it cannot leave. */
  seen?: number;
  /** When the present state began. */
  at: Date;
  /** A person's answer goes before mass mail; the lower goes first. */
  priority: number;
  /** Since when it may go; its age for giving up counts from here. */
  dueAt?: Date;
  /** True while a part is with the network and its outcome unknown; a crash then leaves more than a lost try. */
  onWire?: boolean;
  /** How many parts the channel makes of it. */
  partCount?: number;
  /** By index of the part: the name its echo will carry. */
  echoKeys?: string[];
  /** Receipts that came before the send's own answer. */
  heard?: HeardReceipt[];
  /** Since when it counts as not delivered; absent while nothing is amiss. */
  undeliveredAt?: Date;
  /** Accounts by which the person could be reached instead, best first; noted when it did not arrive. */
  alternatives?: string[];
  /** The person who stopped trying. */
  givenUpBy?: string;
  /** Whether it was looked at for going another way by itself. */
  fallback?: 'done';
  /** The message that went another way in its place. */
  replacedBy?: string;
}

/** A receipt that waits until the message's ids are known. */
export interface HeardReceipt {
  state: 'delivered' | 'read' | 'failed';
  id: string;
  at: Date;
  reason?: string;
  upTo?: boolean;
  permanent?: boolean;
}

/** What an outbound message needs besides its content; fixed when it is written, the same in every try. */
export interface Outgoing {
  replyTo?: { id: string; text?: string; author?: string };
  /** What is answered, in words, where the network cannot be told by id. */
  quote?: string;
  threading?: { inReplyTo?: string; references: string[] };
  sender?: { name: string; address?: string };
  invitation?: { event: EventCard; answer: InvitationAnswer };
}

export interface MessageAuthor {
  /** `elsewhere`: one of us, on another device or on the network's own site. */
  kind: 'client' | 'user' | 'bot' | 'elsewhere';
  id?: string;
  name: string;
}

export interface MessageDoc {
  _id: string;
  rev: number;
  conversationId: string;
  contactId: string;
  /** Contact it belonged to before a merge; absent while it is with its own. */
  home?: string;
  /** Gapless inside the conversation from 1; the only sort key. */
  seq: number;
  /** Every `messageKey` the networks know it by; absent when none. */
  keys?: string[];
  /** Minted by whoever wrote it; the same one again is the same message. */
  clientId?: string;
  direction: 'in' | 'out';
  kind: 'message' | 'note';
  content: StoredContent;
  accountId: string | null;
  channel: string | null;
  chat: string | null;
  author: MessageAuthor;
  /** What the network claims. */
  sentAt: Date;
  receivedAt: Date;
  editedAt?: Date;
  removedAt?: Date;
  reactions: { by: string; emoji: string }[];
  automatic?: AutomaticKind;
  /** Items of one album share it. */
  group?: string;
  source?: string;
  /** Which further address of ours the person wrote to. */
  to?: string;
  replyToMessageId?: string;
  /** Its place in the conversation, for a jump. */
  replyToSeq?: number;
  mentions?: string[];
  /** True when `originals` holds its HTML. */
  html?: true;
  degradations?: Degradation[];
  delivery?: DeliveryDoc;
  /** The message that did not arrive, in whose place this one goes. */
  insteadOf?: string;
  outgoing?: Outgoing;
  /** Ids of earlier letters that this one names, nearest first; channels without chats only. */
  references?: string[];
  /** When files that are still pending are to be fetched; absent when none is. */
  fetchAt?: Date;
  /** Failed tries to fetch them. */
  fetchTries?: number;
}

const schema = new Schema<MessageDoc>(
  {
    _id: String,
    rev: Number,
    conversationId: String,
    contactId: String,
    home: String,
    seq: Number,
    keys: { type: [String], default: undefined },
    clientId: String,
    direction: String,
    kind: String,
    content: Schema.Types.Mixed,
    accountId: { type: String, default: null },
    channel: { type: String, default: null },
    chat: { type: String, default: null },
    author: Schema.Types.Mixed,
    sentAt: Date,
    receivedAt: Date,
    editedAt: Date,
    removedAt: Date,
    reactions: [Schema.Types.Mixed],
    automatic: String,
    group: String,
    source: String,
    to: String,
    replyToMessageId: String,
    replyToSeq: Number,
    mentions: { type: [String], default: undefined },
    html: Boolean,
    degradations: { type: [Schema.Types.Mixed], default: undefined },
    delivery: Schema.Types.Mixed,
    insteadOf: String,
    outgoing: Schema.Types.Mixed,
    references: { type: [String], default: undefined },
    fetchAt: Date,
    fetchTries: Number,
  },
  { versionKey: false, minimize: false },
);
schema.index({ conversationId: 1, seq: 1 }, { unique: true });
schema.index({ keys: 1 }, { unique: true, sparse: true });
schema.index({ clientId: 1 }, { unique: true, sparse: true });
schema.index({ contactId: 1, receivedAt: -1, _id: -1 });
schema.index(
  { 'delivery.state': 1, 'delivery.nextTryAt': 1 },
  { partialFilterExpression: { 'delivery.state': { $exists: true } } },
);
// One message in flight per conversation, whatever process sends it.
schema.index(
  { conversationId: 1 },
  { unique: true, partialFilterExpression: { 'delivery.state': 'sending' } },
);
schema.index(
  { conversationId: 1, 'delivery.state': 1 },
  { partialFilterExpression: { 'delivery.state': { $exists: true } } },
);
schema.index(
  { accountId: 1, chat: 1, seq: -1 },
  { partialFilterExpression: { 'delivery.state': { $exists: true } } },
);
schema.index(
  { accountId: 1, 'delivery.echoKeys': 1 },
  { partialFilterExpression: { 'delivery.echoKeys': { $exists: true } } },
);
schema.index(
  { 'delivery.undeliveredAt': -1, _id: -1 },
  { partialFilterExpression: { 'delivery.undeliveredAt': { $type: 'date' } } },
);
schema.index({ fetchAt: 1 }, { partialFilterExpression: { fetchAt: { $type: 'date' } } });

export const messageModel = (connection: Connection): Model<MessageDoc> =>
  connection.model<MessageDoc>('message', schema, 'messages');

/** Inserts messages; answers which a unique index refused, and when ordered everything after the first of them. */
export function insertMessages(
  messages: Model<MessageDoc>,
  docs: readonly MessageDoc[],
  ordered: boolean,
): Promise<Set<number>> {
  return insertUnlessThere(messages, docs, ordered);
}

/** The messages that hold any of these keys, one entry per key. */
export async function messagesByKeys(
  messages: Model<MessageDoc>,
  keys: readonly string[],
): Promise<Map<string, MessageDoc>> {
  const byKey = new Map<string, MessageDoc>();
  if (keys.length === 0) return byKey;
  const found = await raw(messages)
    .find({ keys: { $in: [...keys] } })
    .toArray();
  for (const doc of found) for (const key of doc.keys ?? []) byKey.set(key, doc as MessageDoc);
  return byKey;
}

export function messageByClientId(messages: Model<MessageDoc>, clientId: string): Promise<MessageDoc | null> {
  return raw(messages).findOne({ clientId }) as Promise<MessageDoc | null>;
}

export function messageById(messages: Model<MessageDoc>, id: string): Promise<MessageDoc | null> {
  return raw(messages).findOne({ _id: id }) as Promise<MessageDoc | null>;
}

/** A message with a key that begins so; for letters, whose ids go on after their Message-ID. */
export function messageByKeyStart(messages: Model<MessageDoc>, start: string): Promise<MessageDoc | null> {
  const range = { $elemMatch: { $gte: start, $lt: `${start}\uffff` } };
  return raw(messages).findOne({ keys: range } as object) as Promise<MessageDoc | null>;
}

/** Places held free by a merge are no messages. */
export const REAL = { kind: { $in: ['message', 'note'] } };

/** Messages of a conversation after `seq`, in order. */
export function messagesAfter(
  messages: Model<MessageDoc>,
  conversationId: string,
  seq: number,
  limit: number,
): Promise<MessageDoc[]> {
  const found = raw(messages).find({ conversationId, seq: { $gt: seq }, ...REAL } as object);
  return found.sort({ seq: 1 }).limit(limit).toArray() as Promise<MessageDoc[]>;
}

/** Messages of a conversation before `seq` (the newest when null), newest first. */
export function messagesBefore(
  messages: Model<MessageDoc>,
  conversationId: string,
  seq: number | null,
  limit: number,
): Promise<MessageDoc[]> {
  const filter = seq === null ? { conversationId, ...REAL } : { conversationId, seq: { $lt: seq }, ...REAL };
  return raw(messages)
    .find(filter as object)
    .sort({ seq: -1 })
    .limit(limit)
    .toArray() as Promise<MessageDoc[]>;
}

/**
 * Changes one message if it still fits `only`, raising `rev`. Answers it as it is now, or null when it did not fit.
 */
export function changeMessage(
  messages: Model<MessageDoc>,
  id: string,
  change: mongo.UpdateFilter<mongo.Document>,
  only: Record<string, unknown> = {},
): Promise<MessageDoc | null> {
  const $inc = { ...(change.$inc as object | undefined), rev: 1 };
  return raw(messages).findOneAndUpdate({ ...only, _id: id } as object, { ...change, $inc } as object, {
    returnDocument: 'after',
  }) as Promise<MessageDoc | null>;
}

/** Writes a changed message if it is still as it was read; null when somebody was faster. */
export async function saveMessage(
  messages: Model<MessageDoc>,
  before: MessageDoc,
  change: Partial<MessageDoc>,
): Promise<MessageDoc | null> {
  const set = { ...change, rev: before.rev + 1 };
  const done = await raw(messages).updateOne({ _id: before._id, rev: before.rev }, { $set: set } as object);
  return done.matchedCount === 1 ? { ...before, ...set } : null;
}

/** Messages of a contact below `before` in time, newest first. */
export function messagesOfContact(
  messages: Model<MessageDoc>,
  contactId: string,
  before: { at: Date; id: string } | null,
  limit: number,
  kinds: readonly MessageDoc['kind'][],
): Promise<MessageDoc[]> {
  const filter: Record<string, unknown> = { contactId };
  if (kinds.length === 1) filter.kind = kinds[0];
  if (before) {
    filter.receivedAt = { $lte: before.at };
    filter.$or = [{ receivedAt: { $lt: before.at } }, { receivedAt: before.at, _id: { $lt: before.id } }];
  }
  const found = raw(messages)
    .find(filter as object)
    .sort({ receivedAt: -1, _id: -1 });
  return found.limit(limit).toArray() as Promise<MessageDoc[]>;
}

/** Messages after an id, in the order of ids; for reading all of them in pages. */
export function messagesFrom(
  messages: Model<MessageDoc>,
  after: string,
  limit: number,
): Promise<MessageDoc[]> {
  const found = raw(messages).find({ _id: { $gt: after }, ...REAL } as object);
  return found.sort({ _id: 1 }).limit(limit).toArray() as Promise<MessageDoc[]>;
}

/** These messages, newest first. */
export function messagesByIds(messages: Model<MessageDoc>, ids: readonly string[]): Promise<MessageDoc[]> {
  const found = raw(messages).find({ _id: { $in: [...ids] } });
  return found.sort({ _id: -1 }).toArray() as Promise<MessageDoc[]>;
}
