import type { RoutingSetting } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { allUsers, type UserDoc } from '../store/users.ts';
import { loadsOf } from '../store/waiting.ts';
import type { Candidate } from './choose.ts';

/** Whether new people may be given to this colleague now. */
export const isPresent = (user: UserDoc): boolean => user.shift === 'on' && !user.disabled;

/** How many conversations a colleague holds at once at most. */
export const capacityOf = (user: UserDoc, settings: Pick<RoutingSetting, 'capacity'>): number =>
  user.capacity ?? settings.capacity;

/** Operators take turns; managers and administrators do where they were given a capacity. */
export const takesTurns = (user: UserDoc): boolean => user.role === 'operator' || (user.capacity ?? 0) > 0;

/** Everybody, as the rule of choice wants them; `turns` come from the ledger, which is read before. */
export async function candidatesOf(
  house: House,
  settings: RoutingSetting,
  turns: Readonly<Record<string, number>>,
  users?: readonly UserDoc[],
): Promise<Candidate[]> {
  const staff = users ?? (await allUsers(house.store.users));
  const present = staff.filter(isPresent).map(({ _id }) => _id);
  const loads = await loadsOf(house.store.conversations, present, settings.counts);
  return staff.map((user) => ({
    id: user._id,
    present: isPresent(user),
    pool: takesTurns(user),
    teams: user.teams,
    languages: user.languages ?? [],
    capacity: capacityOf(user, settings),
    load: loads.get(user._id) ?? 0,
    turn: turns[user._id] ?? 0,
  }));
}
