import type { z } from 'zod';
import type { ContactView, changeContact as changeSchema } from '../api/protocol.ts';
import { mayActOn } from '../conversations/change.ts';
import { changeRow } from '../conversations/change-row.ts';
import { HouseError, notFound } from '../errors.ts';
import { presentContact } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { allowClaim } from '../store/claims.ts';
import { type ContactDoc, changeContactDoc, insertContacts } from '../store/contacts.ts';
import { type ConversationDoc, conversationById, insertConversations } from '../store/conversations.ts';
import { type Evidence, identitiesByKeys, identitiesOf } from '../store/identities.ts';
import { announceContact } from './announce.ts';
import { attachStranger, isStranger, takeAddress } from './attach.ts';
import { meetClaimants } from './claims.ts';
import { type Address, emailAddress, phoneAddress } from './keys.ts';
import { linkAddress } from './link.ts';
import { membersOf, survivorOf } from './merge/family.ts';
import { newContact, newConversation, newPerson, type PersonIds } from './new-person.ts';

export type ChangeContact = z.infer<typeof changeSchema>;

export interface NewContact {
  name: string;
  phones?: readonly string[] | undefined;
  emails?: readonly string[] | undefined;
  fields?: ChangeContact | undefined;
}

/** A contact, or whom it was merged into, and its row, if the reader may see them. Rejects with `not_found`. */
export async function contactFor(
  house: House,
  reader: Actor,
  id: string,
): Promise<{ contact: ContactDoc; row: ConversationDoc }> {
  const contact = await survivorOf(house, id);
  const row = contact && (await conversationById(house.store.conversations, contact.conversationId));
  if (contact === null || row === null || !mayActOn(reader, row)) throw notFound('contact');
  return { contact, row };
}

/** A contact with its addresses as the API shows it. Rejects with `not_found`. */
export async function contactView(house: House, reader: Actor, id: string): Promise<ContactView> {
  const { identities } = house.store;
  const [{ contact }, own] = await Promise.all([contactFor(house, reader, id), identitiesOf(identities, id)]);
  // Whoever was merged has left their addresses to the other.
  return presentContact(contact, contact._id === id ? own : await identitiesOf(identities, contact._id));
}

/**
 * Adds a person by hand. Rejects with `conflict` naming the field when an address is somebody's already, `invalid`
 * when it is none.
 */
export async function createContact(house: House, actor: Actor, wanted: NewContact): Promise<ContactView> {
  const addresses = [
    ...(wanted.emails ?? []).map((text) => addressOf('email', text, 'emails')),
    ...(wanted.phones ?? []).map((text) => addressOf('phone', text, 'phones')),
  ];
  const holders = await identitiesByKeys(
    house.store.identities,
    addresses.map(({ key }) => key),
  );
  for (const address of addresses) {
    const holder = holders.get(address.key);
    if (holder && !(await isStranger(house, actor, holder.contactId))) throw heldByAnother(address);
  }
  const at = new Date(house.clock.now());
  const person = newPerson();
  const contact = newContact(person, { name: wanted.name, at, named: true, lead: false });
  await insertContacts(house.store.contacts, [contact]);
  await insertConversations(house.store.conversations, [newConversation(person, wanted.name, at)]);
  for (const address of addresses) await giveAddress(house, actor, person, address);
  if (wanted.fields) return changeContact(house, actor, contact._id, wanted.fields);
  const row = await conversationById(house.store.conversations, person.conversationId);
  if (row && addresses.length === 0) await announceContact(house, contact, row);
  return contactView(house, actor, contact._id);
}

/** Changes what is known of a person; a name written here is no longer changed by networks. */
export async function changeContact(
  house: House,
  actor: Actor,
  id: string,
  change: ChangeContact,
): Promise<ContactView> {
  const { row, contact: known } = await contactFor(house, actor, id);
  const { birthday, name, ...rest } = change;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const set: Partial<ContactDoc> = { ...given };
  if (name !== undefined) Object.assign(set, { name, named: true });
  if (birthday) set.birthday = birthday;
  const unset = birthday === null ? ['birthday'] : [];
  const contact = await changeContactDoc(house.store.contacts, known._id, { set, unset });
  if (contact === null) throw notFound('contact');
  await announceContact(house, contact, row);
  if (name !== undefined && name !== row.contactName) {
    await changeRow(house, row._id, () => ({ contactName: name }));
  }
  return presentContact(contact, await identitiesOf(house.store.identities, known._id));
}

/** Adds an address a colleague knows of. Rejects with `conflict` when another contact has it. */
export async function addIdentity(
  house: House,
  actor: Actor,
  contactId: string,
  wanted: { kind: 'email' | 'phone'; value: string },
): Promise<ContactView> {
  const { contact } = await contactFor(house, actor, contactId);
  const address = addressOf(wanted.kind, wanted.value, 'value');
  const person = { contactId: contact._id, conversationId: contact.conversationId };
  await allowClaim(house.store.claims, await membersOf(house, contact._id), address.key);
  await giveAddress(house, actor, person, address);
  return contactView(house, actor, contact._id);
}

/**
 * Makes an address a contact's. Whoever wrote from it before as a stranger is this contact from now on, with
 * everything they wrote. Rejects with `conflict` when it is somebody's whom a colleague knows.
 */
export async function giveAddress(
  house: House,
  actor: Actor,
  person: PersonIds,
  address: Address,
  evidence: Evidence = evidenceOf(actor, new Date(house.clock.now())),
): Promise<void> {
  const linked = await linkAddress(house, person, address, evidence, { quiet: true });
  if (linked.kind === 'held' && !(await attachStranger(house, actor, person, address, evidence))) {
    throw heldByAnother(address);
  }
  if (address.kind === 'channel') return;
  const claim = { address: { ...address, kind: address.kind }, evidence, confidence: 1 };
  await meetClaimants(house, person.contactId, claim);
}

/** Takes an address away from a contact. Channel identities stay: they are how the person writes. */
export async function removeIdentity(
  house: House,
  actor: Actor,
  contactId: string,
  identityId: string,
): Promise<ContactView> {
  const { row, contact } = await contactFor(house, actor, contactId);
  const identity = (await identitiesOf(house.store.identities, contact._id)).find(
    ({ _id }) => _id === identityId,
  );
  if (identity === undefined) throw notFound('address');
  if (identity.kind === 'channel') {
    throw new HouseError('conflict', 'The person writes from this one; merge or split contacts instead.');
  }
  await takeAddress(house, actor, { contact, row }, { ...identity, kind: identity.kind });
  return contactView(house, actor, contact._id);
}

function evidenceOf(actor: Actor, at: Date): Evidence {
  return { kind: 'person', at, by: actor.name };
}

/** An address as a colleague wrote it down. Rejects with `invalid` naming the field when it is none. */
export function addressOf(kind: 'email' | 'phone', text: string, field: string): Address {
  const address = kind === 'email' ? emailAddress(text) : phoneAddress(text);
  if (address !== null) return address;
  const remedy =
    kind === 'email' ? 'write one like name@example.org' : 'write it with its country, like +7 916 123-45-67';
  throw new HouseError('invalid', `"${text}" is not a usable ${kind}: ${remedy}.`, field);
}

function heldByAnother({ value, kind }: Address): HouseError {
  return new HouseError('conflict', `Another contact has ${value} already; merge the two instead.`, kind);
}
