import { conversationRooms } from '../api/protocol.ts';
import { presentContact } from '../events/present.ts';
import { groupBy } from '../group.ts';
import type { House } from '../house.ts';
import { type ContactDoc, insertContacts } from '../store/contacts.ts';
import { type ConversationDoc, conversationsById, insertConversations } from '../store/conversations.ts';
import type { IdentityDoc } from '../store/identities.ts';
import { insertEntries } from '../store/timeline.ts';
import { leadEntry } from '../timeline/entries.ts';
import { entryAdded } from '../timeline/record.ts';
import { newContact, newConversation } from './new-person.ts';
import { displayName } from './profile.ts';
import type { Meeting } from './resolve.ts';

interface Stranger {
  contact: ContactDoc;
  row: ConversationDoc;
  meeting: Meeting;
}

/**
 * The conversation rows of everybody met, by id. Missing ones are made with their contacts: for strangers, and for
 * people whose rows a crash kept from being written. `made` names those that were. Those of `strangers` cannot be there
 * yet, unless somebody is faster by a moment, and are not looked for.
 */
export async function ensureRows(
  house: House,
  met: readonly { meeting: Meeting; identity: IdentityDoc }[],
  identities: readonly IdentityDoc[],
  strangers: ReadonlySet<string>,
): Promise<{ rows: Map<string, ConversationDoc>; made: Set<string> }> {
  const ids = new Set(met.map(({ identity }) => identity.conversationId));
  const expected = [...ids].filter((id) => !strangers.has(id));
  const rows = await conversationsById(house.store.conversations, expected);
  const missing = new Map<string, Stranger>();
  for (const { meeting, identity } of met) {
    if (rows.has(identity.conversationId) || missing.has(identity.conversationId)) continue;
    const name = displayName(meeting);
    const contact = newContact(identity, {
      name,
      at: meeting.at,
      lead: meeting.incoming,
      ...(meeting.peer.language === undefined ? {} : { language: meeting.peer.language }),
      ...(meeting.source === undefined ? {} : { source: meeting.source }),
    });
    const row = newConversation(identity, name, meeting.at);
    missing.set(row._id, { contact, row, meeting });
  }
  if (missing.size === 0) return { rows, made: new Set() };
  const fresh = [...missing.values()];
  await addStrangers(
    house,
    fresh,
    groupBy(identities, ({ contactId }) => contactId),
  );
  // The rows come last: where one is there, everything before it was done.
  const refused = await insertConversations(
    house.store.conversations,
    fresh.map(({ row }) => row),
  );
  const made = fresh.filter((_, index) => !refused.has(index));
  for (const { row } of made) rows.set(row._id, row);
  const others = fresh.filter((_, index) => refused.has(index)).map(({ row }) => row._id);
  for (const [id, row] of await conversationsById(house.store.conversations, others)) rows.set(id, row);
  return { rows, made: new Set(made.map(({ row }) => row._id)) };
}

/** Their contacts, and that they are leads; told at once. */
async function addStrangers(
  house: House,
  made: readonly Stranger[],
  identities: ReadonlyMap<string, IdentityDoc[]>,
): Promise<void> {
  const leads = made
    .filter(({ contact }) => contact.lead.status === 'new')
    .map(({ contact, row, meeting: { at, account, source } }) => {
      const facts = { contactId: contact._id, at, channel: account.channel };
      return { row, entry: leadEntry(source === undefined ? facts : { ...facts, source }) };
    });
  await Promise.all([
    insertContacts(
      house.store.contacts,
      made.map(({ contact }) => contact),
    ),
    insertEntries(
      house.store.timeline,
      leads.map(({ entry }) => entry),
    ),
  ]);
  await house.events.publish([
    ...made.map(({ contact, row }) => ({
      name: 'contact.changed' as const,
      data: { contact: presentContact(contact, identities.get(contact._id) ?? []) },
      rooms: conversationRooms(row),
    })),
    ...leads.map(entryAdded),
  ]);
}
