import type { House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { allUsers, type UserDoc } from '../store/users.ts';
import { countWaiting } from '../store/waiting.ts';
import { isPresent } from './staff.ts';

/**
 * For whom nobody responsible is on shift: people of nobody (null) and of colleagues who are away, off or gone. A query
 * over indexed state, so it is true at any moment, with routing or without.
 */
export function absentees(users: readonly UserDoc[]): (string | null)[] {
  return [null, ...users.filter((user) => !isPresent(user)).map(({ _id }) => _id)];
}

/** Whether nobody responsible for this row is on shift. */
export function isForgotten(row: Pick<ConversationDoc, 'assignee'>, users: readonly UserDoc[]): boolean {
  const holder = users.find(({ _id }) => _id === row.assignee);
  return holder === undefined || !isPresent(holder);
}

/** How many people wait with nobody responsible on shift. */
export async function countForgotten(house: House): Promise<number> {
  return countWaiting(house.store.conversations, absentees(await allUsers(house.store.users)));
}
