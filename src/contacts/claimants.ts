import type { House } from '../house.ts';
import { type ClaimDoc, claimsOfContact, claimsOfKey } from '../store/claims.ts';
import type { ContactDoc } from '../store/contacts.ts';
import type { Evidence } from '../store/identities.ts';
import type { Address } from './keys.ts';
import { membersOf, survivorOf } from './merge/family.ts';

/** Somebody gives an address as their own. */
export interface Claim {
  address: Address & { kind: 'phone' | 'email' };
  evidence: Evidence;
  /** 0..1; from `STRONG` on it links at once. */
  confidence: number;
  /** Id of the message in which it stood. */
  message?: string;
}

/** Somebody else who gave an address as theirs. */
export interface Claimant {
  contact: ContactDoc;
  evidence: string;
  confidence: number;
}

/** Everybody else who ever gave this address as theirs. */
export async function otherClaimants(house: House, self: ContactDoc, key: string): Promise<Claimant[]> {
  const found = new Map<string, Claimant>();
  for (const claim of await claimsOfKey(house.store.claims, key)) {
    if (claim.refused) continue;
    const contact = await survivorOf(house, claim.contactId);
    if (contact === null || contact._id === self._id) continue;
    found.set(contact._id, { contact, evidence: claim.evidence, confidence: claim.confidence });
  }
  return [...found.values()];
}

/** What a contact gave as its own, also before it was made one of several. */
export async function ownClaims(house: House, contactId: string): Promise<ClaimDoc[]> {
  const members = [...(await membersOf(house, contactId))];
  const lists = await Promise.all(members.map((id) => claimsOfContact(house.store.claims, id)));
  return lists.flat();
}
