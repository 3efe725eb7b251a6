import type { CallView } from '../api/protocol.ts';
import { mayActOn } from '../conversations/change.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { type CallDoc, callById, listCallDocs } from '../store/calls.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import type { CallState } from './call-facts.ts';
import { presentCall } from './present.ts';

/** A call with its conversation's row; null while it is nobody's. */
export interface SeenCall {
  call: CallDoc;
  row: ConversationDoc | null;
}

/** Rows read for one page at most; then the page is short and says how to go on. */
const SCAN = 2000;
const PAGE = 200;
const NOBODY = { assignee: null, team: null };

/** Those of the calls that the reader may see: calls of conversations in his sight, and calls of nobody. */
export async function seenCalls(house: House, reader: Actor, calls: readonly CallDoc[]): Promise<SeenCall[]> {
  const ids = calls.flatMap(({ conversationId }) => conversationId ?? []);
  const rows = await conversationsById(house.store.conversations, [...new Set(ids)]);
  return calls
    .map((call) => ({ call, row: rows.get(call.conversationId ?? '') ?? null }))
    .filter(({ row }) => mayActOn(reader, row ?? NOBODY));
}

/** One call. Rejects with `not_found` when it is not the reader's to see. */
export async function callFor(house: House, reader: Actor, id: string): Promise<SeenCall> {
  const call = await callById(house.store.calls, id);
  const [seen] = call === null ? [] : await seenCalls(house, reader, [call]);
  if (seen === undefined) throw notFound('call');
  return seen;
}

export async function callView(house: House, reader: Actor, id: string): Promise<CallView> {
  const { call, row } = await callFor(house, reader, id);
  return presentCall(call, row);
}

/** A page of calls, newest first; `next` continues it, null at the end. */
export async function listCalls(
  house: House,
  reader: Actor,
  query: {
    state?: CallState | undefined;
    waiting?: boolean | undefined;
    cursor?: string | undefined;
    limit: number;
  },
): Promise<{ items: CallView[]; next: string | null }> {
  const { state, waiting, limit } = query;
  let before = query.cursor === undefined ? null : parseCursor(query.cursor);
  const items: CallView[] = [];
  for (let scanned = 0; scanned < SCAN; ) {
    const page = await listCallDocs(house.store.calls, { state, waiting }, before, PAGE);
    scanned += page.length;
    for (const { call, row } of await seenCalls(house, reader, page)) {
      if (items.length === limit) return { items, next: cursorOf(before) };
      items.push(presentCall(call, row));
      before = { at: call.startedAt, id: call._id };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return { items, next: null };
    before = { at: last.startedAt, id: last._id };
  }
  return { items, next: cursorOf(before) };
}

function cursorOf(place: { at: Date; id: string } | null): string | null {
  return place && `${place.at.getTime()}.${place.id}`;
}

function parseCursor(text: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new HouseError('invalid', 'This is not a cursor of this list; begin again without it.', 'cursor');
  }
  return { at: new Date(Number(match[1])), id: match[2] };
}
