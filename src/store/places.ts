import type { Model } from 'mongoose';
import { isDuplicate } from './duplicate.ts';
import type { MessageDoc } from './message-doc.ts';
import { REAL } from './messages.ts';
import { raw } from './raw.ts';

/** Where a message stands, without its words. */
export interface PlaceRow {
  _id: string;
  conversationId: string;
  seq: number;
  receivedAt: Date;
  home?: string;
  direction: MessageDoc['direction'];
  accountId: string | null;
  channel: string | null;
  chat: string | null;
  author: MessageDoc['author'];
  replyToMessageId?: string;
  replyToSeq?: number;
}

const PLACE = {
  conversationId: 1,
  seq: 1,
  receivedAt: 1,
  home: 1,
  direction: 1,
  accountId: 1,
  channel: 1,
  chat: 1,
  author: 1,
  replyToMessageId: 1,
  replyToSeq: 1,
};

/** Every message of a conversation up to `lastSeq`, in order. */
export async function placesOf(
  messages: Model<MessageDoc>,
  conversationId: string,
  lastSeq = Number.MAX_SAFE_INTEGER,
): Promise<PlaceRow[]> {
  const all: PlaceRow[] = [];
  for (let after = 0; ; ) {
    const page = await raw(messages)
      .find({ conversationId, seq: { $gt: after, $lte: lastSeq }, ...REAL } as object)
      .sort({ seq: 1 })
      .limit(5000)
      .project<PlaceRow>(PLACE)
      .toArray();
    all.push(...page);
    after = page[page.length - 1]?.seq ?? after;
    if (page.length < 5000) return all;
  }
}

/** A message's new place. `at` is where it is now; a message that is elsewhere by now stays there. */
export interface Move {
  id: string;
  at: { conversationId: string; seq: number };
  to: { conversationId: string; contactId: string; seq: number };
  /** Null takes the mark away; undefined leaves it as it is. */
  home?: string | null;
}

/** Moves messages one after the other, raising `rev`. Rejects with a duplicate key where a place is taken. */
export async function moveMessages(messages: Model<MessageDoc>, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  await raw(messages).bulkWrite(
    moves.map(({ id, at, to, home }) => ({
      updateOne: {
        filter: { _id: id, ...at } as object,
        update: {
          $set: { ...to, ...(typeof home === 'string' ? { home } : {}) },
          $inc: { rev: 1 },
          ...(home === null ? { $unset: { home: '' } } : {}),
        } as object,
      },
    })),
    { ordered: true },
  );
}

/** Marks whose messages these were before a merge. */
export async function markHomes(
  messages: Model<MessageDoc>,
  marks: readonly { id: string; home: string }[],
): Promise<void> {
  if (marks.length === 0) return;
  await raw(messages).bulkWrite(
    marks.map(({ id, home }) => ({
      updateOne: { filter: { _id: id } as object, update: { $set: { home } } as object },
    })),
    { ordered: false },
  );
}

/** Writes where answered messages stand now; null: no longer in the same conversation. */
export async function mendReplies(
  messages: Model<MessageDoc>,
  mended: readonly { id: string; seq: number | null }[],
): Promise<void> {
  if (mended.length === 0) return;
  await raw(messages).bulkWrite(
    mended.map(({ id, seq }) => ({
      updateOne: {
        filter: { _id: id } as object,
        update: (seq === null
          ? { $unset: { replyToSeq: '' }, $inc: { rev: 1 } }
          : { $set: { replyToSeq: seq }, $inc: { rev: 1 } }) as object,
      },
    })),
    { ordered: false },
  );
}

/**
 * Keeps everybody from appending to a conversation: holds the place after its last message. False when a message has
 * that place already.
 */
export async function holdPlace(
  messages: Model<MessageDoc>,
  conversationId: string,
  seq: number,
): Promise<boolean> {
  try {
    await raw(messages).updateOne(
      { _id: holdId(conversationId) } as object,
      { $set: { conversationId, seq, kind: 'hold', rev: 1 } } as object,
      { upsert: true },
    );
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

export async function freePlace(messages: Model<MessageDoc>, conversationId: string): Promise<void> {
  await raw(messages).deleteOne({ _id: holdId(conversationId) } as object);
}

const holdId = (conversationId: string) => `hold:${conversationId}`;

/** Who has these places now. */
export async function occupants(
  messages: Model<MessageDoc>,
  conversationId: string,
  seqs: readonly number[],
): Promise<{ _id: string; seq: number; hold: boolean }[]> {
  const found = await raw(messages)
    .find({ conversationId, seq: { $in: [...seqs] } } as object)
    .project<{ _id: string; seq: number }>({ seq: 1 })
    .toArray();
  return found.map(({ _id, seq }) => ({ _id, seq, hold: _id === holdId(conversationId) }));
}
