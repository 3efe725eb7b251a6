import { isDeepStrictEqual } from 'node:util';
import { conversationRooms } from '../api/protocol.ts';
import { lastMessageOf } from '../conversations/fold.ts';
import { announceConversation } from '../conversations/standing.ts';
import type { EventDraft } from '../events/log.ts';
import { presentMessage } from '../events/present.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationById, saveConversation } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { changeMessage, messageById } from '../store/messages.ts';
import { alternativesFor } from './alternatives.ts';

/** Tells everybody who sees the conversation how the message is now, and brings the list row along. */
export async function announceMessage(house: House, changed: MessageDoc): Promise<void> {
  const { row, news } = await followInRow(house, changed);
  const message = row === null ? changed : await withAlternatives(house, row, changed);
  const rooms = row ? conversationRooms(row) : ['managers'];
  await house.events.publish([
    { name: 'message.changed', data: { message: presentMessage(message) }, rooms },
    ...news,
  ]);
}

/** What did not arrive says by which ways it could go instead, from the moment it is shown so. */
async function withAlternatives(
  house: House,
  row: ConversationDoc,
  message: MessageDoc,
): Promise<MessageDoc> {
  const { delivery } = message;
  if (delivery === undefined || delivery.alternatives !== undefined) return message;
  if (delivery.state !== 'failed' && delivery.state !== 'uncertain') return message;
  const alternatives = await alternativesFor(house, row, message);
  const change = { $set: { 'delivery.alternatives': alternatives } };
  const noted = await changeMessage(house.store.messages, message._id, change, {
    'delivery.state': delivery.state,
  });
  return noted ?? message;
}

/**
 * The row shows its last message: how far it came, and its words after a change. The message is read after the row and the row is written only if
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
    const shown = fresh && lastMessageOf(fresh);
    if (shown === null || isDeepStrictEqual(last, shown)) return { row, news: [] };
    const after = await saveConversation(conversations, row, { ...row, lastMessage: shown });
    if (after !== null) return { row: after, news: announceConversation(row, after) };
  }
}
