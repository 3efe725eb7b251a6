import { conversationRooms } from '../../api/protocol.ts';
import { lastMessageOf } from '../../conversations/fold.ts';
import { foldInto } from '../../conversations/fold-into.ts';
import { announceConversation } from '../../conversations/standing.ts';
import { presentConversation } from '../../events/present.ts';
import type { House } from '../../house.ts';
import { releaseContacts } from '../../store/contacts.ts';
import { type ConversationDoc, conversationById, saveConversation } from '../../store/conversations.ts';
import { isDuplicate } from '../../store/duplicate.ts';
import { identitiesOf } from '../../store/identities.ts';
import { changeMerge, type MergeDoc, type UndoPlan } from '../../store/merges.ts';
import { messageById } from '../../store/messages.ts';
import { type Move, moveMessages, placesOf } from '../../store/places.ts';
import { raw } from '../../store/raw.ts';
import { mergeEntry } from '../../timeline/entries.ts';
import { recordEntry } from '../../timeline/record.ts';
import { announceContact } from '../announce.ts';
import { claimAll } from './claim.ts';
import { requireSurvivor } from './family.ts';
import { returnAddresses, returnBelongings } from './follow.ts';
import { freeEnd, holdEnd } from './hold.ts';
import { withoutMerge } from './people.ts';
import { rowWithoutMerge } from './rows.ts';
import { required } from './run.ts';
import { byHome, mend, shift } from './shift.ts';
import { leavers, markArrivals, planUndo } from './undo-plan.ts';

type Step = (house: House, merge: MergeDoc, alive: () => Promise<void>) => Promise<void>;

/** An undo in steps, each of which may be done again after a crash anywhere inside it. */
export const UNDO_STEPS: readonly Step[] = [
  claim,
  returnTo,
  decide,
  reopen,
  takeOut,
  closeRanks,
  mendBoth,
  giveBack,
  release,
];

/** Nothing else merges these people meanwhile. Refused, the merge stays as it is. */
async function claim(house: House, merge: MergeDoc): Promise<void> {
  const root = await requireSurvivor(house, merge.into);
  const people = [...new Set([root._id, merge.into, ...merge.from.map(({ id }) => id)])];
  await claimAll(house, merge._id, people, async () => {
    await changeMerge(house.store.merges, merge._id, { state: 'done', step: 0, lockedUntil: new Date(0) });
  });
}

/** Whoever writes from an address of a loser writes to that person again. */
async function returnTo(house: House, merge: MergeDoc): Promise<void> {
  const root = await requireSurvivor(house, merge.into);
  for (const [id, members] of await leavers(house, merge)) {
    const to = { contactId: id, conversationId: conversationOf(merge, id) };
    await returnAddresses(house, root._id, to, [...members]);
  }
}

/** With the survivor's end held, so that every message is known, says what becomes of everything. */
async function decide(house: House, merge: MergeDoc): Promise<void> {
  const root = await requireSurvivor(house, merge.into);
  await holdEnd(house, root.conversationId);
  const undoing = await planUndo(house, merge, root, merge.undoing?.by ?? null);
  await changeMerge(house.store.merges, merge._id, { undoing: { ...merge.undoing, ...undoing } });
}

/** The losers' rows take messages again, behind the places of those that come back; the survivor's end is free. */
async function reopen(house: House, merge: MergeDoc): Promise<void> {
  const plan = planOf(merge);
  for (const { id, conversationId } of merge.from) await reopenRow(house, merge, id, conversationId);
  for (const { id, side, row, contact } of plan.later) {
    await changeMerge(house.store.merges, id, await laterChange(house, id, side, row, contact));
  }
  const root = await required(house, plan.root);
  for (;;) {
    const row = await conversationById(house.store.conversations, root.conversationId);
    if (row === null) throw new Error(`The conversation ${root.conversationId} has vanished.`);
    if (row.reserved === mark(merge)) break;
    const wanted = rowWithoutMerge(row, plan.row.before, plan.row.after);
    const last = plan.row.after.lastMessage;
    wanted.lastMessage = last && { ...last, seq: row.lastSeq };
    const saved = await saveConversation(house.store.conversations, row, {
      ...wanted,
      reserved: mark(merge),
    });
    if (saved === null) continue;
    await house.events.publish(announceConversation(row, saved));
    break;
  }
  await freeEnd(house, root.conversationId);
}

async function reopenRow(house: House, merge: MergeDoc, id: string, conversationId: string): Promise<void> {
  const back = planOf(merge).rows[id];
  await freeEnd(house, conversationId);
  for (;;) {
    const row = await conversationById(house.store.conversations, conversationId);
    if (row === null || back === undefined)
      throw new Error(`The conversation ${conversationId} has vanished.`);
    if (row.mergedInto === undefined) return;
    const now: ConversationDoc = {
      ...back,
      _id: row._id,
      rev: row.rev + 1,
      contactId: id,
      reserved: mark(merge),
    };
    delete now.mergedInto;
    delete now.kept;
    const rows = raw(house.store.conversations);
    const done = await rows.replaceOne({ _id: row._id, rev: row.rev }, now as never);
    if (done.matchedCount === 0) continue;
    const data = { conversation: presentConversation(now), was: null };
    await house.events.publish([{ name: 'conversation.changed', data, rooms: conversationRooms(now) }]);
    return;
  }
}

