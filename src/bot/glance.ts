import type { House } from '../house.ts';
import { type BotStateDoc, botStatesOf, hearAll } from '../store/bot-states.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import { freshState } from './state.ts';

/** The newest message of a person in one conversation. */
export interface Newest {
  id: string;
  seq: number;
}

/** A conversation and how far the bot is in it, as they were a moment ago. */
export interface Glimpse {
  row: ConversationDoc;
  doc: BotStateDoc | null;
}

/**
 * Looks at many conversations in which people wrote, at once. Where the bot has nothing to say whatever was written,
 * that it was heard is all that is noted, for all of them together. Answers those that are to be considered, as they are.
 */
export async function glance(
  house: House,
  wrote: ReadonlyMap<string, Newest>,
): Promise<Map<string, Glimpse>> {
  const ids = [...wrote.keys()];
  const [rows, docs] = await Promise.all([
    conversationsById(house.store.conversations, ids),
    botStatesOf(house.store.botStates, ids),
  ]);
  const left = new Map<string, Glimpse>();
  const heard: { before: BotStateDoc | null; after: Omit<BotStateDoc, 'rev'> }[] = [];
  for (const [id, newest] of wrote) {
    const row = rows.get(id);
    if (row === undefined) continue;
    const doc = docs.get(id) ?? null;
    if (!isDeaf(row, doc)) left.set(id, { row, doc });
    else if (doc === null || doc.seen < newest.seq) {
      const state = doc ?? { _id: id, state: freshState(), pending: null };
      heard.push({ before: doc, after: { ...state, seen: newest.seq, heardId: newest.id } });
    }
  }
  await hearAll(house.store.botStates, heard);
  return left;
}

/** People have it, and nothing that was decided before is left to be done. */
function isDeaf(row: ConversationDoc, doc: BotStateDoc | null): boolean {
  if (row.mergedInto !== undefined || (doc !== null && doc.pending !== null)) return false;
  return row.bot === 'silent' || doc?.state.phase === 'handed';
}
