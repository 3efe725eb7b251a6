import { type ConversationView, maySee } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import { presentConversation } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { absentees } from '../routing/forgotten.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { allUsers } from '../store/users.ts';
import { type WaitingPlace, waitingRows } from '../store/waiting.ts';
import type { ListQuery } from './list.ts';

/** Pages that are read for one answer where most of it is not the reader's to see. */
const ROUNDS = 10;

/**
 * People who wait, the longest first: all of them, or those for whom nobody responsible is on shift. A page may be
 * shorter than asked for although `next` goes on.
 */
export async function listWaiting(
  house: House,
  reader: Actor,
  query: ListQuery,
): Promise<{ items: ConversationView[]; next: string | null }> {
  const branches = await branchesOf(house, reader, query);
  let after = query.cursor === undefined ? null : parseCursor(query.cursor);
  const found: ConversationDoc[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const pages = await Promise.all(
      branches.map((assignee) =>
        waitingRows(house.store.conversations, assignee, after, query.limit + 1, query),
      ),
    );
    const rows = pages.flat().sort(longestFirst);
    const page = rows.slice(0, query.limit);
    for (const [index, row] of page.entries()) {
      if (isInSight(reader, query.view, row)) found.push(row);
      if (found.length < query.limit) continue;
      const more = index + 1 < rows.length;
      return { items: found.map(presentConversation), next: more ? cursorOf(row) : null };
    }
    const last = page.at(-1);
    if (rows.length <= query.limit || !last) return { items: found.map(presentConversation), next: null };
    after = placeOf(last);
  }
  const next = after && `${after.since.getTime()}.${after.id}`;
  return { items: found.map(presentConversation), next };
}

/** Whose people are read: each branch is a range of an index. `undefined` is everybody. */
async function branchesOf(
  house: House,
  reader: Actor,
  query: ListQuery,
): Promise<(string | null | undefined)[]> {
  const own = reader.id ?? '';
  const all: (string | null | undefined)[] =
    query.waiting === 'forgotten' ? absentees(await allUsers(house.store.users)) : [undefined];
  if (query.view === 'unassigned') return [null];
  if (query.view === 'mine') return query.waiting === 'any' || all.includes(own) ? [own] : [];
  return all;
}

function isInSight(reader: Actor, view: ListQuery['view'], row: ConversationDoc): boolean {
  if (view === 'unassigned' && row.assignee !== null) return false;
  if (reader.kind !== 'user' || reader.id === null) return true;
  return maySee({ id: reader.id, role: reader.role, teams: reader.teams }, row);
}

function placeOf(row: ConversationDoc): WaitingPlace {
  return { since: row.waitingSince ?? row.createdAt, id: row._id };
}

function longestFirst(one: ConversationDoc, other: ConversationDoc): number {
  const [first, second] = [placeOf(one), placeOf(other)];
  return first.since.getTime() - second.since.getTime() || (first.id < second.id ? -1 : 1);
}

function cursorOf(row: ConversationDoc): string {
  const { since, id } = placeOf(row);
  return `${since.getTime()}.${id}`;
}

function parseCursor(text: string): WaitingPlace {
  const match = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new HouseError('invalid', 'This is not a cursor of this list; begin again without it.', 'cursor');
  }
  return { since: new Date(Number(match[1])), id: match[2] };
}
