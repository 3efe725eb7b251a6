import { conversationRooms } from '../../api/protocol.ts';
import type { House } from '../../house.ts';
import { releaseContacts } from '../../store/contacts.ts';
import { changeMerge, type MergeDoc } from '../../store/merges.ts';
import { mergeEntry } from '../../timeline/entries.ts';
import { recordEntry } from '../../timeline/record.ts';
import { announceContact } from '../announce.ts';
import { claimAll } from './claim.ts';
import { requireSurvivor } from './family.ts';
import { returnAddresses } from './follow.ts';
import { holdEnd } from './hold.ts';
import { required } from './run.ts';
import { mend } from './shift.ts';
import { closeRanks, takeOut } from './undo-messages.ts';
import { giveBack } from './undo-people.ts';
import { leavers, planUndo } from './undo-plan.ts';
import { reopen, settled } from './undo-rows.ts';
import { conversationOf, planOf } from './undoing.ts';

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

async function mendBoth(house: House, merge: MergeDoc): Promise<void> {
  const root = await required(house, planOf(merge).root);
  await mend(house, root.conversationId);
  for (const { conversationId } of merge.from) await mend(house, conversationId);
}

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
