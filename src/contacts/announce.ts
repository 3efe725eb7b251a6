import { conversationRooms } from '../api/protocol.ts';
import { presentContact } from '../events/present.ts';
import type { House } from '../house.ts';
import { type ContactDoc, changeContactDoc } from '../store/contacts.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { identitiesOf } from '../store/identities.ts';

/** Tells whoever sees the contact's conversation what the contact is like now. */
export async function announceContact(
  house: House,
  contact: ContactDoc,
  row: Pick<ConversationDoc, 'assignee' | 'team'>,
): Promise<void> {
  const identities = await identitiesOf(house.store.identities, contact._id);
  await house.events.publish([
    {
      name: 'contact.changed',
      data: { contact: presentContact(contact, identities) },
      rooms: conversationRooms(row),
    },
  ]);
}

/** The same after a change outside the contact's own document (its addresses); screens need a higher `rev` for it. */
export async function announceChanged(
  house: House,
  contactId: string,
  row: Pick<ConversationDoc, 'assignee' | 'team'>,
): Promise<void> {
  const contact = await changeContactDoc(house.store.contacts, contactId, { set: {} });
  if (contact) await announceContact(house, contact, row);
}
