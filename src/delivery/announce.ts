import { conversationRooms } from '../api/protocol.ts';
import { announceConversation } from '../conversations/standing.ts';
import type { EventDraft } from '../events/log.ts';
import { presentMessage } from '../events/present.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationById, saveConversation } from '../store/conversations.ts';
import { type MessageDoc, messageById } from '../store/messages.ts';

/** Tells everybody who sees the conversation how the message is now, and brings the list row along. */
export async function announceMessage(house: House, message: MessageDoc): Promise<void> {
  const { row, news } = await followInRow(house, message);
  const rooms = row ? conversationRooms(row) : ['managers'];
  await house.events.publish([
    { name: 'message.changed', data: { message: presentMessage(message) }, rooms },
    ...news,
  ]);
}

/**
 * The row shows the state of its last message. The message is read after the row and the row is written only if
 * nobody touched it, so however many do this at once, the row ends with the message's last state.
 */
async function followInRow(
  house: House,
  message: MessageDoc,
): Promise<{ row: ConversationDoc | null; news: EventDraft[] }> {
  const { conversations, messages } = house.store;
  for (;;) {
    const row = await conversationById(conversations, message.conversationId);
    const last = row?.lastMessage;
    if (row === null || !last || last.id !== message._id) return { row, news: [] };
    const fresh = await messageById(messages, message._id);
    const state = fresh?.delivery?.state;
    if (state === undefined || last.delivery === state) return { row, news: [] };
    const after = await saveConversation(conversations, row, {
      ...row,
      lastMessage: { ...last, delivery: state },
    });
    if (after !== null) return { row: after, news: announceConversation(row, after) };
  }
}
