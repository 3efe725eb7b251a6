import { foldInto } from '../../conversations/fold-into.ts';
import { announceConversation } from '../../conversations/standing.ts';
import { notFound } from '../../errors.ts';
import type { House } from '../../house.ts';
import { type ConversationDoc, conversationById } from '../../store/conversations.ts';
import { freePlace, holdPlace } from '../../store/places.ts';

/**
 * Holds the end of a conversation: nothing can be appended until `freeEnd`, and the row that is answered knows every
 * message. Whoever wants to append meanwhile waits. Safe to repeat.
 */
export async function holdEnd(house: House, conversationId: string): Promise<ConversationDoc> {
  const { conversations, messages } = house.store;
  for (;;) {
    const row = await conversationById(conversations, conversationId);
    if (row === null) throw notFound('conversation');
    const held = await holdPlace(messages, conversationId, row.lastSeq + 1);
    if (held || row.mergedInto !== undefined) return row;
    // Somebody's message has the place and its row does not know it yet.
    const rows = new Map([[row._id, row]]);
    const folded = await foldInto(house, [row._id], rows, new Map());
    await house.events.publish(folded.flatMap(({ before, after }) => announceConversation(before, after)));
  }
}

/** Lets others append again. */
export function freeEnd(house: House, conversationId: string): Promise<void> {
  return freePlace(house.store.messages, conversationId);
}
