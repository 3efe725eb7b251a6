import { changeContact } from '../contacts/change.ts';
import { takeClaim } from '../contacts/claims.ts';
import { emailAddress, phoneAddress } from '../contacts/keys.ts';
import { changeRow } from '../conversations/change-row.ts';
import { changeLead } from '../crm/leads.ts';
import type { Actor, House } from '../house.ts';
import { contactById } from '../store/contacts.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import type { Task } from './perform.ts';
import type { Act } from './state.ts';
import { OWN_WORDS } from './words.ts';

/** We asked for it and it passed the check. */
const CONFIDENCE = 0.95;
const MOST_FIELD = 1000;
const MOST_LABELS = 50;

/** Keeps an answer where it belongs: the name and fields on the contact, phone and address among its identities. */
export async function saveAnswer(
  house: House,
  { row: { contactId, _id: conversationId }, message, actor, language }: Task,
  act: Extract<Act, { kind: 'save' }>,
): Promise<void> {
  if (act.ask === 'phone' || act.ask === 'email') {
    const address = act.ask === 'phone' ? phoneAddress(act.value) : emailAddress(act.value);
    if (address === null) return;
    const [messageKey] = message.keys ?? [];
    await takeClaim(
      house,
      { contactId, conversationId },
      {
        address: { ...address, kind: act.ask },
        evidence: {
          kind: 'answered',
          at: message.receivedAt,
          message: message._id,
          ...(messageKey === undefined ? {} : { messageKey }),
        },
        confidence: CONFIDENCE,
        message: message._id,
      },
    );
    return;
  }
  const contact = await contactById(house.store.contacts, contactId);
  if (contact === null) return;
  if (act.ask === 'name') {
    const name = fullerName(contact.name, act.value);
    if (contact.name !== name || !contact.named) await changeContact(house, actor, contactId, { name });
    return;
  }
  // Colleagues read the field's name, so it is in the language of the house.
  const field = act.field || OWN_WORDS[language].summary[act.ask];
  const value = act.value.slice(0, MOST_FIELD);
  if (contact.fields[field] === value) return;
  await changeContact(house, actor, contactId, { fields: { ...contact.fields, [field]: value } });
}

/** Who answers with a first name keeps the family name that the network told. */
function fullerName(known: string, answered: string): string {
  const words = (name: string) => name.toLowerCase().split(/\s+/);
  const all = new Set(words(known));
  return words(answered).every((word) => all.has(word)) ? known : answered;
}

/** Sets label, language or what kind of lead it is. */
export async function setFacts(
  house: House,
  actor: Actor,
  row: ConversationDoc,
  act: Extract<Act, { kind: 'set' }>,
): Promise<void> {
  const { label } = act;
  if (label) {
    await changeRow(house, row._id, ({ labels }) =>
      labels.includes(label) || labels.length >= MOST_LABELS ? null : { labels: [...labels, label] },
    );
  }
  if (act.language) await changeContact(house, actor, row.contactId, { language: act.language });
  if (act.lead) await changeLead(house, actor, row.contactId, { status: act.lead });
}
