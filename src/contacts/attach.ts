import { mayActOn } from '../conversations/change.ts';
import { type Actor, type House, SYSTEM } from '../house.ts';
import { refuseClaim } from '../store/claims.ts';
import {
  addEvidence,
  deleteIdentity,
  type Evidence,
  handOver,
  type IdentityDoc,
  identitiesByKeys,
} from '../store/identities.ts';
import { mergesOf } from '../store/merges.ts';
import { isDismissed } from '../store/suggestions.ts';
import { identityEntry } from '../timeline/entries.ts';
import { recordEntry } from '../timeline/record.ts';
import { addressLinked, addressRemoved } from './address-news.ts';
import { announceChanged } from './announce.ts';
import { join } from './join.ts';
import type { Address } from './keys.ts';
import { type Known, known } from './known.ts';
import { membersOf } from './merge/family.ts';
import { undoMerge } from './merge/merges.ts';
import type { PersonIds } from './new-person.ts';

/** Whether nobody has said yet who this contact is: made by the house itself, and the actor may see it. */
export async function isStranger(house: House, actor: Actor, contactId: string): Promise<boolean> {
  const holder = await known(house, contactId);
  return holder !== null && !holder.contact.named && mayActOn(actor, holder.row);
}

/**
 * A colleague says whose an address is that a stranger has: the stranger is that contact, and all that came from there
 * attaches at once. Where the house only read it below a letter, the colleague's word moves the address alone. False,
 * and nothing changed, when it is somebody whom a colleague knows or who is somebody else for ever.
 */
export async function attachStranger(
  house: House,
  actor: Actor,
  person: PersonIds,
  address: Address,
  evidence: Evidence,
): Promise<boolean> {
  const holder = (await identitiesByKeys(house.store.identities, [address.key])).get(address.key);
  if (holder === undefined || address.kind === 'channel') return false;
  if (!(await isStranger(house, actor, holder.contactId))) return false;
  const [self, stranger] = await Promise.all([
    known(house, person.contactId),
    known(house, holder.contactId),
  ]);
  if (self === null || stranger === null) return false;
  const members = await Promise.all([
    membersOf(house, self.contact._id),
    membersOf(house, stranger.contact._id),
  ]);
  const apart = await isDismissed(house.store.suggestions, ...members);
  if (apart || holder.evidence.every(({ kind }) => kind === 'signature')) {
    await handOver(house.store.identities, holder._id, person, evidence);
    await addressLinked(house, address.key, person);
    await announceChanged(house, stranger.contact._id, stranger.row);
  } else {
    const claim = { address: { ...address, kind: address.kind }, evidence, confidence: 1 };
    if (!(await join(house, self, stranger, claim))) return false;
    await addEvidence(house.store.identities, holder._id, evidence);
  }
  const { contactId } = person;
  const entry = identityEntry({
    contactId,
    key: address.key,
    value: address.value,
    at: evidence.at,
    by: evidence.by ?? null,
    change: 'linked',
    evidence: evidence.kind,
  });
  await recordEntry(house, entry, self.row);
  await announceChanged(house, contactId, self.row);
  return true;
}

/**
 * A colleague says that an address is not this contact's: what attached because of it detaches, and no rule gives it
 * back.
 */
export async function takeAddress(
  house: House,
  actor: Actor,
  { contact, row }: Known,
  identity: IdentityDoc & { kind: 'email' | 'phone' },
): Promise<void> {
  const { key, value, kind } = identity;
  const at = new Date(house.clock.now());
  const contactId = contact._id;
  await refuseClaim(house.store.claims, { contactId, key, kind, value, at });
  const caused = (await mergesOf(house.store.merges, contactId)).filter(
    ({ state, cause, into, addresses }) =>
      state === 'done' && cause === 'link' && into === contactId && addresses?.includes(key),
  );
  for (const merge of caused.reverse()) await undoMerge(house, SYSTEM, merge._id);
  const still = (await identitiesByKeys(house.store.identities, [key])).get(key);
  if (still?.contactId === contactId) await deleteIdentity(house.store.identities, still._id);
  await addressRemoved(house, key, { contactId, conversationId: contact.conversationId });
  await recordEntry(
    house,
    identityEntry({ contactId, key, value, at, by: actor.name, change: 'removed' }),
    row,
  );
  await announceChanged(house, contactId, row);
}
