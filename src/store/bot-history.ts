import type { Model } from 'mongoose';
import type { ConversationDoc } from './conversations.ts';
import type { MessageDoc } from './message-doc.ts';
import { raw } from './raw.ts';
import type { TimelineDoc } from './timeline.ts';

/** Conversations after an id, in the order of ids; for reading all of them in slices. */
export function conversationsFrom(
  conversations: Model<ConversationDoc>,
  after: string,
  limit: number,
): Promise<ConversationDoc[]> {
  const found = raw(conversations).find({ _id: { $gt: after } });
  return found.sort({ _id: 1 }).limit(limit).toArray() as Promise<ConversationDoc[]>;
}

/** Ids of the first and of the last conversation; empty where there is none. */
export async function conversationBounds(
  conversations: Model<ConversationDoc>,
): Promise<{ first: string; last: string }> {
  const end = async (order: 1 | -1) => {
    const [found] = await raw(conversations)
      .find({}, { projection: { _id: 1 } })
      .sort({ _id: order })
      .limit(1)
      .toArray();
    return found?._id ?? '';
  };
  const [first, last] = await Promise.all([end(1), end(-1)]);
  return { first, last };
}

/** What was said in a contact's conversation between two times, oldest first. */
export async function messagesBetween(
  messages: Model<MessageDoc>,
  contactId: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<MessageDoc[]> {
  const found = await raw(messages)
    .find({ contactId, receivedAt: { $gte: from, $lte: to } })
    .sort({ receivedAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
  return (found as MessageDoc[]).reverse();
}

/** Changes of status of a contact's conversation between two times, oldest first. */
export async function statusesBetween(
  timeline: Model<TimelineDoc>,
  contactId: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<TimelineDoc[]> {
  const found = await raw(timeline)
    .find({ contactId, at: { $gte: from, $lte: to }, kind: 'status' } as object)
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .toArray();
  return (found as TimelineDoc[]).reverse();
}
