import { setTimeout as sleep } from 'node:timers/promises';
import { HouseError } from '../errors.ts';
import { type House, SYSTEM } from '../house.ts';
import { type IdentityDoc, identitiesOf } from '../store/identities.ts';
import { isDismissed } from '../store/suggestions.ts';
import type { Claim } from './claimants.ts';
import type { Known } from './known.ts';
import { membersOf } from './merge/family.ts';
import { beginMerge } from './merge/merges.ts';
import { carryOn } from './merge/work.ts';
import { compareNames } from './names.ts';
import { takeBackDoubtful } from './signed.ts';

/** Words that prove an address; a signature alone proves it only together with the name. */
const PROOFS: ReadonlySet<string> = new Set([
  'network',
  'shared',
  'person',
  'typed',
  'answered',
  'profile',
  'import',
]);

/** Whether nothing speaks against two contacts being one person. */
export async function mayJoin(
  house: House,
  self: Known,
  owner: Known,
  holder: IdentityDoc,
  evidence: string,
): Promise<boolean> {
  const names = compareNames(self.contact.name, owner.contact.name);
  const proven = holder.evidence.some(({ kind }) => PROOFS.has(kind)) && PROOFS.has(evidence);
  if (!proven && names !== 'same') return false;
  if (self.contact.named && owner.contact.named && names !== 'same') return false;
  // A colleague's word about the address outweighs what is rare.
  const said = holder.evidence.some(({ kind }) => kind === 'person');
  if (!said && names !== 'same' && (await metTwice(house, self.contact._id, owner.contact._id))) return false;
  const [ones, others] = await Promise.all([
    membersOf(house, self.contact._id),
    membersOf(house, owner.contact._id),
  ]);
  return !(await isDismissed(house.store.suggestions, ones, others));
}

/** One person rarely has two accounts of one network; a family has. */
async function metTwice(house: House, one: string, other: string): Promise<boolean> {
  const [left, right] = await Promise.all([
    identitiesOf(house.store.identities, one),
    identitiesOf(house.store.identities, other),
  ]);
  const channels = new Set(left.flatMap(({ kind, channel }) => (kind === 'channel' ? [channel] : [])));
  return right.some(({ kind, channel }) => kind === 'channel' && channels.has(channel));
}

/** Merges by the house's own rules; false when somebody else is at it or a colleague was faster. */
export async function join(house: House, one: Known, other: Known, claim: Claim): Promise<boolean> {
  const [into, from] = survivorFirst(one, other);
  const { address, evidence, message } = claim;
  const { at: _at, ...why } = evidence;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const merge = await beginMerge(house, SYSTEM, into, [from], {
        cause: 'link',
        choices: {},
        addresses: [address.key],
        evidence: [{ ...why, value: address.value, ...(message === undefined ? {} : { message }) }],
      });
      await carryOn(house, merge._id);
      await takeBackDoubtful(house, into.contact._id);
      return true;
    } catch (error) {
      if (!(error instanceof HouseError) || error.code !== 'conflict') throw error;
      if (attempt === 5) return false;
      await sleep(100 * attempt);
    }
  }
}

/** Whom a colleague wrote down stays; else whoever was here first. The same whatever came in which order. */
function survivorFirst(one: Known, other: Known): [Known, Known] {
  if (one.contact.named !== other.contact.named) return one.contact.named ? [one, other] : [other, one];
  const [left, right] = [one.contact, other.contact];
  const earlier = left.createdAt.getTime() - right.createdAt.getTime() || (left._id < right._id ? -1 : 1);
  return earlier < 0 ? [one, other] : [other, one];
}
