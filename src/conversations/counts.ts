import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { CountsView, Standing } from '../api/protocol.ts';
import { maySee } from '../api/protocol.ts';
import type { Actor, House } from '../house.ts';
import { openCells } from '../store/conversations.ts';

export interface Counts {
  /** Counts for one reader, exact as of `cursor`: events after it move them on. */
  of(reader: Actor): Promise<{ counts: CountsView; cursor: number }>;
  /** What every colleague holds, and under null what nobody does. */
  held(): Promise<Map<string | null, Held>>;
  /** Counts anew, which mends what a crashed process did not announce. */
  recount(): Promise<void>;
  stop(): void;
}

/** Open conversations, and those of them in which somebody waits. */
export interface Held {
  open: number;
  waiting: number;
}

interface Cell {
  assignee: string | null;
  team: string | null;
  count: number;
  waiting: number;
}

const RECOUNT_MS = 10 * 60_000;
const SETTLE_MS = 20;
const ATTEMPTS = 5;

/**
 * Open conversations per (assignee, team), moved on by the event log and never counted for a request. A reader's
 * numbers are sums over the few cells he may see.
 */
export function createCounts(house: House): Counts {
  let cells: Map<string, Cell> | undefined;
  let ready: Promise<void> | undefined;
  let announced = 0;
  const stopListening = house.events.subscribe(({ event }) => {
    if (event.name === 'conversation.hidden' && event.data.into !== undefined) {
      announced += 1;
      if (cells) move(cells, event.data.was, null);
    }
    if (event.name !== 'conversation.changed') return;
    const { conversation, was } = event.data;
    const is: Standing = { ...conversation, waiting: conversation.waitingSince !== null };
    announced += 1;
    if (cells) move(cells, was, is);
  });

  /**
   * A change is written a moment before it is announced, so a reading is taken only when a second one agrees and
   * nothing was announced in between. On a busy house the moved numbers stay; they are right unless a process died.
   */
  async function recount(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const heard = announced;
      const found = await openCells(house.store.conversations);
      await sleep(SETTLE_MS);
      const again = await openCells(house.store.conversations);
      const quiet = heard === announced && isDeepStrictEqual(found, again);
      if (!quiet && attempt < ATTEMPTS) continue;
      if (quiet || cells === undefined) cells = new Map(again.map((cell) => [keyOf(cell), cell]));
      return;
    }
  }

  const timer = setInterval(() => {
    recount().catch((error: unknown) => house.log.warn({ err: error }, 'recounting failed'));
  }, RECOUNT_MS);
  timer.unref();

  /** The first count; one that failed is tried again by whoever asks next. */
  async function counted(): Promise<void> {
    ready ??= recount().catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    await ready;
  }

  return {
    recount,
    async of(reader) {
      await counted();
      return { counts: sum(cells?.values() ?? [], reader), cursor: house.events.head() };
    },
    async held() {
      await counted();
      const held = new Map<string | null, Held>();
      for (const { assignee, count, waiting } of cells?.values() ?? []) {
        const before = held.get(assignee) ?? { open: 0, waiting: 0 };
        held.set(assignee, { open: before.open + count, waiting: before.waiting + waiting });
      }
      return held;
    },
    stop() {
      clearInterval(timer);
      stopListening();
    },
  };
}

function keyOf({ assignee, team }: { assignee: string | null; team?: string | null | undefined }): string {
  return `${assignee ?? ''}|${team ?? ''}`;
}

function move(cells: Map<string, Cell>, was: Standing | null, is: Standing | null): void {
  for (const [standing, step] of [
    [was, -1],
    [is, 1],
  ] as const) {
    if (standing?.status !== 'open') continue;
    const { assignee, team = null } = standing;
    const cell = cells.get(keyOf(standing)) ?? { assignee, team, count: 0, waiting: 0 };
    const waiting = cell.waiting + (standing.waiting ? step : 0);
    cells.set(keyOf(standing), { ...cell, count: cell.count + step, waiting });
  }
}

function sum(cells: Iterable<Cell>, reader: Actor): CountsView {
  const counts = { mine: 0, unassigned: 0, all: 0 };
  const person = {
    id: reader.id ?? '',
    role: reader.kind === 'user' ? reader.role : 'manager',
    teams: reader.teams,
  };
  for (const cell of cells) {
    if (!maySee(person, cell)) continue;
    counts.all += cell.count;
    if (cell.assignee === null) counts.unassigned += cell.count;
    else if (cell.assignee === reader.id) counts.mine += cell.count;
  }
  return counts;
}