async function laterChange(
  house: House,
  id: string,
  side: 'into' | 'from',
  row: UndoPlan['row'],
  contact: UndoPlan['contact'],
): Promise<Partial<MergeDoc>> {
  if (side === 'into') return { row, contact };
  // The survivor was merged away since: what waits in its closed row and contact changes as well.
  const known = await house.store.merges.findById(id).lean<MergeDoc>();
  const conversations = raw(house.store.conversations);
  const { _id, rev: _rev, mergedInto: _into, ...kept } = row.before;
  await conversations.updateOne(
    { _id, mergedInto: { $exists: true } } as object,
    { $set: { kept } } as object,
  );
  await writePerson(house, contact.before._id, contact.before);
  if (known?.row === undefined || known.contact === undefined)
    throw new Error(`The merge ${id} lost its plan.`);
  return {
    row: { before: known.row.before, after: row.after },
    contact: { before: known.contact.before, after: contact.after },
  };
}

/** The losers' messages leave, the first one first, into the places kept free for them. */
async function takeOut(house: House, merge: MergeDoc, alive: () => Promise<void>): Promise<void> {
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
async function closeRanks(house: House, merge: MergeDoc, alive: () => Promise<void>): Promise<void> {
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

async function mendBoth(house: House, merge: MergeDoc): Promise<void> {
  const root = await required(house, planOf(merge).root);
  await mend(house, root.conversationId);
  for (const { conversationId } of merge.from) await mend(house, conversationId);
}

/** Timeline, drafts and what other rooms keep go back, and the contacts are what they were. */
async function giveBack(house: House, merge: MergeDoc): Promise<void> {
  const plan = planOf(merge);
  const root = await required(house, plan.root);
  const from = { contactId: root._id, conversationId: root.conversationId };
  const contacts = raw(house.store.contacts);
  for (const [id, members] of await leavers(house, merge)) {
    const to = { contactId: id, conversationId: conversationOf(merge, id) };
    await returnAddresses(house, root._id, to, [...members]);
    const addresses = (await identitiesOf(house.store.identities, id)).map(({ key }) => key);
    await returnBelongings(house, from, to, [...members], addresses);
    const loser = await required(house, id);
    if (loser.mergedInto === undefined) continue;
    await contacts.updateOne(
      { _id: id } as object,
      { $set: { ...loser.kept }, $unset: { mergedInto: '', kept: '' }, $inc: { rev: 1 } } as object,
    );
  }
  await contacts.updateOne({ _id: merge.into } as object, { $pull: { merges: merge._id } } as object);
  await contacts.updateOne({ _id: merge.into, merges: [] } as object, { $unset: { merges: '' } } as object);
  const now = await required(house, plan.root);
  await writePerson(house, plan.root, withoutMerge(now, plan.contact.before, plan.contact.after));
}

async function writePerson(house: House, id: string, wanted: object): Promise<void> {
  const now = await required(house, id);
  const set: Record<string, unknown> = {};
  const unset: Record<string, ''> = {};
  const facts = wanted as Record<string, unknown>;
  for (const name of new Set([...Object.keys(now), ...Object.keys(facts)])) {
    if (BOUND.has(name) || facts[name] === (now as unknown as Record<string, unknown>)[name]) continue;
    if (facts[name] === undefined) unset[name] = '';
    else set[name] = facts[name];
  }
  const change: Record<string, unknown> = { $inc: { rev: 1 } };
  if (Object.keys(set).length > 0) change.$set = set;
  if (Object.keys(unset).length > 0) change.$unset = unset;
  await raw(house.store.contacts).updateOne({ _id: id }, change as object);
}

/** Members of a contact that no plan may change. */
const BOUND = new Set([
  '_id',
  'rev',
  'conversationId',
  'mergedInto',
  'merging',
  'merges',
  'kept',
  'createdAt',
]);

/** Tells every screen, and lets everybody go. */
async function release(house: House, merge: MergeDoc): Promise<void> {
  const plan = planOf(merge);
  const people = [plan.root, ...merge.from.map(({ id }) => id)];
  for (const id of people) {
    const contact = await required(house, id);
    const row = await settled(house, contact.conversationId, merge);
    if (merge.cause === 'person') {
      const facts = { contactId: id, at: plan.at, by: plan.by, change: 'undone' as const };
      await recordEntry(house, mergeEntry(merge, facts), row);
    }
    await announceContact(house, contact, row);
    await house.events.publish([
      { name: 'conversation.rewritten', data: { id: row._id, rev: row.rev }, rooms: conversationRooms(row) },
    ]);
  }
  await releaseContacts(house.store.contacts, [...people, merge.into], merge._id);
}

async function settled(house: House, conversationId: string, merge: MergeDoc): Promise<ConversationDoc> {
  for (;;) {
    const row = await conversationById(house.store.conversations, conversationId);
    if (row === null) throw new Error(`The conversation ${conversationId} has vanished.`);
    const { reserved, ...rest } = row;
    const saved =
      reserved === mark(merge) ? await saveConversation(house.store.conversations, row, rest) : row;
    if (saved === null) continue;
    await house.events.publish(announceConversation(saved, saved));
    return saved;
  }
}

const mark = (merge: MergeDoc): string => `undo:${merge._id}`;

function conversationOf(merge: MergeDoc, contactId: string): string {
  return merge.from.find(({ id }) => id === contactId)?.conversationId ?? '';
}

function planOf(merge: MergeDoc): UndoPlan {
  if (merge.undoing === undefined) throw new Error(`The undo of ${merge._id} lost its plan.`);
  return merge.undoing;
}
