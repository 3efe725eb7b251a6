import type { z } from 'zod';
import {
  CONVERSATION_STATUSES,
  type ConversationView,
  type listConversations as listSchema,
} from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import { presentConversation } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { type ConversationDoc, type ListFilter, listRows } from '../store/conversations.ts';
import { listWaiting } from './waiting.ts';

export type ListQuery = Omit<z.infer<typeof listSchema>, 'cursor'> & { cursor?: string | undefined };

/**
 * A page of what the reader may see, by last activity, newest first; of people who wait, the longest first. `next` continues it, null at the end. What an
 * operator sees is the union of a few ranges of an index, merged here: each range comes sorted.
 */
export async function listConversations(
  house: House,
  reader: Actor,
  query: ListQuery,
): Promise<{ items: ConversationView[]; next: string | null }> {
  if (query.waiting !== undefined) return listWaiting(house, reader, query);
  const before = query.cursor === undefined ? null : parseCursor(query.cursor);
  const statuses = query.status === 'any' ? CONVERSATION_STATUSES : [query.status];
  const pages = await Promise.all(
    branchesOf(reader, query.view).map((branch) => {
      const filter: ListFilter = { ...branch, statuses };
      if (query.channel !== undefined) filter.channel = query.channel;
      if (query.label !== undefined) filter.label = query.label;
      return listRows(house.store.conversations, filter, before, query.limit + 1);
    }),
  );
  const byId = new Map(pages.flat().map((row) => [row._id, row]));
  const rows = [...byId.values()].sort(newestFirst);
  const page = rows.slice(0, query.limit);
  const last = page[page.length - 1];
  const next = rows.length > page.length && last ? cursorOf(last) : null;
  return { items: page.map(presentConversation), next };
}

type Branch = Pick<ListFilter, 'assignee' | 'team'>;

function branchesOf(reader: Actor, view: ListQuery['view']): Branch[] {
  const teams = reader.teams.map((team): Branch => ({ team }));
  const everything = reader.kind !== 'user' || reader.role !== 'operator';
  if (view === 'mine') return [{ assignee: reader.id ?? '' }];
  if (view === 'unassigned') {
    if (everything) return [{ assignee: null }];
    return [{ assignee: null, team: null }, ...teams.map((branch) => ({ ...branch, assignee: null }))];
  }
  if (everything) return [{}];
  return [{ assignee: reader.id ?? '' }, { assignee: null, team: null }, ...teams];
}

function newestFirst(one: ConversationDoc, other: ConversationDoc): number {
  return other.lastActivityAt.getTime() - one.lastActivityAt.getTime() || (other._id < one._id ? -1 : 1);
}

function cursorOf(row: ConversationDoc): string {
  return `${row.lastActivityAt.getTime()}.${row._id}`;
}

function parseCursor(text: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new HouseError('invalid', 'This is not a cursor of this list; begin again without it.', 'cursor');
  }
  return { at: new Date(Number(match[1])), id: match[2] };
}
