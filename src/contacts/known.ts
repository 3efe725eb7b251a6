import type { House } from '../house.ts';
import type { ContactDoc } from '../store/contacts.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import { survivorOf } from './merge/family.ts';

export interface Known {
  contact: ContactDoc;
  row: ConversationDoc;
}

/** A contact as it is by now, with its row. */
export async function known(house: House, contactId: string): Promise<Known | null> {
  const contact = await survivorOf(house, contactId);
  const row = contact && (await conversationById(house.store.conversations, contact.conversationId));
  return contact && row ? { contact, row } : null;
}
