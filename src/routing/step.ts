import type { RoutingSetting } from '../api/protocol.ts';
import { changeRowAt } from '../conversations/change-row.ts';
import type { House } from '../house.ts';
import { readSetting } from '../settings.ts';
import { allTeams } from '../store/teams.ts';
import { allUsers } from '../store/users.ts';
import { leasedRows, unroutedRows, type WaitingPlace, waitingRows } from '../store/waiting.ts';
import { movingPeople, type Staff, withFacts } from './agenda.ts';
import { finishPending, place } from './place.ts';
import { releaseDisabled } from './release.ts';
import { withoutBot } from './with-bot.ts';

const PAGE = 100;
/** Pages of the queue in one step; a longer queue is gone through in several. */
const PAGES = 10;

export interface StepResult {
  /** Rows that changed hands or went to the queue. */
  moved: number;
  /** Where the walk along a long queue goes on; null from its beginning. */
  next: WaitingPlace | null;
  enabled: boolean;
}

/**
 * One look at everything the routing is for: people of colleagues who are gone, leases, the queue, in this order. All
 * state is in the store; any number of processes may do it at any moment, and doing it again changes nothing.
 */
export async function routeStep(house: House, from: WaitingPlace | null = null): Promise<StepResult> {
  const [settings, users, teams] = await Promise.all([
    readSetting(house, 'routing'),
    allUsers(house.store.users),
    allTeams(house.store.teams),
  ]);
  let moved = await releaseDisabled(house, users);
  if (!settings.enabled) return { moved, next: null, enabled: false };
  const staff: Staff = {
    byId: new Map(users.map((user) => [user._id, user])),
    teams: new Set(teams.map(({ _id }) => _id)),
  };
  moved += await finishPending(house);
  const { people, leased } = await movingPeople(house, settings, staff);
  moved += leased + (await place(house, settings, people)).changed;
  const queue = await serveQueue(house, settings, staff, from);
  return { moved: moved + queue.moved, next: queue.next, enabled: true };
}

/** Those who wait for anybody, the longest first. */
async function serveQueue(
  house: House,
  settings: RoutingSetting,
  staff: Staff,
  from: WaitingPlace | null,
): Promise<{ moved: number; next: WaitingPlace | null }> {
  let after = from;
  let moved = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const rows = await waitingRows(house.store.conversations, null, after, PAGE);
    const people = await withFacts(
      house,
      settings,
      staff,
      await withoutBot(
        house,
        rows.map((row) => ({ row, cause: null })),
      ),
    );
    const { changed, full } = await place(house, settings, people);
    moved += changed;
    const last = rows.at(-1);
    if (full || rows.length < PAGE || !last?.waitingSince) return { moved, next: null };
    after = { since: last.waitingSince, id: last._id };
  }
  return { moved, next: after };
}

/** Puts onto the agenda whoever waits and was never put there: written by an older version, or joined by a merge. */
export async function mendAgenda(house: House): Promise<void> {
  const ids = (await allUsers(house.store.users)).map(({ _id }) => _id);
  for (;;) {
    const rows = await unroutedRows(house.store.conversations, ids, PAGE);
    const now = new Date(house.clock.now());
    await Promise.all(rows.map((row) => changeRowAt(house, row, { routeAt: now })));
    if (rows.length < PAGE) return;
  }
}

/** A house that no longer routes promises no leases; they begin anew when it routes again. */
export async function dropLeases(house: House): Promise<void> {
  for (;;) {
    const rows = await leasedRows(house.store.conversations, PAGE);
    const now = new Date(house.clock.now());
    await Promise.all(rows.map((row) => changeRowAt(house, row, { leaseUntil: null, routeAt: now })));
    if (rows.length < PAGE) return;
  }
}
