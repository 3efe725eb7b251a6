import { setTimeout as sleep } from 'node:timers/promises';
import { foldInto } from '../../conversations/fold-into.ts';
import { announceConversation } from '../../conversations/standing.ts';
import type { House } from '../../house.ts';
import { conversationById } from '../../store/conversations.ts';
import { isDuplicate } from '../../store/duplicate.ts';
import {
  freePlace,
  type Move,
  mendReplies,
  moveMessages,
  occupants,
  type PlaceRow,
  placesOf,
} from '../../store/places.ts';

/** Messages moved with one request. */
const SLICE = 500;
const PAUSE_MS = 50;

/**
 * Moves messages in the order given, in slices. `alive` is called between them and may throw to give up. A place that
 * is taken is made free, or asked for again: a message in flight leaves its conversation only when its sending ended.
 */
export async function shift(house: House, moves: readonly Move[], alive: () => Promise<void>): Promise<void> {
  for (let from = 0; from < moves.length; from += SLICE) {
    await alive();
    const slice = moves.slice(from, from + SLICE);
    for (;;) {
      try {
        await moveMessages(house.store.messages, slice);
        break;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        await alive();
        if (!(await makeRoom(house, slice))) await sleep(PAUSE_MS);
      }
    }
  }
}

/**
 * Frees the places these moves need: of the hold that kept them free, and of a message that somebody numbered before
 * the merge and stored only now; that one goes to the end, where it would be had it asked again.
 */
async function makeRoom(house: House, moves: readonly Move[]): Promise<boolean> {
  const { messages, conversations } = house.store;
  const moving = new Set(moves.map(({ id }) => id));
  const conversationId = moves[0]?.to.conversationId ?? '';
  const taken = await occupants(
    messages,
    conversationId,
    moves.map(({ to }) => to.seq),
  );
  const strangers = taken.filter(({ _id }) => !moving.has(_id));
  for (const { _id, seq, hold } of strangers) {
    if (hold) await freePlace(messages, conversationId);
    else {
      const row = await conversationById(conversations, conversationId);
      if (row === null || seq > row.lastSeq) return false;
      const to = { conversationId, contactId: row.contactId, seq: row.lastSeq + 1 };
      await moveMessages(messages, [{ id: _id, at: { conversationId, seq }, to }]);
      const rows = new Map([[row._id, row]]);
      const folded = await foldInto(house, [row._id], rows, new Map());
      await house.events.publish(folded.flatMap(({ before, after }) => announceConversation(before, after)));
    }
  }
  return strangers.length > 0;
}

/** Answers show where the answered message stands; writes it anew where it has moved. Repeats change nothing. */
export async function mend(house: House, conversationId: string): Promise<void> {
  const places = await placesOf(house.store.messages, conversationId);
  const seqOf = new Map(places.map(({ _id, seq }) => [_id, seq]));
  const mended = places.flatMap((place) => {
    if (place.replyToMessageId === undefined) return [];
    const seq = seqOf.get(place.replyToMessageId);
    return seq === place.replyToSeq ? [] : [{ id: place._id, seq: seq ?? null }];
  });
  for (let from = 0; from < mended.length; from += SLICE) {
    await mendReplies(house.store.messages, mended.slice(from, from + SLICE));
  }
}

/** Splits places by the group their home belongs to; those without a group stay. */
export function byHome(
  places: readonly PlaceRow[],
  groups: ReadonlyMap<string, ReadonlySet<string>>,
): { stay: PlaceRow[]; leave: Map<string, PlaceRow[]> } {
  const stay: PlaceRow[] = [];
  const leave = new Map([...groups.keys()].map((id): [string, PlaceRow[]] => [id, []]));
  for (const place of places) {
    const group = place.home === undefined ? undefined : groupOf(groups, place.home);
    if (group === undefined) stay.push(place);
    else leave.get(group)?.push(place);
  }
  return { stay, leave };
}

function groupOf(groups: ReadonlyMap<string, ReadonlySet<string>>, home: string): string | undefined {
  for (const [id, members] of groups) if (members.has(home)) return id;
  return undefined;
}
