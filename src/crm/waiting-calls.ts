import { isDeepStrictEqual } from 'node:util';
import { changeRow, type RowChange } from '../conversations/change-row.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { type CallDoc, callById, callsOf, saveCall, waitingCallsOf } from '../store/calls.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { messagesBefore } from '../store/messages.ts';
import { statusEntry } from '../timeline/entries.ts';
import { recordEntry } from '../timeline/record.ts';
import { announceCall } from './announce-call.ts';

/** How far back a number's calls and a conversation's messages are looked through. */
const LOOK_BACK = 50;

/** When the client gave up. */
export const missedAt = (call: Pick<CallDoc, 'endedAt' | 'startedAt'>): Date =>
  call.endedAt ?? call.startedAt;

/** When somebody spoke with the client; null when nobody did. */
export function talkedAt(call: CallDoc): Date | null {
  if (call.answeredAt) return call.answeredAt;
  return call.state === 'ended' ? call.startedAt : null;
}

/**
 * Draws the consequences of a call as it is stored now: a missed one makes its conversation wait, unless somebody has
 * spoken with the person since; one that was talked ends the waiting of earlier ones. Safe to repeat, and the same in
 * whatever order the calls are reported.
 */
export async function settleWaiting(house: House, call: CallDoc): Promise<void> {
  if (call.waiting) {
    const since = await spokenSince(house, call);
    if (since !== null) await handleCall(house, call._id, null, since);
    else await openConversation(house, call);
    return;
  }
  if (call.opened) await closeWaiting(house, call);
  const talked = talkedAt(call);
  if (talked === null || call.number === null) return;
  for (const earlier of await callsOf(house.store.calls, { number: call.number }, null, LOOK_BACK)) {
    if (earlier.waiting && missedAt(earlier) <= talked) await handleCall(house, earlier._id, null, talked);
  }
}

/** Ends the waiting of a missed call. `by` is a user id, null for the house itself. Answers it as it is now. */
export async function handleCall(
  house: House,
  id: string,
  by: string | null,
  at: Date,
): Promise<CallDoc | null> {
  for (;;) {
    const before = await callById(house.store.calls, id);
    if (!before?.waiting) return before;
    const { waiting: _, ...rest } = before;
    const after = await saveCall(house.store.calls, before, { ...rest, handledAt: at, handledBy: by });
    if (after === null) continue;
    await announceCall(house, after, after);
    await closeWaiting(house, after);
    return after;
  }
}

/** When somebody of ours spoke with the person or wrote to them after the call was missed; null if nobody did. */
async function spokenSince(house: House, call: CallDoc): Promise<Date | null> {
  const since = missedAt(call);
  const calls =
    call.number === null ? [] : await callsOf(house.store.calls, { number: call.number }, null, LOOK_BACK);
  const messages =
    call.conversationId === null
      ? []
      : await messagesBefore(house.store.messages, call.conversationId, null, LOOK_BACK);
  const talks = calls.flatMap((other) => (other._id === call._id ? [] : (talkedAt(other) ?? [])));
  const answers = messages.flatMap(({ kind, author, receivedAt }) =>
    kind === 'message' && (author.kind === 'user' || author.kind === 'elsewhere') ? [receivedAt] : [],
  );
  const later = [...talks, ...answers].filter((at) => at >= since).map((at) => at.getTime());
  return later.length === 0 ? null : new Date(Math.min(...later));
}

async function openConversation(house: House, call: CallDoc): Promise<void> {
  if (call.conversationId === null || call.opened) return;
  const at = missedAt(call);
  const { before, after } = await changeRow(house, call.conversationId, (row) => waits(row, at));
  if (before.status !== after.status) {
    const facts = { from: before.status, to: after.status, cause: 'message' } as const;
    await recordEntry(
      house,
      statusEntry(after, { id: `status:call:${call._id}`, at, by: null, ...facts }),
      after,
    );
  }
  await markOpened(house, call._id);
}

function waits(row: ConversationDoc, at: Date): RowChange | null {
  const since = row.waitingSince !== null && row.waitingSince < at ? row.waitingSince : at;
  const lastActivityAt = row.lastActivityAt > at ? row.lastActivityAt : at;
  const next = { waitingSince: since, lastActivityAt, status: 'open' as const, snoozedUntil: null };
  const { waitingSince, status, snoozedUntil } = row;
  const same = { waitingSince, lastActivityAt: row.lastActivityAt, status, snoozedUntil };
  return isDeepStrictEqual(next, same) ? null : next;
}

/** Silently: nobody sees the mark, and the call's revision is raised so that a competing save notices. */
async function markOpened(house: House, id: string): Promise<void> {
  for (;;) {
    const before = await callById(house.store.calls, id);
    if (before === null || before.opened) return;
    if ((await saveCall(house.store.calls, before, { ...before, opened: true })) !== null) return;
  }
}

/** The conversation no longer waits for this call; for another one, or for a message, it goes on waiting. */
async function closeWaiting(house: House, call: CallDoc): Promise<void> {
  const { conversationId } = call;
  if (conversationId === null) return;
  await stopWaiting(house, conversationId, missedAt(call));
}

/** Takes the waiting that began with a missed call at `since` out of a conversation. */
export async function stopWaiting(house: House, conversationId: string, since: Date): Promise<void> {
  const others = await waitingCallsOf(house.store.calls, conversationId);
  const rest = others.map((other) => missedAt(other).getTime());
  try {
    await changeRow(house, conversationId, (row) => {
      if (row.waitingSince?.getTime() !== since.getTime()) return null;
      const last = row.lastMessage;
      if (row.unread > 0 && last?.direction === 'in') rest.push(last.at.getTime());
      const next = rest.length === 0 ? null : new Date(Math.min(...rest));
      return next?.getTime() === since.getTime() ? null : { waitingSince: next };
    });
  } catch (error) {
    if (!(error instanceof HouseError) || error.code !== 'not_found') throw error;
  }
}
