import { isDeepStrictEqual } from 'node:util';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import { saveAtRev } from '../store/waiting.ts';
import { type RowChange, withAgenda } from './change-row.ts';
import { announceConversation } from './standing.ts';

export interface RowChanged {
  before: ConversationDoc;
  after: ConversationDoc;
}

/**
 * What `changeRow` does, for many rows with few round trips and one append to the log. Answers by the ids that were
 * asked for; what does not exist is missing from the answer. Where several lead to one row because of a merge, they are
 * decided one after the other.
 */
export async function changeRows(
  house: House,
  ids: readonly string[],
  decide: (row: ConversationDoc, id: string) => RowChange | null,
): Promise<Map<string, RowChanged>> {
  const done = new Map<string, RowChanged>();
  let open = new Map(ids.map((id) => [id, id]));
  while (open.size > 0) {
    const rows = await conversationsById(house.store.conversations, [...new Set(open.values())]);
    const changes = new Map<string, RowChanged & { id: string }>();
    const next = new Map<string, string>();
    for (const [id, place] of open) {
      const before = rows.get(place);
      if (before === undefined) continue;
      if (before.mergedInto !== undefined || changes.has(place)) {
        next.set(id, before.mergedInto ?? place);
        continue;
      }
      const change = decide(before, id);
      if (change === null) done.set(id, { before, after: before });
      else changes.set(place, { id, before, after: changed(house, before, change) });
    }
    const missed = await save(house, [...changes.values()]);
    const saved = [...changes].filter(([place]) => !missed.has(place));
    await house.events.publish(saved.flatMap(([, { before, after }]) => announceConversation(before, after)));
    for (const [, { id, before, after }] of saved) done.set(id, { before, after });
    for (const place of missed) next.set(changes.get(place)?.id ?? place, place);
    open = next;
  }
  return done;
}

function changed(house: House, before: ConversationDoc, change: RowChange): ConversationDoc {
  const wanted = { ...before, ...change, rev: before.rev + 1 } as ConversationDoc;
  return withAgenda(before, wanted, house.clock.now());
}

/** Answers the ids of the rows that somebody else had changed meanwhile. */
async function save(house: House, changes: readonly RowChanged[]): Promise<Set<string>> {
  if (await saveAtRev(house.store.conversations, changes)) return new Set();
  const ids = changes.map(({ after }) => after._id);
  const rows = await conversationsById(house.store.conversations, ids);
  const missed = changes.filter(({ after }) => !isThere(rows.get(after._id), after));
  return new Set(missed.map(({ after }) => after._id));
}

function isThere(row: ConversationDoc | undefined, after: ConversationDoc): boolean {
  const names = Object.keys(after) as (keyof ConversationDoc)[];
  return row !== undefined && names.every((name) => isDeepStrictEqual(row[name], after[name]));
}
