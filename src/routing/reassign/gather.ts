import type { CreateReassignment } from '../../api/protocol.ts';
import { HouseError } from '../../errors.ts';
import type { House } from '../../house.ts';
import { type ConversationDoc, conversationsById } from '../../store/conversations.ts';
import { contactsOfResponsible, heldBy } from '../../store/held.ts';
import type { UserDoc } from '../../store/users.ts';
import { userById } from '../../store/users.ts';

/** What shall be handed over. */
export interface Gathered {
  rows: ConversationDoc[];
  /** Conversations that were named and do not exist, or are not the colleague's. */
  missing: number;
  /** Further contacts for whom the colleague is responsible. */
  contacts: { id: string; conversation: string }[];
}

/** Checks that both ends exist. Rejects with `invalid` naming the field. */
export async function checkEnds(house: House, wanted: CreateReassignment): Promise<void> {
  const { from, to, conversations } = wanted;
  if (from === undefined && conversations === undefined) {
    throw new HouseError('invalid', 'Say whose conversations, or which ones.', 'from');
  }
  if (from !== undefined && (await userById(house.store.users, from)) === null) {
    throw new HouseError('invalid', 'There is no such colleague: choose one of the list.', 'from');
  }
  if (to.kind === 'user') await requireUser(house, to.id);
  if (to.kind === 'team' && (to.id === undefined || !(await house.store.teams.exists({ _id: to.id })))) {
    throw new HouseError('invalid', 'There is no such team: choose one of the list.', 'to');
  }
  if (to.kind === 'user' && to.id === from) {
    throw new HouseError('invalid', 'They have it already: choose somebody else.', 'to');
  }
}

async function requireUser(house: House, id: string | undefined): Promise<UserDoc> {
  const user = id === undefined ? null : await userById(house.store.users, id);
  if (user !== null && !user.disabled) return user;
  throw new HouseError('invalid', 'Nobody of that id can answer: choose one of the colleagues.', 'to');
}

export async function gather(house: House, wanted: CreateReassignment): Promise<Gathered> {
  const { from, open, responsible } = wanted;
  const named = wanted.conversations && [...new Set(wanted.conversations)];
  const found = named
    ? [...(await conversationsById(house.store.conversations, named)).values()]
    : await heldBy(house.store.conversations, from ?? '', open === 'any');
  const rows = found.filter(
    (row) => row.mergedInto === undefined && (from === undefined || row.assignee === from),
  );
  const missing = named ? named.length - rows.length : 0;
  const taken = new Set(rows.map(({ contactId }) => contactId));
  const contacts =
    responsible && from !== undefined && named === undefined
      ? (await contactsOfResponsible(house.store.contacts, from)).filter(({ id }) => !taken.has(id))
      : [];
  return { rows, missing, contacts };
}
