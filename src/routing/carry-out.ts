import { changeRowAt } from '../conversations/change-row.ts';
import { announceConversation } from '../conversations/standing.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import type { Intent } from '../store/routing.ts';
import { assignmentEntry } from '../timeline/entries.ts';
import { recordEntry } from '../timeline/record.ts';

/**
 * Makes a decision true: one conditional update of the row, then the timeline. Any number of processes may do it at
 * once and again; a row that has moved on stays as it is. Answers whether this call changed it.
 */
export async function carryOut(house: House, intent: Intent): Promise<boolean> {
  const row = await conversationById(house.store.conversations, intent.conversation);
  if (row === null) return false;
  if (row.rev === intent.rev) {
    const after = await changeRowAt(house, row, changeOf(row, intent));
    if (after === null) return carryOut(house, intent);
    await recordStep(house, after, intent);
    return true;
  }
  // Whoever wrote it may not have lived to say so. Said again it changes nothing.
  if (isOurs(row, intent)) {
    await house.events.publish(announceConversation(row, row));
    await recordStep(house, row, intent);
  }
  return false;
}

/** A lease's end is a time of its own, to the millisecond; nobody else writes it. */
function isOurs(row: ConversationDoc, { rev, to, leaseUntil }: Intent): boolean {
  if (row.rev <= rev || row.assignee !== to.assignee || row.team !== to.team) return false;
  return leaseUntil !== null && row.leaseUntil?.getTime() === leaseUntil.getTime();
}

function changeOf(row: ConversationDoc, { to, leaseUntil, passed }: Intent) {
  return {
    ...to,
    leaseUntil,
    routeAt: leaseUntil ?? undefined,
    passed: passed.length > 0 ? [...passed] : undefined,
    ...(row.assignee !== null && row.assignee !== to.assignee ? { lastAssignee: row.assignee } : {}),
  };
}

async function recordStep(house: House, row: ConversationDoc, intent: Intent): Promise<void> {
  const { conversation, rev, from, to, at, by, reason, chosen } = intent;
  if (from.assignee === to.assignee && from.team === to.team) return;
  const facts = { id: `assignment:${conversation}:${rev + 1}`, at, by, from, to, reason };
  await recordEntry(
    house,
    assignmentEntry(intent, { ...facts, ...(chosen === null ? {} : { chosen }) }),
    row,
  );
}
