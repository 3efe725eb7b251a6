import type { House } from '../house.ts';
import { isRefused, keepClaim } from '../store/claims.ts';
import type { ContactDoc } from '../store/contacts.ts';
import { addEvidence, type IdentityDoc, identitiesByKeys } from '../store/identities.ts';
import { identityEntry } from '../timeline/entries.ts';
import { recordEntry } from '../timeline/record.ts';
import { announceChanged } from './announce.ts';
import { type Claim, otherClaimants } from './claimants.ts';
import { STRONG } from './evidence/find.ts';
import { AMONG_SEVERAL, BESIDE_FIRM } from './evidence/signature.ts';
import { join, mayJoin } from './join.ts';
import { type Known, known } from './known.ts';
import { linkAddress } from './link.ts';
import { membersOf } from './merge/family.ts';
import type { PersonIds } from './new-person.ts';
import { gaveAnother, isShared, takeBackDoubtful, toldApart } from './signed.ts';
import { suggest } from './suggest.ts';

/**
 * Links an address to who gives it as their own, joins the two where another contact has it already and nothing speaks
 * against it, and else keeps a suggestion. What a colleague decided is never decided again. Safe to repeat.
 */
export async function takeClaim(house: House, person: PersonIds, claim: Claim): Promise<void> {
  const self = await known(house, person.contactId);
  if (self === null) return;
  const { address, evidence, confidence, message } = claim;
  const { key, kind, value } = address;
  const fresh = await keepClaim(house.store.claims, {
    _id: `${person.contactId}|${key}`,
    contactId: person.contactId,
    key,
    kind,
    value,
    evidence: evidence.kind,
    confidence,
    ...(message === undefined ? {} : { message }),
    at: evidence.at,
  });
  if (await isRefused(house.store.claims, await membersOf(house, self.contact._id), key)) return;
  const holder = (await identitiesByKeys(house.store.identities, [key])).get(key);
  if (holder?.contactId === self.contact._id) return alsoBecause(house, self, holder, claim);
  const others = await otherClaimants(house, self.contact, key);
  if (evidence.kind === 'signature') {
    if (await isShared(house, self.contact, others, holder)) {
      for (const one of [self.contact, ...others.map(({ contact }) => contact)]) await tellApart(house, one);
      // It was on offer as theirs until now.
      for (const { contact } of fresh ? others : []) await announceOffers(house, contact._id);
      return;
    }
    if (confidence === AMONG_SEVERAL && (await tellApart(house, self.contact))) return;
  }
  const strong = confidence >= STRONG && !(await isDoubtful(house, self.contact, claim));
  if (holder === undefined) {
    if (strong) {
      const { _id: contactId, conversationId } = self.contact;
      await linkAddress(house, { contactId, conversationId }, address, evidence);
      await takeBackDoubtful(house, contactId);
    }
    for (const other of others) await suggest(house, self.contact, other.contact, claim, other.confidence);
    if (fresh && !strong) await announceOffers(house, self.contact._id);
    return;
  }
  const owner = await known(house, holder.contactId);
  if (owner === null) return;
  const joined = strong && (await mayJoin(house, self, owner, holder, evidence.kind));
  if (joined) {
    await recordClaim(house, self, claim);
    if (await join(house, self, owner, claim)) {
      await addEvidence(house.store.identities, holder._id, evidence);
      return;
    }
  }
  await suggest(house, self.contact, owner.contact, claim, holder.confirmed ? 0.9 : 0.6);
}

/** Screens that show a contact ask anew which addresses are on offer. */
async function announceOffers(house: House, contactId: string): Promise<void> {
  const person = await known(house, contactId);
  if (person) await announceChanged(house, person.contact._id, person.row);
}

/** Takes what is left of several numbers below somebody's letters. Answers whether one was. */
async function tellApart(house: House, contact: ContactDoc): Promise<boolean> {
  const claim = await toldApart(house, contact);
  if (claim === null) return false;
  await takeClaim(house, { contactId: contact._id, conversationId: contact.conversationId }, claim);
  return true;
}

/** A number beside a firm below the letters of somebody who has given another one. */
async function isDoubtful(
  house: House,
  contact: ContactDoc,
  { address, evidence, confidence }: Claim,
): Promise<boolean> {
  if (evidence.kind !== 'signature' || address.kind !== 'phone' || confidence > BESIDE_FIRM) return false;
  return gaveAnother(house, contact._id, address.key);
}

/** A colleague gave somebody an address: whoever else spoke of it may be the same person. */
export async function meetClaimants(house: House, contactId: string, claim: Claim): Promise<void> {
  const self = await known(house, contactId);
  if (self === null) return;
  for (const other of await otherClaimants(house, self.contact, claim.address.key)) {
    await suggest(house, self.contact, other.contact, claim, other.confidence);
  }
}

/** One more reason to believe what is believed already; it is shown with the others. */
async function alsoBecause(
  house: House,
  { contact, row }: Known,
  holder: IdentityDoc,
  claim: Claim,
): Promise<void> {
  const { confidence, evidence } = claim;
  if (confidence < STRONG || holder.evidence.some(({ kind }) => kind === evidence.kind)) return;
  if (await addEvidence(house.store.identities, holder._id, evidence)) {
    await recordClaim(house, { contact, row }, claim);
    await announceChanged(house, contact._id, row);
    await takeBackDoubtful(house, contact._id);
  }
}

/** The timeline says where an address was given, also when it was known before. */
function recordClaim(house: House, { contact, row }: Known, { address, evidence }: Claim): Promise<void> {
  const { key, value } = address;
  const facts = { contactId: contact._id, key, value, at: evidence.at, by: evidence.by ?? null };
  return recordEntry(house, identityEntry({ ...facts, change: 'linked', evidence: evidence.kind }), row);
}
