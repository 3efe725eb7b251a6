import { setTimeout as sleep } from 'node:timers/promises';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { SYSTEM } from '../house.ts';
import type { ContactDoc } from '../store/contacts.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import {
  addEvidence,
  deleteIdentity,
  type Evidence,
  type IdentityDoc,
  identitiesByKeys,
  identitiesOf,
} from '../store/identities.ts';
import {
  type ClaimDoc,
  claimsOfContact,
  claimsOfKey,
  isDismissed,
  keepClaim,
  keepSuggestion,
} from '../store/suggestions.ts';
import { identityEntry } from '../timeline/entries.ts';
import { recordEntry } from '../timeline/record.ts';
import { addressRemoved } from './address-news.ts';
import { announceChanged } from './announce.ts';
import { AMONG_SEVERAL, STRONG } from './evidence/find.ts';
import type { Address } from './keys.ts';
import { linkAddress } from './link.ts';
import { membersOf, survivorOf } from './merge/family.ts';
import { beginMerge } from './merge/merges.ts';
import { carryOn } from './merge/work.ts';
import { compareNames } from './names.ts';
import type { PersonIds } from './new-person.ts';

/** Somebody gives an address as their own. */
export interface Claim {
  address: Address & { kind: 'phone' | 'email' };
  evidence: Evidence;
  /** 0..1; from `STRONG` on it links at once. */
  confidence: number;
  /** Id of the message in which it stood. */
  message?: string;
}

export interface Known {
  contact: ContactDoc;
  row: ConversationDoc;
}

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

/**
 * Links an address to who gives it as their own, joins the two where another contact has it already and nothing speaks
 * against it, and else keeps a suggestion. What a colleague decided is never decided again. Safe to repeat.
 */
