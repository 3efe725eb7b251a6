import type { House } from '../../house.ts';
import { identitiesOf } from '../../store/identities.ts';
import type { MergeDoc } from '../../store/merges.ts';
import { raw } from '../../store/raw.ts';
import { returnAddresses, returnBelongings } from './follow.ts';
import { withoutMerge } from './people.ts';
import { required } from './run.ts';
import { leavers } from './undo-plan.ts';
import { conversationOf, planOf } from './undoing.ts';

/** Timeline, drafts and what other rooms keep go back, and the contacts are what they were. */
export async function giveBack(house: House, merge: MergeDoc): Promise<void> {
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

/** Makes a contact what is wanted, but for what binds it to its conversation and its merges. */
export async function writePerson(house: House, id: string, wanted: object): Promise<void> {
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
