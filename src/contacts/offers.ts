import type { z } from 'zod';
import type { ClaimView, ContactView, foundAddress } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { type ClaimDoc, refuseClaim } from '../store/claims.ts';
import type { ContactDoc } from '../store/contacts.ts';
import { type Evidence, identitiesByKeys } from '../store/identities.ts';
import { announceChanged } from './announce.ts';
import { addressOf, contactFor, contactView, giveAddress } from './change.ts';
import { otherClaimants, ownClaims } from './claimants.ts';
import { strangersTo } from './signed.ts';

type Found = z.infer<typeof foundAddress>;

/** Somebody with more weak addresses than this passes on other people's. */
const MOST = 20;

/**
 * Addresses found in what a person wrote that nobody has and no colleague refused, the surest first, of equals the
 * newest. Rejects with `not_found` for whoever may not see the person.
 */
export async function offersOf(house: House, reader: Actor, contactId: string): Promise<ClaimView[]> {
  const { contact } = await contactFor(house, reader, contactId);
  const open = [...bestOf(await ownClaims(house, contact._id)).values()].filter(
    ({ refused, confidence }) => !refused && confidence > 0,
  );
  const keys = open.map(({ key }) => key);
  const held = await identitiesByKeys(house.store.identities, keys);
  const views: ClaimView[] = [];
  const sorted = open.sort(
    (one, other) => other.confidence - one.confidence || other.at.getTime() - one.at.getTime(),
  );
  for (const claim of sorted) {
    if (views.length === MOST) break;
    if (held.has(claim.key) || (await isFirms(house, contact, claim))) continue;
    views.push(present(claim));
  }
  return views;
}

/** What is known of each address; refused by one of several who are one now is refused by all. */
function bestOf(claims: readonly ClaimDoc[]): Map<string, ClaimDoc> {
  const best = new Map<string, ClaimDoc>();
  for (const claim of claims) {
    const known = best.get(claim.key);
    if (known?.refused) continue;
    if (known === undefined || claim.refused || claim.confidence > known.confidence)
      best.set(claim.key, claim);
  }
  return best;
}

/** A number below the letters of several people is their firm's. */
async function isFirms(house: House, contact: ContactDoc, { key, evidence }: ClaimDoc): Promise<boolean> {
  if (evidence !== 'signature') return false;
  return strangersTo(contact, await otherClaimants(house, contact, key)).length > 0;
}

function present({ kind, value, evidence, confidence, message, at }: ClaimDoc): ClaimView {
  const where = message === undefined ? {} : { message };
  return { kind, value, evidence: { kind: evidence, ...where }, confidence, at: at.toISOString() };
}

/**
 * A colleague says that an address found for a person is theirs: it is linked as if written down by hand, and shows in
 * which message it stood. Rejects with `conflict` when it was not found, was refused, or is somebody else's by now.
 */
export async function confirmOffer(
  house: House,
  actor: Actor,
  contactId: string,
  { kind, value }: Found,
): Promise<ContactView> {
  const { contact } = await contactFor(house, actor, contactId);
  const address = addressOf(kind, value, 'value');
  const claim = bestOf(await ownClaims(house, contact._id)).get(address.key);
  if (claim === undefined || claim.refused) {
    const why = claim === undefined ? 'was not found for this person' : 'was said to be somebody else’s';
    throw new HouseError('conflict', `${address.value} ${why}: add it by hand if it is theirs.`, 'value');
  }
  const evidence: Evidence = { kind: 'person', at: new Date(house.clock.now()), by: actor.name };
  if (claim.message !== undefined) Object.assign(evidence, { message: claim.message, said: claim.at });
  await giveAddress(
    house,
    actor,
    { contactId: contact._id, conversationId: contact.conversationId },
    address,
    evidence,
  );
  return contactView(house, actor, contact._id);
}

/** "Not theirs": it is never offered again for this person, wherever it stands. Rejects with `conflict` when it is linked. */
export async function refuseOffer(
  house: House,
  actor: Actor,
  contactId: string,
  { kind, value: written }: Found,
): Promise<void> {
  const { contact, row } = await contactFor(house, actor, contactId);
  const { key, value } = addressOf(kind, written, 'value');
  const holder = (await identitiesByKeys(house.store.identities, [key])).get(key);
  if (holder?.contactId === contact._id) {
    throw new HouseError('conflict', `${value} is linked to this person: unlink it instead.`, 'value');
  }
  const said = (await ownClaims(house, contact._id)).filter((claim) => claim.key === key);
  const at = new Date(house.clock.now());
  for (const id of new Set([contact._id, ...said.map((claim) => claim.contactId)])) {
    await refuseClaim(house.store.claims, { contactId: id, key, kind, value, at });
  }
  await announceChanged(house, contact._id, row);
}
