import { conversationRooms } from '../../api/protocol.ts';
import { announceConversation } from '../../conversations/standing.ts';
import { presentConversation } from '../../events/present.ts';
import type { House } from '../../house.ts';
import { type ConversationDoc, conversationById, saveConversation } from '../../store/conversations.ts';
import { changeMerge, type MergeDoc, type UndoPlan } from '../../store/merges.ts';
import { raw } from '../../store/raw.ts';
import { freeEnd } from './hold.ts';
import { rowWithoutMerge } from './rows.ts';
import { required } from './run.ts';
import { writePerson } from './undo-people.ts';
import { mark, planOf } from './undoing.ts';

/** The losers' rows take messages again, behind the places of those that come back; the survivor's end is free. */
export async function reopen(house: House, merge: MergeDoc): Promise<void> {
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

/** Takes the mark of an undo away from a row, and shows it. */
export async function settled(
  house: House,
  conversationId: string,
  merge: MergeDoc,
): Promise<ConversationDoc> {
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
