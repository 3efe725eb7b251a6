import { isDeepStrictEqual } from 'node:util';
import { conversationRooms } from '../api/protocol.ts';
import { presentMessage } from '../events/present.ts';
import type { House } from '../house.ts';
import { conversationById } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById, saveMessage } from '../store/messages.ts';
import { changeRow } from './change-row.ts';
import { lastMessageOf } from './fold.ts';
import { announceConversation } from './standing.ts';

export type MessageChange = Partial<Omit<MessageDoc, '_id' | 'rev' | 'seq'>>;

/**
 * Changes one message and tells everybody: reads it, asks `decide` (null: nothing to do), writes only if nobody was
 * faster, else asks again. What is so already is told again: an earlier life may have written it and not lived to
 * say so. Answers the message as it is now, null when there is none.
 */
export async function updateMessage(
  house: House,
  id: string,
  decide: (message: MessageDoc) => MessageChange | null,
): Promise<MessageDoc | null> {
  for (;;) {
    const before = await messageById(house.store.messages, id);
    if (before === null) return null;
    const change = decide(before);
    const pending = change?.content?.attachments.some((file) => file.state === 'pending') ?? false;
    if (change && pending) change.fetchAt = new Date(house.clock.now());
    const after = change === null ? before : await saveMessage(house.store.messages, before, change);
    if (after === null) continue;
    await announceMessage(house, after);
    return after;
  }
}

/** Tells the readers of a changed message, and renews the list row when it is the newest one. */
export async function announceMessage(house: House, message: MessageDoc): Promise<void> {
  const row = await conversationById(house.store.conversations, message.conversationId);
  if (row === null) return;
  await house.events.publish([
    { name: 'message.changed', data: { message: presentMessage(message) }, rooms: conversationRooms(row) },
  ]);
  const lastMessage = lastMessageOf(message);
  if (row.lastMessage?.id !== message._id) return;
  if (isDeepStrictEqual(row.lastMessage, lastMessage)) {
    await house.events.publish(announceConversation(row, row));
    return;
  }
  await changeRow(house, row._id, (now) => (now.lastMessage?.id === message._id ? { lastMessage } : null));
}
