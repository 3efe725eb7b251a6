import { setMaxListeners } from 'node:events';
import type { ChannelAdapter, ChannelState } from '../../channels/contract.ts';
import type { House } from '../house.ts';
import { pause } from '../pause.ts';
import { fallbackStep } from './fallback.ts';
import { createLanes } from './lanes.ts';
import { createLauncher } from './launcher.ts';
import { createQueueReader } from './queue-reader.ts';
import { sweepAbandoned, sweepOverdue } from './sweep.ts';

export interface DeliveryWorker {
  /** Begins to send; what was left in flight is taken up when its locks end. */
  start(): void;
  /** Takes nothing new, waits for what is in flight, then ends it. */
  stop(): Promise<void>;
  /** Looks at the queue now instead of at the next turn. */
  kick(): void;
}

export interface WorkerOptions {
  /** The running adapter of an account; undefined while this process runs none, then its messages wait. */
  adapterOf(accountId: string): ChannelAdapter | undefined;
  /** An account that a person has to mend before it can send. */
  report?(accountId: string, state: ChannelState): void;
  /** No other process sends from this store, so what a former life left in flight is taken up at once. */
  alone?: boolean;
  /** In [0, 1). */
  random?(): number;
  /** Milliseconds after which a silent process has lost its messages. */
  lockMs?: number;
  /** Milliseconds between looks at the queue; what is written in this process or announced is known at once. */
  refillMs?: number;
  /** Milliseconds that `stop` waits for answers. */
  drainMs?: number;
}

const OVERDUE_LOOK_MS = 30_000;
const FALLBACK_LOOK_MS = 2_000;

/** Sends what is queued: the durable queue is the database, what is in memory only says what to claim next. */
export function createDeliveryWorker(house: House, options: WorkerOptions): DeliveryWorker {
  const {
    adapterOf,
    report = () => {},
    alone = false,
    random = Math.random,
    lockMs = 15_000,
    refillMs = 1_000,
    drainMs = 10_000,
  } = options;
  const ending = new AbortController();
  const { signal } = ending;
  setMaxListeners(0, signal);
  const lanes = createLanes();
  const { pump, stop } = createLauncher({ house, lanes, signal, adapterOf, report, alone, random, lockMs });
  const reader = createQueueReader({ house, lanes, signal, refillMs, found: pump });
  let background: Promise<unknown> = Promise.resolve();

  const takeUp = (orphaned: boolean) =>
    sweepAbandoned(house, orphaned).catch(logged('abandoned sends cannot be taken up'));
  const overdue = () => sweepOverdue(house).catch(logged('overdue messages cannot be marked'));
  const fallback = () => fallbackStep(house).catch(logged('failed messages cannot go another way'));

  function logged(what: string): (error: unknown) => void {
    return (error) => house.log.error({ err: error }, what);
  }

  async function every(ms: number, task: () => Promise<unknown>): Promise<void> {
    while (!signal.aborted) {
      await task();
      await pause(ms, signal);
    }
  }

  async function keepTidy(ready: Promise<unknown>): Promise<void> {
    await ready;
    await Promise.all([
      every(lockMs / 2, () => takeUp(false)),
      every(OVERDUE_LOOK_MS, overdue),
      every(FALLBACK_LOOK_MS, fallback),
    ]);
  }

  return {
    start: () => {
      // Before anything is claimed: a lock of now would look like one of a former life.
      const orphans = alone ? takeUp(true) : Promise.resolve();
      background = Promise.all([reader.run(orphans), keepTidy(orphans)]);
    },
    kick: () => {
      reader.hurry();
      for (const accountId of lanes.accounts()) pump(accountId);
    },
    stop: async () => {
      ending.abort();
      await Promise.all([background, stop(drainMs)]);
    },
  };
}
