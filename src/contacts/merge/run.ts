import { conversationRooms } from '../../api/protocol.ts';
import { announceConversation, standingOf } from '../../conversations/standing.ts';
import type { House } from '../../house.ts';
import { type ContactDoc, contactById, releaseContacts } from '../../store/contacts.ts';
import { type ConversationDoc, conversationById, saveConversation } from '../../store/conversations.ts';
import { changeMerge, type MergeDoc } from '../../store/merges.ts';
import { type Move, type PlaceRow, placesOf } from '../../store/places.ts';
import { raw } from '../../store/raw.ts';
import { mergeEntry } from '../../timeline/entries.ts';
import { recordEntry } from '../../timeline/record.ts';
import { announceContact } from '../announce.ts';
import { membersOf } from './family.ts';
import { moveAddresses, moveBelongings } from './follow.ts';
import { freeEnd, holdEnd } from './hold.ts';
import { interleave } from './interleave.ts';
import { combinePeople, PERSON_FACTS } from './people.ts';
import { combineRows, sealed } from './rows.ts';
import { byHome, mend, shift } from './shift.ts';

type Step = (house: House, merge: MergeDoc, alive: () => Promise<void>) => Promise<void>;

/**
 * A merge in steps, each of which may be done again after a crash anywhere inside it. While they run, appends go on:
 * only for the few round trips of `close` and `reserve` the end of a conversation is held.
 */
export const MERGE_STEPS: readonly Step[] = [
  redirect,
  close,
  reserve,
  join,
  raise,
  bring,
  finishPlaces,
  belongings,
  finish,
];

/** Whoever writes from an address of the losers writes to the survivor from now on. */
async function redirect(house: House, merge: MergeDoc): Promise<void> {
  const into = await survivor(house, merge);
  for (const { id } of merge.from) await moveAddresses(house, id, ids(into));
}

/** The losers' conversations take nothing more and lead on. */
async function close(house: House, merge: MergeDoc): Promise<void> {
  const into = await survivor(house, merge);
  for (const { conversationId } of merge.from) {
    for (;;) {
      const row = await holdEnd(house, conversationId);
      if (row.mergedInto !== undefined) {
        // Closed in an earlier life that may not have lived to say so; it counts for nobody any more.
        await hide(house, row, into.conversationId, { ...standingOf(row), status: 'closed' });
        break;
      }
      const after = await saveConversation(house.store.conversations, row, sealed(row, into.conversationId));
      if (after === null) continue;
      await hide(house, after, into.conversationId, standingOf(row));
      break;
    }
  }
}

async function hide(
  house: House,
  row: ConversationDoc,
  into: string,
  was: ReturnType<typeof standingOf>,
): Promise<void> {
  const data = { id: row._id, rev: row.rev, was, into };
  await house.events.publish([{ name: 'conversation.hidden', data, rooms: conversationRooms(row) }]);
}

/** The survivor's row takes over everything and keeps places free for what comes; new messages go behind them. */
async function reserve(house: House, merge: MergeDoc): Promise<void> {
  const into = await survivor(house, merge);
  const losers = await Promise.all(merge.from.map(({ id }) => required(house, id)));
  for (;;) {
    const row = await holdEnd(house, into.conversationId);
    if (row.reserved === merge._id) return freeIfNothingComes(house, merge);
    const kept = await Promise.all(merge.from.map(({ conversationId }) => keptRow(house, conversationId)));
    const person = combinePeople(into, losers, merge.choices);
    const combined: ConversationDoc = { ...combineRows(row, kept, person), reserved: merge._id };
    const { reserved: _mark, ...after } = combined;
    await changeMerge(house.store.merges, merge._id, {
      row: { before: row, after },
      contact: { before: into, after: person },
    });
    const saved = await saveConversation(house.store.conversations, row, combined);
    if (saved === null) continue;
    await house.events.publish(announceConversation(row, saved));
    return freeIfNothingComes(house, { ...merge, row: { before: row, after } });
  }
}

/** The held place is the first that the move will fill; where nothing moves, it is the next message's. */
async function freeIfNothingComes(house: House, { row }: MergeDoc): Promise<void> {
  if (row && row.after.lastSeq === row.before.lastSeq) await freeEnd(house, row.after._id);
}

/** The losers' contacts lead on as well; the survivor has what was chosen. */
async function join(house: House, merge: MergeDoc): Promise<void> {
  const contacts = raw(house.store.contacts);
  const { before, after } = merge.contact ?? {};
  if (before === undefined || after === undefined) throw new Error(`The merge ${merge._id} lost its plan.`);
  const set: Record<string, unknown> = {};
  for (const fact of PERSON_FACTS) if (after[fact] !== before[fact]) set[fact] = after[fact];
  await contacts.updateOne(
    { _id: merge.into, merges: { $ne: merge._id } } as object,
    { $set: set, $addToSet: { merges: merge._id }, $inc: { rev: 1 } } as object,
  );
  const row = await conversationById(house.store.conversations, after.conversationId);
  for (const { id, conversationId } of merge.from) {
    const loser = await required(house, id);
    if (loser.mergedInto === undefined) {
      await contacts.updateOne(
        { _id: id } as object,
        {
          $set: {
            mergedInto: merge.into,
            kept: { lead: loser.lead, responsible: loser.responsible },
            lead: { status: 'none', at: loser.lead.at },
            responsible: null,
          },
          $inc: { rev: 1 },
        } as object,
      );
    }
    const gone = await required(house, id);
    const old = await conversationById(house.store.conversations, conversationId);
    const rooms = [
      ...new Set([...(row ? conversationRooms(row) : []), ...(old ? conversationRooms(old) : [])]),
    ];
    await house.events.publish([
      { name: 'contact.removed', data: { id, rev: gone.rev, into: merge.into }, rooms },
    ]);
  }
}

