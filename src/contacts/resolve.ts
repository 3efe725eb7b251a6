import type { Person } from '../../channels/message.ts';
import { groupBy } from '../group.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import {
  addEvidence,
  type Evidence,
  type IdentityDoc,
  identitiesByKeys,
  insertIdentities,
} from '../store/identities.ts';
import { addressLinked } from './address-news.ts';
import { announceChanged } from './announce.ts';
import { type Address, channelAddress, chatAddress, provenAddresses } from './keys.ts';
import { newIdentity, newPerson, type PersonIds } from './new-person.ts';
import { profileOf, refreshProfiles } from './profile.ts';
import { ensureRows } from './rows.ts';

/** A person met on a channel: by a message, a deep link, an echo. */
export interface Meeting {
  account: AccountDoc;
  peer: Person;
  chat: string;
  at: Date;
  /** Whether the person did something; what we do to a stranger makes no lead. */
  incoming: boolean;
  source?: string;
  /** Present for groups; the group is then the contact. */
  groupTitle?: string;
}

export interface Met extends PersonIds {
  row: ConversationDoc;
  /** Addresses the network vouches for that another contact has. */
  held?: Address[];
}

interface Wanted {
  meeting: Meeting;
  own: Address;
  proven: Address[];
}

/** One person; see `resolvePeople`. */
export async function resolvePerson(house: House, meeting: Meeting): Promise<Met> {
  const [met] = await resolvePeople(house, [meeting]);
  if (met === undefined) throw new Error('A meeting resolves to a person.');
  return met;
}

/**
 * Finds or makes the contact and the conversation of everybody met, in the order given. Unique keys decide: twenty
 * simultaneous firsts are one person. An address that the network vouches for joins the person who has it already.
 */
export async function resolvePeople(house: House, meetings: readonly Meeting[]): Promise<Met[]> {
  const wanted = meetings.map((meeting): Wanted => {
    const { account, peer, chat, groupTitle } = meeting;
    if (groupTitle !== undefined) return { meeting, own: chatAddress(account, chat), proven: [] };
    return { meeting, own: channelAddress(house, account, peer.id), proven: provenAddresses(peer) };
  });
  const keys = wanted.flatMap(({ own, proven }) => [own.key, ...proven.map(({ key }) => key)]);
  const known = await identitiesByKeys(house.store.identities, [...new Set(keys)]);
  const before = new Set(known.keys());
  const { strangers, joined } = await addPeople(house, wanted, known);
  const added = await addAddresses(house, wanted, known);
  const owned = wanted.map(({ meeting, own }) => ({ meeting, identity: ownerOf(known, own) }));
  const { rows, made } = await ensureRows(house, owned, [...known.values()], strangers);
  for (const { key, kind, ...person } of known.values()) {
    if (kind === 'phone' && !before.has(key)) await addressLinked(house, key, person);
  }
  await announceGrown(house, [...joined, ...added], rows, made);
  await vouchFor(house, wanted, known);
  await refreshProfiles(house, owned, rows);
  return owned.map(({ identity: { contactId, conversationId } }, index) => {
    const row = rows.get(conversationId);
    if (row === undefined) throw new Error(`The conversation ${conversationId} has vanished.`);
    const held = (wanted[index]?.proven ?? []).filter(({ key }) => known.get(key)?.contactId !== contactId);
    return held.length === 0 ? { contactId, conversationId, row } : { contactId, conversationId, row, held };
  });
}

/**
 * Strangers first. Where the network vouches for an address, the address decides who the person is, so that a mail
 * and a hand-written contact of the same moment cannot become two. Answers the conversations that will be strangers',
 * and who joined a contact that had one of their addresses.
 */
