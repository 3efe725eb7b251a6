import { lastMessageOf } from '../../conversations/fold.ts';
import { foldInto } from '../../conversations/fold-into.ts';
import { announceConversation } from '../../conversations/standing.ts';
import type { House } from '../../house.ts';
import { conversationById, saveConversation } from '../../store/conversations.ts';
import { isDuplicate } from '../../store/duplicate.ts';
import type { MergeDoc } from '../../store/merges.ts';
import { messageById } from '../../store/messages.ts';
import { type Move, moveMessages, placesOf } from '../../store/places.ts';
import { freeEnd, holdEnd } from './hold.ts';
import { required } from './run.ts';
import { byHome, shift } from './shift.ts';
import { leavers, markArrivals } from './undo-plan.ts';
import { conversationOf, mark, planOf } from './undoing.ts';

/** The losers' messages leave, the first one first, into the places kept free for them. */
export async function takeOut(house: House, merge: MergeDoc, alive: () => Promise<void>): Promise<void> {
  const root = await required(house, planOf(merge).root);
  const { leave } = byHome(
    await placesOf(house.store.messages, root.conversationId),
    await leavers(house, merge),
  );
  for (const [id, places] of leave) {
    const conversationId = conversationOf(merge, id);
    const kept = planOf(merge).rows[id]?.lastSeq ?? 0;
    const there = kept - places.length;
    const moves = places.map((place, index): Move => {
      const at = { conversationId: place.conversationId, seq: place.seq };
      const to = { conversationId, contactId: id, seq: there + index + 1 };
      return { id: place._id, at, to, ...(place.home === id ? { home: null } : {}) };
    });
    await shift(house, moves, alive);
  }
}

/** What stays moves together. At the very end nobody may append for a moment, so that no number is left out. */
export async function closeRanks(house: House, merge: MergeDoc, alive: () => Promise<void>): Promise<void> {
  const root = await required(house, planOf(merge).root);
  const { conversationId } = root;
  const before = await conversationById(house.store.conversations, conversationId);
  await compact(house, root, before?.lastSeq ?? 0, alive);
  for (;;) {
    const row = await holdEnd(house, conversationId);
    if (row.reserved !== mark(merge)) break;
    const late = await sendAfter(house, merge, conversationId);
    const last = await compact(house, root, row.lastSeq, alive);
    const message = last === undefined ? null : await messageById(house.store.messages, last);
    const { reserved: _mark, ...rest } = row;
    const saved = await saveConversation(house.store.conversations, row, {
      ...rest,
      lastSeq: message?.seq ?? 0,
      unread: Math.max(0, row.unread - late),
      lastMessage: message && lastMessageOf(message),
    });
    if (saved === null) continue;
    await house.events.publish(announceConversation(row, saved));
    break;
  }
  await freeEnd(house, conversationId);
}

/**
 * Somebody's message that was on its way to the survivor when the undo was decided follows its person; it goes to the
 * end there, where it would be had it come a moment later. Answers how many of the client's there were.
 */
async function sendAfter(house: House, merge: MergeDoc, conversationId: string): Promise<number> {
  const { conversations, messages } = house.store;
  const groups = await leavers(house, merge);
  await markArrivals(house, merge, conversationId, groups);
  const { leave } = byHome(await placesOf(messages, conversationId), groups);
  let late = 0;
  for (const [id, places] of leave) {
    const goal = conversationOf(merge, id);
    for (const place of places) {
      if (place.direction === 'in') late += 1;
      const at = { conversationId, seq: place.seq };
      const home = place.home === id ? { home: null } : {};
      for (let moved = false; !moved; ) {
        const row = await conversationById(conversations, goal);
        if (row === null) throw new Error(`The conversation ${goal} has vanished.`);
        const to = { conversationId: goal, contactId: id, seq: row.lastSeq + 1 };
        moved = await moveMessages(messages, [{ id: place._id, at, to, ...home }]).then(
          () => true,
          (error: unknown) => {
            if (isDuplicate(error)) return false;
            throw error;
          },
        );
        const folded = await foldInto(house, [goal], new Map([[goal, row]]), new Map());
        await house.events.publish(
          folded.flatMap(({ before, after }) => announceConversation(before, after)),
        );
      }
    }
  }
  return late;
}

/** Only what the row knows moves: a message it has yet to count is looked for behind `lastSeq`. Answers the last one's id. */
async function compact(
  house: House,
  { _id, conversationId }: { _id: string; conversationId: string },
  lastSeq: number,
  alive: () => Promise<void>,
): Promise<string | undefined> {
  const places = await placesOf(house.store.messages, conversationId, lastSeq);
  const moves = places.flatMap(({ _id: id, seq }, index): Move[] => {
    if (seq === index + 1) return [];
    return [{ id, at: { conversationId, seq }, to: { conversationId, contactId: _id, seq: index + 1 } }];
  });
  await shift(house, moves, alive);
  return places[places.length - 1]?._id;
}
