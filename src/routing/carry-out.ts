import { announceConversation } from '../conversations/standing.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import type { Intent } from '../store/routing.ts';
import { saveAtRev } from '../store/waiting.ts';
import { assignmentEntry } from '../timeline/entries.ts';
import { recordEntries } from '../timeline/record.ts';

/**
 * Makes decisions true: each row changes by one conditional update, then its timeline and the news. Any number of
 * processes may do it at once and again; a row that has moved on stays as it is. Answers how many rows this call saw
 * changed.
 */
export async function carryOut(house: House, intents: readonly Intent[]): Promise<number> {
  const { conversations } = house.store;
  const ids = intents.map(({ conversation }) => conversation);
  const before = await conversationsById(conversations, ids);
  const changes = intents.flatMap((intent) => {
    const row = before.get(intent.conversation);
    return row?.rev === intent.rev ? [{ before: row, after: wanted(row, intent) }] : [];
  });
  const allSaved = await saveAtRev(conversations, changes);
  const saved = new Map(changes.map(({ after }) => [after._id, after]));
  // Whatever is not surely ours is looked at again: somebody was faster, or an earlier life has written it already.
  const now = allSaved && saved.size === ids.length ? saved : await conversationsById(conversations, ids);
  const ours = intents.flatMap((intent) => {
    const row = now.get(intent.conversation);
    return row && (row === saved.get(row._id) || isOurs(row, intent)) ? [{ intent, row }] : [];
  });
  // Said again it changes nothing; who wrote it may not have lived to say so.
  await house.events.publish(
    ours.flatMap(({ row }) => announceConversation(before.get(row._id) ?? row, row)),
  );
  await recordEntries(
    house,
    ours.flatMap(({ intent, row }) => entryOf(intent).map((entry) => ({ entry, row }))),
  );
  return changes.filter(({ after }) => ours.some(({ row }) => row._id === after._id)).length;
}

/** A lease's end is a time of its own, to the millisecond; what goes to the queue is known by the next revision. */
function isOurs(row: ConversationDoc, { rev, to, leaseUntil }: Intent): boolean {
  if (row.rev <= rev || row.assignee !== to.assignee || row.team !== to.team) return false;
  if (leaseUntil === null) return row.rev === rev + 1 && row.leaseUntil === null;
  return row.leaseUntil?.getTime() === leaseUntil.getTime();
}

function wanted(row: ConversationDoc, { rev, to, leaseUntil, passed }: Intent): ConversationDoc {
  const after: ConversationDoc = { ...row, ...to, rev: rev + 1, leaseUntil };
  if (leaseUntil === null) delete after.routeAt;
  else after.routeAt = leaseUntil;
  if (passed.length > 0) after.passed = [...passed];
  else delete after.passed;
  delete after.givenAt;
  if (row.assignee !== null && row.assignee !== to.assignee) after.lastAssignee = row.assignee;
  return after;
}

function entryOf(intent: Intent) {
  const { conversation, rev, from, to, at, by, reason, chosen } = intent;
  if (from.assignee === to.assignee && from.team === to.team) return [];
  const facts = { id: `assignment:${conversation}:${rev + 1}`, at, by, from, to, reason };
  return [assignmentEntry(intent, { ...facts, ...(chosen === null ? {} : { chosen }) })];
}
