import { maySee, type RingingCall } from '../api/protocol.ts';
import type { House } from '../house.ts';
import type { CallDoc } from '../store/calls.ts';
import { contactById } from '../store/contacts.ts';
import { conversationById } from '../store/conversations.ts';
import { userById } from '../store/users.ts';
import { callRooms } from './announce-call.ts';
import { presentCall } from './present.ts';

/** A report that comes later than this is no ring any more. */
const RINGS_MS = 2 * 60_000;

/**
 * Shows the card of a call that rings now on the screens concerned: everybody who may see the conversation; and, without
 * what was said in it, the responsible colleague and the one whose telephone rings where they may not.
 */
export async function ring(house: House, call: CallDoc): Promise<void> {
  if (house.clock.now() - call.startedAt.getTime() > RINGS_MS) return;
  const row =
    call.conversationId === null
      ? null
      : await conversationById(house.store.conversations, call.conversationId);
  const contact = row && (await contactById(house.store.contacts, row.contactId));
  const card: RingingCall = presentCall(call, row);
  if (row !== null) card.contactName = row.contactName;
  if (contact?.responsible) card.responsible = contact.responsible;
  const lastWords = row?.lastMessage?.text;
  const rooms = callRooms(row);
  house.volatile.tell(rooms, { kind: 'call-ringing', call: lastWords ? { ...card, lastWords } : card });
  const outside: string[] = [];
  for (const id of new Set([contact?.responsible, call.operator].flatMap((user) => user ?? []))) {
    const user = await userById(house.store.users, id);
    const reader = user && { id, role: user.role, teams: user.teams };
    if (reader !== null && row !== null && !maySee(reader, row)) outside.push(`user:${id}`);
  }
  if (outside.length > 0) house.volatile.tell(outside, { kind: 'call-ringing', call: card });
}
