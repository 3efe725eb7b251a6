import { notFound } from '../errors.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationById, saveConversation } from '../store/conversations.ts';
import { announceConversation } from './standing.ts';

/** Members that are given; an undefined one is taken away. */
export type RowChange = {
  [N in keyof Omit<ConversationDoc, '_id' | 'rev'>]?: ConversationDoc[N] | undefined;
};

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
    if (before.mergedInto !== undefined) return changeRow(house, before.mergedInto, decide);
    const change = decide(before);
    if (change === null) return { before, after: before };
    const after = await changeRowAt(house, before, change);
    if (after !== null) return { before, after };
  }
}

/** Changes the row as it was read and tells everybody; null, and nothing happened, when somebody was faster. */
export async function changeRowAt(
  house: House,
  before: ConversationDoc,
  change: RowChange,
): Promise<ConversationDoc | null> {
  const wanted = withAgenda(before, { ...before, ...change } as ConversationDoc, house.clock.now());
  const after = await saveConversation(house.store.conversations, before, wanted);
  if (after !== null) await house.events.publish(announceConversation(before, after));
  return after;
}

/** Whoever begins to wait, for whatever reason, is looked at by the routing; whoever does not wait has no lease. */
export function withAgenda(before: ConversationDoc, wanted: ConversationDoc, now: number): ConversationDoc {
  const after = { ...wanted };
  if (before.status === 'closed' && after.status === 'open' && after.openedAt === before.openedAt) {
    after.openedAt = after.waitingSince ?? new Date(now);
  }
  if (!waits(after)) {
    after.leaseUntil = null;
    delete after.routeAt;
    if (after.waitingSince === null) delete after.passed;
  } else if (after.assignee !== null && !waits(before)) after.routeAt ??= new Date(now);
  return after;
}

function waits({ status, waitingSince }: ConversationDoc): boolean {
  return status === 'open' && waitingSince !== null;
}
