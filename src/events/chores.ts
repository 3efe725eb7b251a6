import type { House } from '../house.ts';
import { createOrphanSearch } from '../ingest/orphans.ts';

/** Other processes say when the log has grown; this is for the words that get lost on the way. */
const CATCH_UP_MS = 2_000;
const PRUNE_MS = 60 * 60_000;

/** Reads what other processes appended, where there can be any, and forgets what is older than the retention. */
export function startChores(house: House): { stop(): void } {
  const several = house.config.mongodbUri !== undefined;
  const every = (ms: number, what: string, work: () => Promise<void>) => {
    const timer = setInterval(() => {
      work().catch((error: unknown) => house.log.warn({ err: error }, `${what} failed`));
    }, ms);
    timer.unref();
    return timer;
  };
  const timers = [
    every(PRUNE_MS, 'Pruning the event log', house.events.prune),
    every(PRUNE_MS, 'Removing what a crash left behind', createOrphanSearch(house)),
  ];
  if (several) timers.push(every(CATCH_UP_MS, 'Reading the event log', house.events.catchUp));
  return {
    stop: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
