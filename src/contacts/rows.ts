import { conversationRooms } from '../api/protocol.ts';
import { presentContact } from '../events/present.ts';
import { groupBy } from '../group.ts';
import type { House } from '../house.ts';
import { type ContactDoc, insertContacts } from '../store/contacts.ts';
import { type ConversationDoc, conversationsById, insertConversations } from '../store/conversations.ts';
import type { IdentityDoc } from '../store/identities.ts';
import { leadEntry } from '../timeline/entries.ts';
import { recordEntries } from '../timeline/record.ts';
import { newContact, newConversation } from './new-person.ts';
import { displayName } from './profile.ts';
import type { Meeting } from './resolve.ts';

/**
 * The conversation rows of everybody met, by id. Missing ones are made with their contacts: for strangers, and for
 * people whose rows a crash kept from being written. `made` names those that were.
 */
export async function ensureRows(
  house: House,
  met: readonly { meeting: Meeting; identity: IdentityDoc }[],
  identities: readonly IdentityDoc[],
): Promise<{ rows: Map<string, ConversationDoc>; made: Set<string> }> {
  const ids = [...new Set(met.map(({ identity }) => identity.conversationId))];
  const rows = await conversationsById(house.store.conversations, ids);
  const missing = new Map<
    string,
    { contact: ContactDoc; row: ConversationDoc; identity: IdentityDoc; meeting: Meeting }
  >();
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
    missing.set(row._id, { contact, row, identity, meeting });
  }
  if (missing.size === 0) return { rows, made: new Set() };
  const fresh = [...missing.values()];
  await insertContacts(
    house.store.contacts,
    fresh.map(({ contact }) => contact),
  );
  await announceLeads(
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

async function announceLeads(
  house: House,
  made: readonly { contact: ContactDoc; row: ConversationDoc; identity: IdentityDoc; meeting: Meeting }[],
  identities: ReadonlyMap<string, IdentityDoc[]>,
): Promise<void> {
  await house.events.publish(
    made.map(({ contact, row }) => ({
      name: 'contact.changed' as const,
      data: { contact: presentContact(contact, identities.get(contact._id) ?? []) },
      rooms: conversationRooms(row),
    })),
  );
  const leads = made.filter(({ contact }) => contact.lead.status === 'new');
  await recordEntries(
    house,
    leads.map(({ contact, row, meeting }) => ({
      row,
      entry: leadEntry({
        contactId: contact._id,
        at: meeting.at,
        channel: meeting.account.channel,
        ...(meeting.source === undefined ? {} : { source: meeting.source }),
      }),
    })),
  );
}
