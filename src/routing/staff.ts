import type { RoutingSetting } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { allUsers, type UserDoc } from '../store/users.ts';
import { loadOf } from '../store/waiting.ts';
import type { Candidate } from './choose.ts';

/** Whether new people may be given to this colleague now. */
export const isPresent = (user: UserDoc): boolean => user.shift === 'on' && !user.disabled;

/** How many conversations a colleague holds at once at most. */
export const capacityOf = (user: UserDoc, settings: Pick<RoutingSetting, 'capacity'>): number =>
  user.capacity ?? settings.capacity;

/** Operators take turns; managers and administrators do where they were given a capacity. */
export const takesTurns = (user: UserDoc): boolean => user.role === 'operator' || (user.capacity ?? 0) > 0;

/**
 * Everybody, as the rule of choice wants them; `turns` come from the ledger, which is read before. When `moving` people
 * are placed at once, at most so many of a colleague's own go away: what he holds beyond that leaves no room either way.
 */
export async function candidatesOf(
  house: House,
  settings: RoutingSetting,
  {
    turns,
    moving,
    users,
  }: { turns: Readonly<Record<string, number>>; moving: number; users?: readonly UserDoc[] },
): Promise<Candidate[]> {
  const staff = users ?? (await allUsers(house.store.users));
  return Promise.all(
    staff.map(async (user) => {
      const present = isPresent(user);
      const capacity = capacityOf(user, settings);
      const { conversations } = house.store;
      const load = present ? await loadOf(conversations, user._id, settings.counts, capacity + moving) : 0;
      return {
        id: user._id,
        present,
        pool: takesTurns(user),
        teams: user.teams,
        languages: user.languages ?? [],
        capacity,
        load,
        turn: turns[user._id] ?? 0,
      };
    }),
  );
}