export async function takeClaim(house: House, person: PersonIds, claim: Claim): Promise<void> {
  const self = await known(house, person.contactId);
  if (self === null) return;
  const { address, evidence, confidence, message } = claim;
  const { key, kind, value } = address;
  const refused = await keepClaim(house.store.claims, {
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
  if (refused) return;
  const holder = (await identitiesByKeys(house.store.identities, [key])).get(key);
  if (holder?.contactId === self.contact._id) return alsoBecause(house, self, holder, claim);
  const others = await otherClaimants(house, self.contact, key);
  if (evidence.kind === 'signature') {
    if (await isShared(house, self.contact, others, holder)) {
      for (const one of [self.contact, ...others.map(({ contact }) => contact)]) await tellApart(house, one);
      return;
    }
    if (confidence === AMONG_SEVERAL && (await tellApart(house, self.contact))) return;
  }
  const strong = confidence >= STRONG;
  if (holder === undefined) {
    if (strong) {
      const { contact } = self;
      await linkAddress(
        house,
        { contactId: contact._id, conversationId: contact.conversationId },
        address,
        evidence,
      );
    }
    for (const other of others) await suggest(house, self.contact, other.contact, claim, other.confidence);
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

/** A colleague gave somebody an address: whoever else spoke of it may be the same person. */
export async function meetClaimants(house: House, contactId: string, claim: Claim): Promise<void> {
  const self = await known(house, contactId);
  if (self === null) return;
  for (const other of await otherClaimants(house, self.contact, claim.address.key)) {
    await suggest(house, self.contact, other.contact, claim, other.confidence);
  }
}

/** A contact as it is by now, with its row. */
export async function known(house: House, contactId: string): Promise<Known | null> {
  const contact = await survivorOf(house, contactId);
  const row = contact && (await conversationById(house.store.conversations, contact.conversationId));
  return contact && row ? { contact, row } : null;
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
  }
}

/** The timeline says where an address was given, also when it was known before. */
function recordClaim(house: House, { contact, row }: Known, { address, evidence }: Claim): Promise<void> {
  const { key, value } = address;
  const facts = { contactId: contact._id, key, value, at: evidence.at, by: evidence.by ?? null };
  return recordEntry(house, identityEntry({ ...facts, change: 'linked', evidence: evidence.kind }), row);
}

/** Everybody else who ever gave this address as theirs. */
async function otherClaimants(
  house: House,
  self: ContactDoc,
  key: string,
): Promise<{ contact: ContactDoc; evidence: string; confidence: number }[]> {
  const found = new Map<string, { contact: ContactDoc; evidence: string; confidence: number }>();
  for (const claim of await claimsOfKey(house.store.claims, key)) {
    if (claim.refused) continue;
    const contact = await survivorOf(house, claim.contactId);
    if (contact === null || contact._id === self._id) continue;
    found.set(contact._id, { contact, evidence: claim.evidence, confidence: claim.confidence });
  }
  return [...found.values()];
}

/**
 * A number below the letters of several people is their firm's: it belongs to none of them, and what was linked by a
 * signature alone is taken back.
 */
async function isShared(
  house: House,
  self: ContactDoc,
  others: readonly { contact: ContactDoc; evidence: string }[],
  holder: IdentityDoc | undefined,
): Promise<boolean> {
  const strangers = others.filter(
    ({ contact, evidence }) => evidence === 'signature' && compareNames(contact.name, self.name) !== 'same',
  );
  if (strangers.length === 0) return false;
  const alone = holder?.evidence.every(({ kind }) => kind === 'signature') === true;
  if (holder && alone && strangers.some(({ contact }) => contact._id === holder.contactId)) {
    await deleteIdentity(house.store.identities, holder._id);
    await addressRemoved(house, holder.key, holder);
    const owner = await known(house, holder.contactId);
    if (owner) await announceChanged(house, owner.contact._id, owner.row);
  }
  return true;
}

/**
 * Of several numbers below somebody's letters, those with which others sign as well are their firm's. When one is left,
 * it is the writer's. Answers whether that was so.
 */
async function tellApart(house: House, contact: ContactDoc): Promise<boolean> {
  const own = (await claimsOfContact(house.store.claims, contact._id)).filter(
    ({ evidence, confidence, kind }) =>
      kind === 'phone' && evidence === 'signature' && confidence >= AMONG_SEVERAL,
  );
  const left: ClaimDoc[] = [];
  for (const claim of own) {
    const others = await otherClaimants(house, contact, claim.key);
    const signs = others.some(
      (other) => other.evidence === 'signature' && compareNames(other.contact.name, contact.name) !== 'same',
    );
    if (!signs) left.push(claim);
  }
  const [only] = left;
  if (only === undefined || left.length > 1 || own.length < 2 || only.confidence >= STRONG) return false;
  const address = { key: only.key, kind: only.kind, value: only.value };
  const evidence: Evidence = { kind: 'signature', at: only.at, confidence: SIGNED };
  if (only.message !== undefined) evidence.message = only.message;
  const claim: Claim = { address, evidence, confidence: SIGNED };
  if (only.message !== undefined) claim.message = only.message;
  await takeClaim(house, { contactId: contact._id, conversationId: contact.conversationId }, claim);
  return true;
}

/** How sure the one number below a letter is. */
const SIGNED = 0.92;

/** Whether nothing speaks against two contacts being one person. */
async function mayJoin(
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

async function suggest(
  house: House,
  self: ContactDoc,
  other: ContactDoc,
  { address, evidence, confidence, message }: Claim,
  otherConfidence: number,
): Promise<void> {
  if (self._id === other._id) return;
  const [ones, others] = await Promise.all([membersOf(house, self._id), membersOf(house, other._id)]);
  if (await isDismissed(house.store.suggestions, ones, others)) return;
  const names = compareNames(self.name, other.name);
  const sure = confidence * otherConfidence * (names === 'different' ? 0.6 : names === 'same' ? 1 : 0.85);
  if (sure < LEAST) return;
  const fact = { kind: evidence.kind, value: address.value, ...(message === undefined ? {} : { message }) };
  const grown = await keepSuggestion(
    house.store.suggestions,
    [self._id, other._id],
    fact,
    Math.round(sure * 100) / 100,
    evidence.at,
  );
  if (!grown) return;
  for (const { _id } of [self, other]) {
    const person = await known(house, _id);
    if (person) await announceChanged(house, person.contact._id, person.row);
  }
}

/** Below this a suggestion costs more time than it saves. */
const LEAST = 0.15;
