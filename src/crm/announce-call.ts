import { type CallView, conversationRooms } from '../api/protocol.ts';
import type { EventDraft } from '../events/log.ts';
import { presentEntry } from '../events/present.ts';
import type { House } from '../house.ts';
import type { CallDoc } from '../store/calls.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import { deleteEntry, entryById, saveEntry, type TimelineDoc } from '../store/timeline.ts';
import { presentCall } from './present.ts';

/** A call of nobody is seen like a conversation of nobody. */
const NOBODY = { assignee: null, team: null };

/** Rooms that hear of a call; `row` is its conversation's. */
export function callRooms(row: Pick<ConversationDoc, 'assignee' | 'team'> | null): string[] {
  return conversationRooms(row ?? NOBODY);
}

/**
 * Brings the timeline to what the call is now and tells everybody. Safe to repeat. `before` is the call as it was,
 * where it may have been somebody else's.
 */
export async function announceCall(house: House, before: CallDoc, after: CallDoc): Promise<void> {
  const ids = [before.conversationId, after.conversationId].flatMap((id) => id ?? []);
  const rows = await conversationsById(house.store.conversations, [...new Set(ids)]);
  const row = rows.get(after.conversationId ?? '') ?? null;
  const left = rows.get(before.conversationId ?? '') ?? null;
  const rooms = callRooms(row);
  const news: EventDraft[] = [];
  const moved = before.contactId !== after.contactId;
  if (moved && before.contactId !== null) {
    await deleteEntry(house.store.timeline, entryId(after), before.contactId);
    const data = { id: entryId(after), rev: after.rev - 1, contact: before.contactId };
    news.push({ name: 'timeline.removed', data, rooms: callRooms(left) });
  }
  if (after.contactId !== null && row !== null) {
    const entry = await writeEntry(house, after, row);
    news.push({ name: 'timeline.changed', data: { entry: presentEntry(entry) }, rooms });
  }
  news.push({ name: 'call.changed', data: { call: presentCall(after, row) }, rooms });
  const gone = moved ? callRooms(left).filter((room) => !rooms.includes(room)) : [];
  if (gone.length > 0) {
    news.push({ name: 'call.hidden', data: { id: after._id, rev: after.rev }, rooms: gone, except: rooms });
  }
  await house.events.publish(news);
}

const entryId = (call: Pick<CallDoc, '_id'>) => `call:${call._id}`;

/** Revision of the call's entry; merges raise it as well. 0 while there is none. */
export async function entryRev(house: House, call: CallDoc): Promise<number> {
  return (await entryById(house.store.timeline, entryId(call)))?.rev ?? 0;
}

/** Writes the entry of a call and answers it as it is; one that knows a later call stays. */
async function writeEntry(house: House, call: CallDoc, row: ConversationDoc): Promise<TimelineDoc> {
  for (;;) {
    const before = await entryById(house.store.timeline, entryId(call));
    const known = (before?.data.call as CallView | undefined)?.rev ?? 0;
    if (before !== null && known >= call.rev && before.contactId === row.contactId) return before;
    const rev = Math.max(call.rev, (before?.rev ?? 0) + 1);
    const after = callEntry(call, row, rev);
    if (await saveEntry(house.store.timeline, before, after)) return after;
  }
}

function callEntry(call: CallDoc, row: ConversationDoc, rev: number): TimelineDoc {
  return {
    _id: entryId(call),
    rev,
    contactId: row.contactId,
    kind: 'call',
    at: call.startedAt,
    by: null,
    data: { call: presentCall(call, row) },
  };
}
