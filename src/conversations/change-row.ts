import { notFound } from '../errors.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationById, saveConversation } from '../store/conversations.ts';
import { announceConversation } from './standing.ts';

export type RowChange = Partial<Omit<ConversationDoc, '_id' | 'rev'>>;

/**
 * Changes one row and tells everybody: reads it, asks `decide` for the change (null: nothing to do) and writes it only
 * if nobody was faster, else asks again. `decide` may throw to refuse. Rejects with `not_found`.
 */
export async function changeRow(
  house: House,
  id: string,
  decide: (row: ConversationDoc) => RowChange | null,
): Promise<{ before: ConversationDoc; after: ConversationDoc }> {
  for (;;) {
    const before = await conversationById(house.store.conversations, id);
    if (before === null) throw notFound('conversation');
    const change = decide(before);
    if (change === null) return { before, after: before };
    const after = await saveConversation(house.store.conversations, before, { ...before, ...change });
    if (after === null) continue;
    await house.events.publish(announceConversation(before, after));
    return { before, after };
  }
}
