import { newId } from '../ids.ts';
import type { ContactDoc } from '../store/contacts.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import type { Evidence, IdentityDoc } from '../store/identities.ts';
import type { Address } from './keys.ts';

/** The two ids every identity of a person carries. */
export interface PersonIds {
  contactId: string;
  conversationId: string;
}

export const newPerson = (): PersonIds => ({ contactId: newId(), conversationId: newId() });

export function newIdentity(
  address: Address,
  person: PersonIds,
  evidence: Evidence,
  profile?: IdentityDoc['profile'],
): IdentityDoc {
  const doc: IdentityDoc = {
    _id: newId(),
    ...address,
    ...person,
    evidence: [evidence],
    confirmed: evidence.kind !== 'thread',
    createdAt: evidence.at,
  };
  if (profile) doc.profile = profile;
  // Some networks tell names and pictures only to those who ask.
  if (doc.kind === 'channel' && (profile?.name === undefined || profile.avatar !== undefined))
    doc.stranger = true;
  return doc;
}

export function newContact(
  person: PersonIds,
  facts: { name: string; at: Date; named?: boolean; language?: string; source?: string; lead: boolean },
): ContactDoc {
  const { name, at, named = false, language, source, lead } = facts;
  const doc: ContactDoc = {
    _id: person.contactId,
    rev: 1,
    name,
    named,
    conversationId: person.conversationId,
    responsible: null,
    labels: [],
    fields: {},
    lead:
      source === undefined
        ? { status: lead ? 'new' : 'none', at }
        : { status: lead ? 'new' : 'none', at, source },
    createdAt: at,
  };
  if (language !== undefined) doc.language = language;
  if (source !== undefined) doc.source = source;
  return doc;
}

/** Closed and announced to nobody: the first message opens it, its first change tells everybody. */
export function newConversation(person: PersonIds, name: string, at: Date): ConversationDoc {
  return {
    _id: person.conversationId,
    rev: 1,
    contactId: person.contactId,
    contactName: name,
    status: 'closed',
    assignee: null,
    team: null,
    unread: 0,
    waitingSince: null,
    snoozedUntil: null,
    lastActivityAt: at,
    lastSeq: 0,
    lastMessage: null,
    lastChannel: null,
    labels: [],
    routes: [],
    bot: 'active',
    leaseUntil: null,
    createdAt: at,
  };
}
