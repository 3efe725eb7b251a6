import type { House } from '../house.ts';
import { pause } from '../pause.ts';
import { type QueuedRow, queuedByIds, queuedUntil } from '../store/deliveries.ts';
import { HORIZON_MS, type Lanes } from './lanes.ts';

/** Fills the lanes with what is queued: all that is due from time to time, and what is announced at once. */
export interface QueueReader {
  /** Reads from when `ready` resolves until the signal ends it; resolves when nothing is read any more. */
  run(ready: Promise<unknown>): Promise<void>;
  /** Reads now instead of at the next turn. */
  hurry(): void;
}

export interface QueueReaderGiven {
  house: House;
  lanes: Lanes;
  signal: AbortSignal;
  /** Milliseconds between looks at the whole queue. */
  refillMs: number;
  /** Something may have become due for this account. */
  found(accountId: string): void;
}

const MAX_KNOWN = 50_000;
const AT_ONCE = 500;
/** Reading the queue may take this share of the time. */
const REFILL_SHARE = 20;

export function createQueueReader({ house, lanes, signal, refillMs, found }: QueueReaderGiven): QueueReader {
  const fresh = new Set<string>();
  let reading: Promise<void> | undefined;
  let hurry = () => {};
  const unreadable = (error: unknown) => house.log.error({ err: error }, 'the queue cannot be read');

  const remember = (row: QueuedRow) => {
    const { _id: id, conversationId, accountId, channel, chat, seq, delivery } = row;
    const { priority, nextTryAt, sendAt } = delivery;
    // What is scheduled is not in line yet: it would keep back what was written after it.
    if (sendAt !== undefined && sendAt.getTime() > house.clock.now()) return;
    lanes.add({ id, conversationId, accountId, channel, chat, seq, priority, at: nextTryAt.getTime() });
  };

  async function refill(): Promise<void> {
    const until = new Date(house.clock.now() + HORIZON_MS);
    for await (const row of queuedUntil(house.store.messages, until)) {
      if (signal.aborted || lanes.size() >= MAX_KNOWN) break;
      remember(row);
    }
    for (const accountId of lanes.accounts()) found(accountId);
  }

  async function refillEvery(): Promise<void> {
    while (!signal.aborted) {
      const began = performance.now();
      await refill().catch(unreadable);
      const hurried = new AbortController();
      hurry = () => hurried.abort();
      const ms = Math.max(refillMs, (performance.now() - began) * REFILL_SHARE);
      const until = AbortSignal.any([hurried.signal, signal]);
      await pause(ms, until);
    }
  }

  /** Messages that were announced as queued, by this process or another, a turn ago. */
  async function readFresh(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (fresh.size > 0 && !signal.aborted) {
      const ids = [...fresh].slice(0, AT_ONCE);
      for (const id of ids) fresh.delete(id);
      const rows = await queuedByIds(house.store.messages, ids);
      const horizon = house.clock.now() + HORIZON_MS;
      for (const row of rows) if (row.delivery.nextTryAt.getTime() < horizon) remember(row);
      for (const accountId of new Set(rows.map((row) => row.accountId))) found(accountId);
    }
  }

  return {
    run: async (ready) => {
      const unsubscribe = house.events.subscribe(({ event }) => {
        if (event.name !== 'message.added' && event.name !== 'message.changed') return;
        const { id, delivery } = event.data.message;
        if (delivery?.state !== 'queued') return;
        fresh.add(id);
        reading ??= ready
          .then(readFresh)
          .catch(unreadable)
          .finally(() => {
            reading = undefined;
          });
      });
      await ready;
      await refillEvery();
      unsubscribe();
      await reading;
    },
    hurry: () => hurry(),
  };
}
