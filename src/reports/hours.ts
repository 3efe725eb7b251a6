import type { House } from '../house.ts';
import { leaveHalf } from '../pause.ts';
import {
  countedHours,
  countFactsBetween,
  dropHours,
  type FactCell,
  type FactDoc,
  factsBetween,
  firstFactFrom,
  HOUR_MS,
  hoursBetween,
  QUARTER_MS,
  saveHour,
} from '../store/facts.ts';

/** An hour is counted when nothing of it is expected any more. */
const SETTLED_MS = 10 * 60_000;
/** Hours counted in one go; the rest follows at the next. */
const AT_ONCE = 48;

const KINDS: readonly FactDoc['kind'][] = ['in', 'out', 'answer'];

/** The beginning of the hour a moment lies in. */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;

/** Facts as the cells that hold them. */
export function cellsOf(facts: readonly FactDoc[]): FactCell[] {
  const cells = new Map<string, FactCell>();
  for (const { kind, at, user, channel, seconds, first } of facts) {
    const quarter = Math.floor((at.getTime() % HOUR_MS) / QUARTER_MS);
    const key = [kind, quarter, user ?? '', channel ?? ''].join('|');
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { kind, quarter, channel, count: 0 };
      if (user !== undefined) cell.user = user;
      cells.set(key, cell);
    }
    cell.count += 1;
    if (seconds === undefined) continue;
    const list = first ? 'first' : 'seconds';
    cell[list] = [...(cell[list] ?? []), seconds];
  }
  return [...cells.values()];
}

/** Whether an hour from `after` on is over by now. */
export const countable = (house: House, after: number): boolean =>
  after < hourOf(house.clock.now() - SETTLED_MS);

/**
 * Counts hours that are over, from `after` on, and answers until where all are counted by now. A fact that comes later
 * than anybody expected drops its hour again (`forgetHours`); the facts are counted once more after the hour is
 * written, so that one that came in between does not stay unseen.
 */
export async function countHours(house: House, after: number): Promise<number> {
  const { facts, factHours } = house.store;
  const end = hourOf(house.clock.now() - SETTLED_MS);
  let hour = after;
  while (hour < end) {
    const stretch = Math.min(hour + AT_ONCE * HOUR_MS, end);
    const known = await countedHours(factHours, hour, stretch);
    if (known.size === 0) {
      // Empty stretches are stepped over; what is empty needs no counting.
      const next = await firstFactFrom(facts, hour);
      if (next === null || next.at.getTime() >= end) return end;
      hour = hourOf(next.at.getTime());
    }
    const before = hour;
    for (; hour < Math.min(before + AT_ONCE * HOUR_MS, end); hour += HOUR_MS) {
      if (known.has(hour)) continue;
      const began = performance.now();
      await countHour(house, hour);
      await leaveHalf(began);
    }
    if (known.size === 0) return hour;
  }
  return hour;
}

async function countHour(house: House, hour: number): Promise<void> {
  const { facts, factHours } = house.store;
  const read = (kind: FactDoc['kind']) => factsBetween(facts, kind, hour, hour + HOUR_MS);
  const found = (await Promise.all(KINDS.map(read))).flat();
  if (found.length === 0) return;
  await saveHour(factHours, { _id: hour, cells: cellsOf(found) });
  const now = await countFactsBetween(facts, hour, hour + HOUR_MS);
  if (now !== found.length) await dropHours(factHours, [hour]);
}

/**
 * New facts have come into these hours. Answers the earliest of those that may have been counted, from which counting
 * has to go on; nobody has counted hours that are not over yet. `counted`: until where all are counted for sure, also
 * where the clock was set back since.
 */
export async function forgetHours(
  house: House,
  added: readonly FactDoc[],
  counted: number,
): Promise<number | null> {
  const over = Math.max(counted, hourOf(house.clock.now() - SETTLED_MS));
  const hours = new Set(added.map(({ at }) => hourOf(at.getTime())));
  const touched = [...hours].filter((hour) => hour < over);
  await dropHours(house.store.factHours, touched);
  return touched.length === 0 ? null : Math.min(...touched);
}

/** What was counted in a range: whole hours from their cells, everything else from the facts themselves. */
export async function cellsBetween(
  house: House,
  kinds: readonly FactDoc['kind'][],
  from: number,
  to: number,
): Promise<{ hour: number; cell: FactCell }[]> {
  const { facts, factHours } = house.store;
  const first = hourOf(from + HOUR_MS - 1);
  const counted = await hoursBetween(factHours, first, Math.max(first, hourOf(to)));
  const all: { hour: number; cell: FactCell }[] = [];
  let at = from;
  const fill = async (until: number) => {
    if (until <= at) return;
    for (const kind of kinds) {
      for (const fact of await factsBetween(facts, kind, at, until)) {
        for (const cell of cellsOf([fact])) all.push({ hour: hourOf(fact.at.getTime()), cell });
      }
    }
  };
  for (const { _id: hour, cells } of counted) {
    await fill(hour);
    for (const cell of cells) if (kinds.includes(cell.kind)) all.push({ hour, cell });
    at = hour + HOUR_MS;
  }
  await fill(to);
  return all;
}
