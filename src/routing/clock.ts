import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggedEvent } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { resumeReassignments } from './reassign/run.ts';
import { dropLeases, mendAgenda, routeStep } from './step.ts';

/** Leases end and forgotten news are caught up with at this pace. */
const EVERY_MS = 5_000;
/** How often those are looked for whom nobody announced. */
const MEND_MS = 60_000;
/** News that come together are one step. */
const GATHER_MS = 60;
/** A step takes at most this share of the time. */
const REST = 3;

export interface RoutingClock {
  start(): void;
  /** Resolves when the step under way has ended. */
  stop(): Promise<void>;
}

/** Steps when something happens that may concern the routing, and every few seconds. */
export function createRoutingClock(house: House): RoutingClock {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = true;
  let enabled = false;
  let mendAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let from: Awaited<ReturnType<typeof routeStep>>['next'] = null;

  let resuming: Promise<void> | undefined;

  /** Beside the steps: handing over thousands must not hold up those who wait. */
  function resume(): void {
    resuming ??= resumeReassignments(house)
      .catch((error: unknown) => house.log.warn({ err: error }, 'handing over stopped; it goes on later'))
      .finally(() => {
        resuming = undefined;
      });
  }

  async function steps(): Promise<void> {
    do {
      again = false;
      await sleep(GATHER_MS);
      const began = performance.now();
      try {
        if (enabled && house.clock.now() >= mendAt) {
          mendAt = house.clock.now() + MEND_MS;
          await mendAgenda(house);
        }
        const done = await routeStep(house, from);
        if (enabled && !done.enabled) await dropLeases(house);
        enabled = done.enabled;
        from = done.next;
      } catch (error) {
        house.log.warn({ err: error }, 'a step of the routing failed; the next one goes on with it');
      }
      if (again && !stopped) await sleep((performance.now() - began) * REST);
    } while (again && !stopped);
    running = undefined;
  }

  function kick(): void {
    if (stopped) return;
    again = true;
    running ??= steps();
  }

  const forget = house.events.subscribe(({ event }) => {
    if (concerns(event, enabled)) kick();
  });

  return {
    start() {
      stopped = false;
      timer ??= setInterval(() => {
        kick();
        resume();
      }, EVERY_MS);
      timer.unref();
      kick();
      resume();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      timer = undefined;
      forget();
      await Promise.all([running, resuming]);
    },
  };
}

/** Whether an event may give the routing something to do: somebody waits for a decision, or somebody has room. */
function concerns(event: LoggedEvent, enabled: boolean): boolean {
  if (event.name === 'user.changed') return true;
  if (event.name === 'settings.changed') return event.data.key === 'routing';
  if (!enabled || event.name !== 'conversation.changed') return false;
  const { conversation: now, was } = event.data;
  const waits = now.status === 'open' && now.waitingSince !== null;
  if (waits) return now.assignee === null || now.leaseUntil === null;
  return was !== null && was.assignee !== null && (was.status === 'open' || was.waiting);
}