async function addPeople(
  house: House,
  wanted: readonly Wanted[],
  known: Map<string, IdentityDoc>,
): Promise<{ strangers: Set<string>; joined: IdentityDoc[] }> {
  const unknown = groupBy(
    wanted.filter(({ own }) => !known.has(own.key)),
    ({ own }) => own.key,
  );
  const deciders = new Map<string, IdentityDoc>();
  for (const [first] of unknown.values()) {
    if (first === undefined) continue;
    const { own, proven, meeting } = first;
    if (proven.some(({ key }) => known.has(key) || deciders.has(key))) continue;
    const decider = proven[0] ?? own;
    if (!deciders.has(decider.key)) deciders.set(decider.key, identityOf(decider, own, meeting, newPerson()));
  }
  const strangers = await insertAndLearn(house, [...deciders.values()], known);
  const joined: IdentityDoc[] = [];
  for (const [key, [first]] of unknown) {
    if (first === undefined || known.has(key)) continue;
    const person = first.proven.map((address) => known.get(address.key)).find((doc) => doc !== undefined);
    if (person) joined.push(identityOf(first.own, first.own, first.meeting, person));
  }
  await insertAndLearn(house, joined, known);
  return { strangers: new Set(strangers.map(({ conversationId }) => conversationId)), joined };
}

/** Addresses the network has vouched for since; one that somebody else holds stays there. Answers what was added. */
async function addAddresses(
  house: House,
  wanted: readonly Wanted[],
  known: Map<string, IdentityDoc>,
): Promise<IdentityDoc[]> {
  const fresh = new Map<string, IdentityDoc>();
  for (const { own, proven, meeting } of wanted) {
    const owner = ownerOf(known, own);
    for (const address of proven) {
      if (!known.has(address.key) && !fresh.has(address.key)) {
        fresh.set(address.key, identityOf(address, own, meeting, owner));
      }
    }
  }
  await insertAndLearn(house, [...fresh.values()], known);
  return [...fresh.values()];
}

/** The network now says as well what a colleague or a rule had said before. */
async function vouchFor(
  house: House,
  wanted: readonly Wanted[],
  known: ReadonlyMap<string, IdentityDoc>,
): Promise<void> {
  for (const { own, proven, meeting } of wanted) {
    for (const { key } of proven) {
      const identity = known.get(key);
      if (identity === undefined || identity.contactId !== ownerOf(known, own).contactId) continue;
      if (identity.evidence.some(({ kind }) => kind === 'network')) continue;
      const evidence: Evidence = { kind: 'network', at: meeting.at };
      await addEvidence(house.store.identities, identity._id, evidence);
      identity.evidence = [...identity.evidence, evidence];
    }
  }
}

/** People who were known before and have an address more; new ones are announced with all they have. */
async function announceGrown(
  house: House,
  grown: readonly IdentityDoc[],
  rows: ReadonlyMap<string, ConversationDoc>,
  made: ReadonlySet<string>,
): Promise<void> {
  const known = grown.filter(({ conversationId }) => !made.has(conversationId));
  for (const [contactId, [first]] of groupBy(known, (identity) => identity.contactId)) {
    const row = first && rows.get(first.conversationId);
    if (row) await announceChanged(house, contactId, row);
  }
}

/** Answers those that nobody else had made. */
async function insertAndLearn(
  house: House,
  docs: readonly IdentityDoc[],
  known: Map<string, IdentityDoc>,
): Promise<IdentityDoc[]> {
  if (docs.length === 0) return [];
  const refused = await insertIdentities(house.store.identities, docs);
  const made = docs.filter((_, index) => !refused.has(index));
  for (const doc of made) known.set(doc.key, doc);
  if (refused.size === 0) return made;
  const taken = docs.filter((_, index) => refused.has(index)).map(({ key }) => key);
  for (const [key, doc] of await identitiesByKeys(house.store.identities, taken)) known.set(key, doc);
  return made;
}

function identityOf(address: Address, own: Address, meeting: Meeting, person: PersonIds): IdentityDoc {
  const evidence: Evidence = { kind: 'network', at: meeting.at };
  const { contactId, conversationId } = person;
  const profile = address === own ? profileOf(meeting) : undefined;
  return newIdentity(address, { contactId, conversationId }, evidence, profile);
}

function ownerOf(known: ReadonlyMap<string, IdentityDoc>, own: Address): IdentityDoc {
  const owner = known.get(own.key);
  if (owner === undefined) throw new Error(`The identity ${own.key} was neither found nor made.`);
  return owner;
}
