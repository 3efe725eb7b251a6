import type { Model } from 'mongoose';
import { type DeliveryState, ENTERED_FROM } from '../../channels/delivery.ts';
import type { SentPart } from '../../channels/errors.ts';
import { isDuplicate } from './duplicate.ts';
import type { HeardReceipt, MessageDoc } from './message-doc.ts';
import { changeMessage } from './messages.ts';
import { raw } from './raw.ts';

type Messages = Model<MessageDoc>;

/** What a change of state brings along besides the state itself; paths from the top of the document. */
export interface Along {
  set?: Record<string, unknown>;
  unset?: readonly string[];
  /** Further conditions. */
  only?: Record<string, unknown>;
  /** Keys by which the network knows it from now on. */
  keys?: readonly string[];
  /** Narrower than what the table allows. */
  from?: readonly DeliveryState[];
}

/** The only way in which a delivery changes its state: conditional on a state the table allows. Null: it did not fit. */
export function enterState(
  messages: Messages,
  id: string,
  next: DeliveryState,
  at: Date,
  along: Along = {},
): Promise<MessageDoc | null> {
  const allowed = ENTERED_FROM[next].filter((state) => along.from?.includes(state) ?? true);
  const leaving = [
    'delivery.lockedBy',
    'delivery.lockedUntil',
    'delivery.onWire',
    'delivery.nextTryAt',
    'delivery.undeliveredAt',
    'delivery.alternatives',
  ];
  const set: Record<string, unknown> = { 'delivery.state': next, 'delivery.at': at, ...along.set };
  // A try in vain, and every end that is none.
  const amiss = next === 'failed' || next === 'uncertain' || 'delivery.reason' in set;
  if (amiss) set['delivery.undeliveredAt'] = at;
  const unset = [...leaving, ...(along.unset ?? [])].filter((path) => !(path in set));
  return changeMessage(
    messages,
    id,
    {
      $set: set,
      $unset: Object.fromEntries(unset.map((path) => [path, ''])),
      ...(along.keys && along.keys.length > 0 && { $addToSet: { keys: { $each: [...along.keys] } } }),
    },
    { ...along.only, 'delivery.state': { $in: allowed } },
  );
}

/** An entry of the queue as the worker keeps it in memory. */
export interface QueuedRow {
  _id: string;
  conversationId: string;
  accountId: string;
  channel: string;
  chat: string;
  seq: number;
  delivery: { priority: number; nextTryAt: Date; sendAt?: Date };
}

const QUEUED_ROW = {
  conversationId: 1,
  accountId: 1,
  channel: 1,
  chat: 1,
  seq: 1,
  'delivery.priority': 1,
  'delivery.nextTryAt': 1,
  'delivery.sendAt': 1,
};

/** The queue's entries among these messages. */
export function queuedByIds(messages: Messages, ids: readonly string[]): Promise<QueuedRow[]> {
  return raw(messages)
    .find({ _id: { $in: [...ids] }, 'delivery.state': 'queued' })
    .project<QueuedRow>(QUEUED_ROW)
    .toArray();
}

/** Everything queued whose time comes before `until`, the longest due first. Reads in batches as it is consumed. */
export function queuedUntil(messages: Messages, until: Date): AsyncIterable<QueuedRow> {
  return raw(messages)
    .find({ 'delivery.state': 'queued', 'delivery.nextTryAt': { $lt: until } })
    .sort({ 'delivery.state': 1, 'delivery.nextTryAt': 1 })
    .project<QueuedRow>(QUEUED_ROW)
    .batchSize(1000);
}

export interface OpenRow {
  _id: string;
  seq: number;
  delivery: { state: 'queued' | 'sending'; nextTryAt?: Date; sendAt?: Date; seen?: number };
}

/** What a conversation still has to send or is sending, in no order. */
export function openDeliveries(messages: Messages, conversationId: string): Promise<OpenRow[]> {
  return raw(messages)
    .find({ conversationId, 'delivery.state': { $in: ['queued', 'sending'] } })
    .project<OpenRow>({
      seq: 1,
      'delivery.state': 1,
      'delivery.nextTryAt': 1,
      'delivery.sendAt': 1,
      'delivery.seen': 1,
    })
    .toArray();
}

/** No colleague was faster: it may leave. */
export async function letLeave(messages: Messages, id: string): Promise<void> {
  await raw(messages).updateOne({ _id: id }, { $unset: { 'delivery.seen': '' } } as object);
}

/**
 * Makes one message this worker's until the lock ends. 'gone': not queued, not due, or not decided; 'busy': another
 * message of the conversation is in flight.
 */
