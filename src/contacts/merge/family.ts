import { notFound } from '../../errors.ts';
import type { House } from '../../house.ts';
import { type ContactDoc, contactById, mergedInto } from '../../store/contacts.ts';

/** A contact and everybody who was merged into it, however deep. */
export async function membersOf(house: House, contactId: string): Promise<Set<string>> {
  const members = new Set([contactId]);
  for (let level = [contactId]; level.length > 0; ) {
    const next = await mergedInto(house.store.contacts, level);
    level = next.filter((id) => !members.has(id));
    for (const id of level) members.add(id);
  }
  return members;
}

/** Who a contact is by now: itself, or the survivor of its merges. Null when it never was. */
export async function survivorOf(house: House, id: string): Promise<ContactDoc | null> {
  let contact = await contactById(house.store.contacts, id);
  while (contact?.mergedInto !== undefined) {
    contact = await contactById(house.store.contacts, contact.mergedInto);
  }
  return contact;
}

/** The same; rejects with `not_found`. */
export async function requireSurvivor(house: House, id: string): Promise<ContactDoc> {
  const contact = await survivorOf(house, id);
  if (contact === null) throw notFound('contact');
  return contact;
}
