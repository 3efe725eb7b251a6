import type { House } from '../house.ts';
import type { ClaimDoc } from '../store/claims.ts';
import type { ContactDoc } from '../store/contacts.ts';
import { deleteIdentity, type Evidence, type IdentityDoc, identitiesOf } from '../store/identities.ts';
import { addressRemoved } from './address-news.ts';
import { announceChanged } from './announce.ts';
import { type Claim, type Claimant, otherClaimants, ownClaims } from './claimants.ts';
import { STRONG } from './evidence/find.ts';
import { AMONG_SEVERAL, BESIDE_FIRM } from './evidence/signature.ts';
import { known } from './known.ts';
import { compareNames } from './names.ts';

/** Words by which somebody gives a number as theirs. */
const GIVEN: ReadonlySet<string> = new Set(['typed', 'answered', 'shared']);

const isSignedAlone = ({ evidence }: IdentityDoc): boolean =>
  evidence.every(({ kind }) => kind === 'signature');

/** Those of other names who sign with a number as well. */
export const strangersTo = (self: ContactDoc, others: readonly Claimant[]): Claimant[] =>
  others.filter(
    ({ contact, evidence }) => evidence === 'signature' && compareNames(contact.name, self.name) !== 'same',
  );

/**
 * A number below the letters of several people is their firm's: it belongs to none of them, and what was linked by a
 * signature alone is taken back.
 */
export async function isShared(
  house: House,
  self: ContactDoc,
  others: readonly Claimant[],
  holder: IdentityDoc | undefined,
): Promise<boolean> {
  const strangers = strangersTo(self, others);
  if (strangers.length === 0) return false;
  if (holder && isSignedAlone(holder) && strangers.some(({ contact }) => contact._id === holder.contactId)) {
    await takeBack(house, holder);
  }
  return true;
}

/**
 * Of several numbers below somebody's letters, those with which others sign as well are their firm's. When one is left,
 * it is the writer's: that is answered.
 */
export async function toldApart(house: House, contact: ContactDoc): Promise<Claim | null> {
  const own = (await ownClaims(house, contact._id)).filter(
    ({ evidence, confidence, kind }) =>
      kind === 'phone' && evidence === 'signature' && confidence >= AMONG_SEVERAL,
  );
  const left: ClaimDoc[] = [];
  for (const claim of own) {
    const others = await otherClaimants(house, contact, claim.key);
    if (strangersTo(contact, others).length === 0) left.push(claim);
  }
  const [only] = left;
  if (only === undefined || left.length > 1 || own.length < 2 || only.confidence >= STRONG) return null;
  const { key, kind, value, at, message } = only;
  const evidence: Evidence = { kind: 'signature', at, confidence: BESIDE_FIRM };
  if (message !== undefined) evidence.message = message;
  const claim: Claim = { address: { key, kind, value }, evidence, confidence: BESIDE_FIRM };
  if (message !== undefined) claim.message = message;
  return claim;
}

/** Whether the writer of a letter has given another number as theirs: then the one beside a firm may be the firm's. */
export async function gaveAnother(house: House, contactId: string, key: string): Promise<boolean> {
  const own = await identitiesOf(house.store.identities, contactId);
  return own.some((one) => one.kind === 'phone' && one.key !== key && isGiven(one));
}

const isGiven = ({ evidence }: IdentityDoc): boolean => evidence.some(({ kind }) => GIVEN.has(kind));

/** Takes back the numbers that only stood beside a firm, once their writer has given another as theirs. */
export async function takeBackDoubtful(house: House, contactId: string): Promise<void> {
  const own = await identitiesOf(house.store.identities, contactId);
  const phones = own.filter(({ kind }) => kind === 'phone');
  const signed = phones.filter(isSignedAlone);
  if (signed.length === 0 || !phones.some(isGiven)) return;
  const claims = await ownClaims(house, contactId);
  for (const holder of signed) {
    const said = claims.filter(({ key }) => key === holder.key);
    if (said.every(({ confidence }) => confidence <= BESIDE_FIRM)) await takeBack(house, holder);
  }
}

async function takeBack(house: House, holder: IdentityDoc): Promise<void> {
  await deleteIdentity(house.store.identities, holder._id);
  await addressRemoved(house, holder.key, holder);
  const owner = await known(house, holder.contactId);
  if (owner) await announceChanged(house, owner.contact._id, owner.row);
}
