import type { RoutingSetting } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { readLedger, writeLedger } from '../store/routing.ts';
import { carryOut } from './carry-out.ts';
import { type Person, planFor } from './plan.ts';
import { candidatesOf } from './staff.ts';

/** Tries against other processes before the next step goes on with it. */
const ATTEMPTS = 8;

export interface Placed {
  /** Rows that changed. */
  changed: number;
  /** Nobody who takes turns has room for one more. */
  full: boolean;
}

/**
 * Gives people to colleagues, in the order given. The ledger is read first, the loads after it, and the decision is
 * written only if nobody decided in between: so no two processes fill the same place. What is decided is carried out
 * by whoever comes first, so a crash at any point leaves nothing half done.
 */
export async function place(
  house: House,
  settings: RoutingSetting,
  people: readonly Person[],
): Promise<Placed> {
  if (people.length === 0) return { changed: 0, full: false };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const ledger = await readLedger(house.store.routing);
    if (ledger.pending.length > 0) {
      await finishPending(house);
      continue;
    }
    const { turns: before } = ledger;
    const candidates = await candidatesOf(house, settings, { turns: before, moving: people.length });
    const now = new Date(house.clock.now());
    const { intents, turns, full } = planFor(people, candidates, settings, before, now);
    if (intents.length === 0) return { changed: 0, full };
    const written = await writeLedger(house.store.routing, ledger, { turns, pending: intents });
    if (written !== null) return { changed: await finishPending(house), full };
  }
  return { changed: 0, full: false };
}

/** Carries out what is decided and not yet done, whoever decided it. Answers how many rows changed. */
export async function finishPending(house: House): Promise<number> {
  const ledger = await readLedger(house.store.routing);
  if (ledger.pending.length === 0) return 0;
  const changed = await carryOut(house, ledger.pending);
  await writeLedger(house.store.routing, ledger, { pending: [] });
  return changed;
}