export async function claimDelivery(
  messages: Messages,
  id: string,
  worker: string,
  now: Date,
  lockedUntil: Date,
): Promise<MessageDoc | 'gone' | 'busy'> {
  try {
    const claimed = await changeMessage(
      messages,
      id,
      {
        $set: {
          'delivery.state': 'sending',
          'delivery.at': now,
          'delivery.lockedBy': worker,
          'delivery.lockedUntil': lockedUntil,
          'delivery.onWire': false,
        },
        $unset: { 'delivery.nextTryAt': '', 'delivery.undoUntil': '' },
        $inc: { 'delivery.attempts': 1 },
      },
      {
        'delivery.state': 'queued',
        'delivery.nextTryAt': { $lte: now },
        'delivery.seen': { $exists: false },
      },
    );
    return claimed ?? 'gone';
  } catch (error) {
    if (isDuplicate(error)) return 'busy';
    throw error;
  }
}

const HELD = (worker: string) => ({ 'delivery.state': 'sending', 'delivery.lockedBy': worker });

/** Moves the end of a lock, and says whether a part is about to go out; false when the lock is lost. */
export async function keepLock(
  messages: Messages,
  id: string,
  worker: string,
  lockedUntil: Date,
  onWire?: boolean,
): Promise<boolean> {
  const set = {
    'delivery.lockedUntil': lockedUntil,
    ...(onWire !== undefined && { 'delivery.onWire': onWire }),
  };
  const done = await raw(messages).updateOne({ _id: id, ...HELD(worker) } as object, { $set: set } as object);
  return done.matchedCount === 1;
}

/** Notes parts that the network has, whatever the state is by now; already noted ones stay as they are. */
export async function noteParts(
  messages: Messages,
  id: string,
  parts: readonly SentPart[],
  keys: readonly string[],
  set: Record<string, unknown> = {},
): Promise<MessageDoc | null> {
  let latest: MessageDoc | null = null;
  for (const part of parts) {
    const change = {
      $push: { 'delivery.parts': part } as object,
      $addToSet: { keys: { $each: [...keys] } },
      ...(Object.keys(set).length > 0 && { $set: set }),
    };
    const noted = await changeMessage(messages, id, change, { 'delivery.parts.index': { $ne: part.index } });
    latest = noted ?? latest;
  }
  return latest;
}

/** Messages in flight whose lock has ended; every message in flight without `now`. */
export function abandonedDeliveries(messages: Messages, now?: Date): Promise<MessageDoc[]> {
  const ended = now === undefined ? { $exists: true } : { $lte: now };
  return raw(messages)
    .find({ 'delivery.state': 'sending', 'delivery.lockedUntil': ended })
    .limit(500)
    .toArray() as Promise<MessageDoc[]>;
}

/** The outbound message that an echo or a receipt names by the key that was handed over when sending. */
export function messageByEchoKey(
  messages: Messages,
  accountId: string,
  key: string,
): Promise<MessageDoc | null> {
  return raw(messages).findOne({ accountId, 'delivery.echoKeys': key }) as Promise<MessageDoc | null>;
}

/** Outbound messages of a chat in these states, newest first. */
export function deliveriesOfChat(
  messages: Messages,
  accountId: string,
  chat: string,
  states: readonly DeliveryState[],
  limit: number,
  upToSeq?: number,
): Promise<MessageDoc[]> {
  const filter: Record<string, unknown> = { accountId, chat, 'delivery.state': { $in: [...states] } };
  if (upToSeq !== undefined) filter.seq = { $lte: upToSeq };
  return raw(messages)
    .find(filter as object)
    .sort({ accountId: 1, chat: 1, seq: -1 })
    .limit(limit)
    .toArray() as Promise<MessageDoc[]>;
}

/** Keeps a receipt at the message that is in flight in this chat; false when none is. */
export async function hearAhead(
  messages: Messages,
  accountId: string,
  chat: string,
  receipt: HeardReceipt,
): Promise<boolean> {
  const done = await raw(messages).updateOne(
    { accountId, chat, 'delivery.state': 'sending' } as object,
    { $push: { 'delivery.heard': { $each: [receipt], $slice: -20 } } } as object,
  );
  return done.matchedCount === 1;
}

/** The newest external ids of a chat on one account, newest first; what a letter refers back to. */
export async function latestInbound(
  messages: Messages,
  conversationId: string,
  accountId: string,
  chat: string,
): Promise<MessageDoc | null> {
  return raw(messages).findOne(
    {
      conversationId,
      accountId,
      chat,
      direction: 'in',
      kind: 'message',
      automatic: { $exists: false },
    } as object,
    { sort: { seq: -1 } },
  ) as Promise<MessageDoc | null>;
}
