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
  // A recording alone may be of a voice that nobody heard.
  return call.state === 'ended' && (call.duration ?? 0) > 0 ? call.startedAt : null;
}

/**
 * Draws the consequences of a call as it is stored now: a missed one makes its conversation wait, unless somebody has
 * spoken with the person since; one that was talked ends the waiting of those before it. Safe to repeat, and the same
 * in whatever order the calls are reported.
 */
export async function settleWaiting(house: House, call: CallDoc): Promise<void> {
  if (!call.waiting && call.opened) await closeWaiting(house, call);
  const around =
    call.number === null
      ? [call]
      : await callsOf(house.store.calls, { number: call.number }, null, LOOK_BACK);
  const talks = around.flatMap((other) => {
    const at = talkedAt(other);
    return at === null ? [] : [{ id: other._id, at }];
  });
  for (const missed of around) {
    if (!missed.waiting && missed.handledCall === undefined) continue;
    const since = missedAt(missed);
    const [talk] = talks
      .filter(({ id, at }) => id !== missed._id && at >= since)
      .sort((one, other) => one.at.getTime() - other.at.getTime());
    if (talk !== undefined) await handleCall(house, missed._id, { by: null, at: talk.at, call: talk.id });
    else {
      const unreturned = missed.waiting ? missed : await waitAgain(house, missed);
      if (unreturned !== null) await settleUnreturned(house, unreturned);
    }
  }
}

/** How a missed call was dealt with; `by` is a user id, null for the house itself. */
export interface Handling {
  by: string | null;
  at: Date;
  /** The call in which somebody spoke with the client. */
  call?: string;
}

/** Ends the waiting of a missed call. What a later call ended may turn out to have been another one. */
export async function handleCall(house: House, id: string, how: Handling): Promise<void> {
  for (;;) {
    const before = await callById(house.store.calls, id);
    const open = before?.waiting || (how.call !== undefined && before?.handledCall !== undefined);
    if (before === null || !open) return;
    if (before.handledCall === how.call && before.handledAt?.getTime() === how.at.getTime()) return;
    const { waiting, handledCall: _, ...rest } = before;
    const wanted: CallDoc = { ...rest, handledAt: how.at, handledBy: how.by };
    if (how.call !== undefined) wanted.handledCall = how.call;
    const after = await saveCall(house.store.calls, before, wanted);
    if (after === null) continue;
    await announceCall(house, after, after);
    if (waiting) await closeWaiting(house, after);
    return;
  }
}

/** When the call that ended its waiting turns out to have been before it. Null when it stays handled. */
async function waitAgain(house: House, missed: CallDoc): Promise<CallDoc | null> {
  const { handledAt: _at, handledBy: _by, handledCall = '', opened: _opened, ...rest } = missed;
  const call = await callById(house.store.calls, handledCall);
  if (call === null) return null;
  const at = talkedAt(call);
  if (at !== null && at >= missedAt(missed)) return null;
  const after = await saveCall(house.store.calls, missed, { ...rest, waiting: true });
  if (after !== null) await announceCall(house, after, after);
  return after;
}

/** Nobody has called back: it waits, unless somebody of ours has written to the person after it. */
async function settleUnreturned(house: House, call: CallDoc): Promise<void> {
  const at = await writtenSince(house, call);
  if (at !== null) await handleCall(house, call._id, { by: null, at });
  else await openConversation(house, call);
}

async function writtenSince(house: House, call: CallDoc): Promise<Date | null> {
  if (call.conversationId === null || call.opened) return null;
  const since = missedAt(call);
  const messages = await messagesBefore(house.store.messages, call.conversationId, null, LOOK_BACK);
  const answers = messages.flatMap(({ kind, author, receivedAt }) =>
    kind === 'message' && (author.kind === 'user' || author.kind === 'elsewhere') && receivedAt >= since
      ? [receivedAt.getTime()]
      : [],
  );
  return answers.length === 0 ? null : new Date(Math.min(...answers));
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
