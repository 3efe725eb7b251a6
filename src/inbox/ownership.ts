import { channelAddress, chatAddress } from '../contacts/keys.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import { identitiesByKeys } from '../store/identities.ts';
import { entriesBefore } from '../store/timeline.ts';

/** Entries of a contact looked at; the last assignment is nearly always the first of them. */
const LOOK_BACK = 20;

/**
 * Whether a person leads the conversation with this user or group: one answered since it was last closed or handed
 * back, or one was made responsible since then. Closing it, or taking the responsible away, gives it back to the bot.
 */
export async function ledByPerson(
  house: House,
  account: { _id: string; channel: string },
  peer: { user: string; chat: string },
): Promise<boolean> {
  const keys = [channelAddress(house, account, peer.user).key, chatAddress(account, peer.chat).key];
  const found = await identitiesByKeys(house.store.identities, keys);
  const identity = keys.map((key) => found.get(key)).find((one) => one !== undefined);
  if (identity === undefined) return false;
  let row = await conversationById(house.store.conversations, identity.conversationId);
  while (row?.mergedInto !== undefined)
    row = await conversationById(house.store.conversations, row.mergedInto);
  if (row === null || row.status === 'closed') return false;
  return row.bot === 'silent' || (row.assignee !== null && (await assignedSinceClosed(house, row)));
}

/** Who writes after the end opens the conversation again, with the responsible of then still in it. */
async function assignedSinceClosed(house: House, { contactId }: ConversationDoc): Promise<boolean> {
  const kinds = ['assignment', 'status'];
  const entries = await entriesBefore(house.store.timeline, contactId, null, LOOK_BACK, kinds);
  const last = entries.find(({ kind, data }) => kind === 'assignment' || data.to === 'closed');
  return last?.kind !== 'status';
}
