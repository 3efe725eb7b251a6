import { conversationRooms } from '../../api/protocol.ts';
import { appendMany, type MessageDraft } from '../../conversations/append.ts';
import { presentContact } from '../../events/present.ts';
import type { House } from '../../house.ts';
import { type ConversationDoc, conversationsById } from '../../store/conversations.ts';
import { changeResponsible } from '../../store/held.ts';
import { identitiesOfContacts } from '../../store/identities.ts';
import { type MoveDoc, type ReassignmentDoc, settleMoves } from '../../store/reassignments.ts';
import type { DecidedMove } from './move.ts';

/** A move with its conversation as it is now. */
export interface Carried {
  move: DecidedMove;
  row: ConversationDoc;
}

/** What follows moves: the note for whoever takes over, and the contacts' responsible colleague. */
export async function completeMoves(
  house: House,
  doc: ReassignmentDoc,
  held: readonly Carried[],
): Promise<void> {
  const { note } = doc;
  if (note !== undefined) {
    await appendMany(
      house,
      held.map(({ move }) => noteFor(house, doc, move, note)),
    );
  }
  await moveResponsible(house, held);
  await settleMoves(
    house.store.moves,
    'planned',
    held.map(({ move: { _id, to, responsible } }) => {
      return { id: _id, set: { state: 'done', to, ...(responsible === undefined ? {} : { responsible }) } };
    }),
  );
}

/** Answers the contacts whose responsible colleague is the wanted one now. */
export async function moveResponsible(house: House, held: readonly Carried[]): Promise<Set<string>> {
  const rows = new Map(held.map(({ move, row }) => [move.contact, row]));
  const changes = held.flatMap(({ move: { contact, responsible } }) =>
    responsible === undefined || responsible.from === responsible.to ? [] : [{ contact, ...responsible }],
  );
  const contacts = await changeResponsible(house.store.contacts, changes);
  const identities =
    contacts.size === 0
      ? new Map()
      : await identitiesOfContacts(house.store.identities, [...contacts.keys()]);
  await house.events.publish(
    [...contacts].flatMap(([id, contact]) => {
      const row = rows.get(id);
      if (row === undefined) return [];
      const view = presentContact(contact, identities.get(id) ?? []);
      return [{ name: 'contact.changed' as const, data: { contact: view }, rooms: conversationRooms(row) }];
    }),
  );
  const asked = new Set(changes.map(({ contact }) => contact));
  return new Set([...rows.keys()].filter((id) => contacts.has(id) || !asked.has(id)));
}

/** The conversations of moves as they are now. */
export function rowsOf(house: House, moves: readonly MoveDoc[]): Promise<Map<string, ConversationDoc>> {
  return conversationsById(
    house.store.conversations,
    moves.map(({ conversation }) => conversation),
  );
}

function noteFor(
  house: House,
  { _id, by }: ReassignmentDoc,
  { conversation, to }: DecidedMove,
  note: string,
): MessageDraft {
  const now = new Date(house.clock.now());
  const heir = to.assignee;
  return {
    conversationId: conversation,
    clientId: `handover:${_id}:${conversation}`,
    direction: 'out',
    kind: 'note',
    content: { text: { text: note, spans: [] }, attachments: [], cards: [] },
    accountId: null,
    channel: null,
    chat: null,
    author: { kind: 'user', id: by.id, name: by.name },
    sentAt: now,
    receivedAt: now,
    reactions: [],
    ...(heir === null || heir === by.id ? {} : { mentions: [heir] }),
  };
}
