import type { BoardView } from '../api/protocol.ts';
import type { Counts } from '../conversations/counts.ts';
import { presentAccount, presentConversation } from '../events/present.ts';
import type { House } from '../house.ts';
import { readSetting, regionOf } from '../settings.ts';
import { allAccounts } from '../store/accounts.ts';
import { allUsers, type UserDoc } from '../store/users.ts';
import { countWaiting, waitingRows } from '../store/waiting.ts';
import { presentUser } from '../users/present.ts';
import { startOfDay, wallClock } from '../zone.ts';
import { absentees, isForgotten } from './forgotten.ts';
import { capacityOf, takesTurns } from './staff.ts';
import type { Today } from './today.ts';

/** People shown; the list of all is one click away. */
const SHOWN = 100;

/**
 * What a manager sees at a glance. Every part is a walk along an index or a number that is kept up to date; the count
 * of the forgotten is asked of the store each time.
 */
export async function boardFor(
  { house, counts, today }: { house: House; counts: Counts; today: Today },
  zone?: string,
): Promise<BoardView> {
  const { conversations } = house.store;
  const now = house.clock.now();
  const [users, accounts, settings, held, rows] = await Promise.all([
    allUsers(house.store.users),
    allAccounts(house.store.accounts),
    readSetting(house, 'routing'),
    counts.held(),
    waitingRows(conversations, undefined, null, SHOWN),
  ]);
  const dayZone = zone ?? (await regionOf(house)).zone;
  const [forgotten, figures] = await Promise.all([
    countWaiting(conversations, absentees(users)),
    today.since(new Date(startOfDay(wallClock(now, dayZone).day, dayZone))),
  ]);
  const staff = users.filter((user) => isOnBoard(user, held.get(user._id)?.open ?? 0));
  const operators = await Promise.all(
    staff.map(async (user): Promise<BoardView['operators'][number]> => {
      const { open, waiting } = held.get(user._id) ?? { open: 0, waiting: 0 };
      const [oldest] = waiting > 0 ? await waitingRows(conversations, user._id, null, 1) : [];
      const { answered, firstResponse, resolution } = figures.of(user._id);
      return {
        user: presentUser(user),
        load: open,
        capacity: takesTurns(user) ? capacityOf(user, settings) : 0,
        waiting,
        oldestSince: oldest?.waitingSince?.toISOString() ?? null,
        firstResponse,
        resolution,
        answered,
      };
    }),
  );
  const waitingTotal = [...held.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  return {
    at: new Date(now).toISOString(),
    waiting: rows.map((row) => ({
      conversation: presentConversation(row),
      since: (row.waitingSince ?? row.createdAt).toISOString(),
      forgotten: isForgotten(row, users),
    })),
    waitingTotal,
    forgotten,
    operators,
    channels: accounts.map(presentAccount).map((account) => {
      const { lagSeconds } = account.health;
      return { account, ...(lagSeconds === undefined ? {} : { lag: lagSeconds }) };
    }),
    today: {
      answered: figures.all.answered,
      unanswered: waitingTotal,
      firstResponseMedian: figures.all.firstResponse,
      resolutionMedian: figures.all.resolution,
    },
  };
}

/** Whoever takes turns or holds something; of the disabled only who still holds something. */
function isOnBoard(user: UserDoc, load: number): boolean {
  return load > 0 || (!user.disabled && takesTurns(user));
}