/** The survivor's own messages move up to where they will stand, the last one first, so that no place is taken. */
async function raise(house: House, merge: MergeDoc, alive: () => Promise<void>): Promise<void> {
  const moves = (await planOf(house, merge)).filter(({ home }) => home === undefined).reverse();
  await shift(house, moves, alive);
}

/** The losers' messages come into the places that are free now. */
async function bring(house: House, merge: MergeDoc, alive: () => Promise<void>): Promise<void> {
  const moves = await planOf(house, merge);
  await shift(
    house,
    moves.filter(({ home }) => home !== undefined),
    alive,
  );
}

/**
 * Where every message goes, worked out anew from where they are now: each thread keeps its own order while it moves,
 * so a half done move has the same plan as one that has not begun.
 */
async function planOf(house: House, merge: MergeDoc): Promise<Move[]> {
  const { messages } = house.store;
  const { before, after } = merge.row ?? {};
  if (before === undefined || after === undefined) throw new Error(`The merge ${merge._id} lost its plan.`);
  const conversationId = after._id;
  const groups = new Map<string, Set<string>>();
  for (const { id } of merge.from) groups.set(id, await membersOf(house, id));
  const { stay, leave } = byHome(await placesOf(messages, conversationId, after.lastSeq), groups);
  const threads: PlaceRow[][] = [stay];
  for (const { id, conversationId: old } of merge.from) {
    threads.push([...(leave.get(id) ?? []), ...(await placesOf(messages, old))]);
  }
  const owner = new Map(merge.from.map((one) => [one.conversationId, one.id]));
  return interleave(threads).flatMap((place, index): Move[] => {
    const seq = index + 1;
    if (place.conversationId === conversationId && place.seq === seq) return [];
    const at = { conversationId: place.conversationId, seq: place.seq };
    const move: Move = { id: place._id, at, to: { conversationId, contactId: merge.into, seq } };
    const from = owner.get(place.conversationId);
    return [from === undefined ? move : { ...move, home: place.home ?? from }];
  });
}

async function finishPlaces(house: House, merge: MergeDoc): Promise<void> {
  if (merge.row === undefined) return;
  await freeEnd(house, merge.row.after._id);
  await mend(house, merge.row.after._id);
}

async function belongings(house: House, merge: MergeDoc): Promise<void> {
  const into = await survivor(house, merge);
  for (const { id, conversationId } of merge.from) {
    // Again, for an address that came while the first ones moved.
    await moveAddresses(house, id, ids(into));
    await moveBelongings(house, { contactId: id, conversationId }, ids(into), merge.cause);
  }
}

/** Tells every screen, and lets the survivor go. */
async function finish(house: House, merge: MergeDoc): Promise<void> {
  const into = await survivor(house, merge);
  const row = await unreserve(house, into.conversationId, merge._id);
  if (merge.cause === 'person') {
    const facts = { at: merge.at, by: merge.by.name, change: 'merged' as const };
    await recordEntry(house, mergeEntry(merge, facts), row);
  }
  await announceContact(house, into, row);
  await house.events.publish([
    { name: 'conversation.rewritten', data: { id: row._id, rev: row.rev }, rooms: conversationRooms(row) },
  ]);
  await releaseContacts(house.store.contacts, [merge.into, ...merge.from.map(({ id }) => id)], merge._id);
}

/** Takes the mark away that a merge or an undo is still at work here. */
export async function unreserve(
  house: House,
  conversationId: string,
  mark: string,
): Promise<ConversationDoc> {
  for (;;) {
    const row = await conversationById(house.store.conversations, conversationId);
    if (row === null) throw new Error(`The conversation ${conversationId} has vanished.`);
    if (row.reserved !== mark) {
      await house.events.publish(announceConversation(row, row));
      return row;
    }
    const { reserved: _mark, ...rest } = row;
    const saved = await saveConversation(house.store.conversations, row, rest);
    if (saved === null) continue;
    await house.events.publish(announceConversation(row, saved));
    return saved;
  }
}

/** What a closed row was before. */
export async function keptRow(house: House, conversationId: string): Promise<ConversationDoc> {
  const row = await conversationById(house.store.conversations, conversationId);
  if (row?.kept === undefined) throw new Error(`The conversation ${conversationId} was not merged.`);
  return { ...row.kept, rev: row.rev } as unknown as ConversationDoc;
}

export async function required(house: House, id: string): Promise<ContactDoc> {
  const contact = await contactById(house.store.contacts, id);
  if (contact === null) throw new Error(`The contact ${id} has vanished.`);
  return contact;
}

const survivor = (house: House, merge: MergeDoc): Promise<ContactDoc> => required(house, merge.into);
const ids = ({ _id, conversationId }: ContactDoc) => ({ contactId: _id, conversationId });
