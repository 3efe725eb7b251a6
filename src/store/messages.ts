import type { Model, mongo } from 'mongoose';
import type { MessageDoc } from './message-doc.ts';
import { insertUnlessThere, raw } from './raw.ts';

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
