import type { House } from '../house.ts';
import { conversationById } from '../store/conversations.ts';
import { type Evidence, type IdentityDoc, identitiesByKeys, insertIdentities } from '../store/identities.ts';
import { identityEntry } from '../timeline/entries.ts';
import { recordEntry } from '../timeline/record.ts';
import { addressLinked } from './address-news.ts';
import { announceChanged } from './announce.ts';
import type { Address } from './keys.ts';
import { announceLinks } from './links.ts';
import { newIdentity, type PersonIds } from './new-person.ts';

export type Linked =
  | { kind: 'linked' | 'already'; identity: IdentityDoc }
  /** Another contact has it; nothing was changed. */
  | { kind: 'held'; by: string };

/** Makes an address one of the contact's own, once; what somebody else has stays theirs and is written down. */
export async function linkAddress(
  house: House,
  person: PersonIds,
  address: Address,
  evidence: Evidence,
  options: { quiet?: boolean } = {},
): Promise<Linked> {
  const { contactId, conversationId } = person;
  const doc = newIdentity(address, { contactId, conversationId }, evidence);
  const refused = await insertIdentities(house.store.identities, [doc]);
  const row = await conversationById(house.store.conversations, conversationId);
  const seen = row ?? { assignee: null, team: null };
  if (refused.size > 0) {
    const holder = (await identitiesByKeys(house.store.identities, [address.key])).get(address.key);
    const unfinished = holder?.evidence[0]?.at.getTime() === evidence.at.getTime();
    if (holder?.contactId === contactId && !unfinished) return { kind: 'already', identity: holder };
    if (holder && holder.contactId !== contactId) {
      // Who asks quietly decides about the two at once.
      if (!options.quiet) await announceLinks(house, [{ owner: doc, holder, at: evidence.at }]);
      return { kind: 'held', by: holder.contactId };
    }
  }
  await addressLinked(house, address.key, { contactId, conversationId });
  await recordEntry(
    house,
    identityEntry({
      contactId,
      key: address.key,
      value: address.value,
      at: evidence.at,
      by: evidence.by ?? null,
      change: 'linked',
      evidence: evidence.kind,
    }),
    seen,
  );
  await announceChanged(house, contactId, seen);
  return { kind: 'linked', identity: doc };
}
