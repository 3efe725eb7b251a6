import type { ContactFollowers } from '../contacts/followers.ts';
import type { House } from '../house.ts';
import { type CallDoc, callById, callsOf, saveCall } from '../store/calls.ts';
import { identitiesByKeys } from '../store/identities.ts';
import { announceCall, entryRev } from './announce-call.ts';
import { phoneKey } from './numbers.ts';
import { missedAt, settleWaiting, stopWaiting } from './waiting-calls.ts';

/** Whose a call is. */
type Person = { contactId: string; conversationId: string };

const PAGE = 200;

/**
 * Gives every call of a number to whoever has that number now, or to nobody. The one rule by which calls belong to
 * people; safe to repeat, and looked at again at the end because somebody may have got the number meanwhile.
 */
export async function relinkNumber(house: House, number: string): Promise<void> {
  for (let holder = await holderOf(house, number); ; ) {
    await forEachCall(house, { number }, (call) => giveCall(house, call, holder));
    const now = await holderOf(house, number);
    if (now?.contactId === holder?.contactId && now?.conversationId === holder?.conversationId) return;
    holder = now;
  }
}

/** Who has the number; null while nobody has. */
export async function holderOf(house: House, number: string): Promise<Person | null> {
  const key = phoneKey(number);
  return (await identitiesByKeys(house.store.identities, [key])).get(key) ?? null;
}

/** Makes a call this person's, with its place in the timeline and its waiting. Answers it as it is now. */
export async function giveCall(house: House, call: CallDoc, person: Person | null): Promise<CallDoc> {
  for (
    let before: CallDoc | null = call;
    before !== null;
    before = await callById(house.store.calls, call._id)
  ) {
    const contactId = person?.contactId ?? null;
    const conversationId = person?.conversationId ?? null;
    if (before.contactId === contactId && before.conversationId === conversationId) return before;
    const { opened, ...rest } = before;
    // So many steps that leaving one timeline and entering another have revisions of their own, above the entry's.
    const step = Math.max(2, (await entryRev(house, before)) - before.rev + 2);
    const after = await saveCall(house.store.calls, before, { ...rest, contactId, conversationId }, step);
    if (after === null) continue;
    await announceCall(house, before, after);
    if (opened && before.conversationId !== null)
      await stopWaiting(house, before.conversationId, missedAt(before));
    await settleWaiting(house, after);
    return after;
  }
  return call;
}

async function forEachCall(
  house: House,
  whose: { number: string } | { contactId: string },
  work: (call: CallDoc) => Promise<unknown>,
): Promise<void> {
  for (let before: { at: Date; id: string } | null = null; ; ) {
    const page: CallDoc[] = await callsOf(house.store.calls, whose, before, PAGE);
    for (const call of page) await work(call);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = { at: last.startedAt, id: last._id };
  }
}

const numberOf = (key: string): string | null =>
  key.startsWith('phone:') ? key.slice('phone:'.length) : null;

/** Calls go along with the numbers of a contact. */
export const callFollowers: ContactFollowers = {
  name: 'calls',
  count: (house, contactId) => house.store.calls.countDocuments({ contactId }),
  follow: (house, from, into) =>
    forEachCall(house, { contactId: from }, (call) => giveCall(house, call, into)),
  goBack: (house, from, to, _homes, addresses) =>
    forEachCall(house, { contactId: from }, async (call) => {
      if (call.number !== null && addresses.includes(phoneKey(call.number))) await giveCall(house, call, to);
    }),
  addressLinked: async (house, key) => {
    const number = numberOf(key);
    if (number !== null) await relinkNumber(house, number);
  },
  addressRemoved: async (house, key) => {
    const number = numberOf(key);
    if (number !== null) await relinkNumber(house, number);
  },
};
