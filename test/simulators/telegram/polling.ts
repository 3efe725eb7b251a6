import { setTimeout as delay } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import { integer, type Json } from './json.ts';
import type { Queue } from './queue.ts';
import { Refusal } from './refusal.ts';

const LONGEST_POLL_SECONDS = 50;
const GUARD_MS = 3_000;
const TIGHT_GUARD_MS = 500;
const ANSWER_LIMIT = 4 * 1024 * 1024;

/** `getUpdates` with its rules: one poller, offsets as the only confirmation, a guard against busy loops. */
export class Polling {
  readonly #queue: Queue;
  readonly #faults: Faults;
  readonly #scale: number;
  readonly #now: () => number;
  #end: ((reason: Refusal) => void) | undefined;
  #before: { offset: number; at: number } | undefined;
  #lastBatch: Json[] = [];

  constructor(queue: Queue, faults: Faults, scale: number, now: () => number) {
    this.#queue = queue;
    this.#faults = faults;
    this.#scale = scale;
    this.#now = now;
  }

  /** Ends a running poll, as another poller or a new webhook does. */
  terminate(by: string): void {
    this.#end?.(new Refusal(409, `Conflict: terminated by ${by}`));
    this.#end = undefined;
  }

  async get(body: Json): Promise<Json[]> {
    this.terminate('other getUpdates request; make sure that only one bot instance is running');
    this.#queue.allow(body.allowed_updates);
    const offset = integer(body.offset) ?? 0;
    const timeout = Math.min(LONGEST_POLL_SECONDS, Math.max(0, integer(body.timeout) ?? 0));
    let limit = Math.min(100, Math.max(1, integer(body.limit) ?? 100));
    const since = this.#now() - (this.#before?.at ?? 0);
    const repeated = this.#before?.offset === offset && timeout < 3;
    this.#before = { offset, at: this.#now() };
    if (offset !== 0) this.#queue.confirm(offset);
    if (repeated && since < TIGHT_GUARD_MS * this.#scale) limit = 1;
    if (repeated && since < GUARD_MS * this.#scale) await delay(GUARD_MS * this.#scale);
    if (this.#queue.waiting().length === 0 && timeout > 0) await this.#wait(timeout * 1000);
    return this.#batch(limit);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        off();
        if (this.#end === end) this.#end = undefined;
        finish();
      };
      const end = (reason: Refusal) => settle(() => reject(reason));
      const timer = setTimeout(() => settle(resolve), ms);
      const off = this.#queue.onPush(() => settle(resolve));
      this.#end = end;
    });
  }

  #batch(limit: number): Json[] {
    const batch: Json[] = [];
    let size = 0;
    for (const one of this.#queue.waiting().slice(0, limit)) {
      size += JSON.stringify(one.update).length;
      if (size > ANSWER_LIMIT && batch.length > 0) break;
      batch.push(one.update);
    }
    const again = this.#faults.copies > 1 ? this.#lastBatch : [];
    this.#lastBatch = batch;
    const given = [...again, ...batch];
    return this.#faults.reorder ? given.toReversed() : given;
  }
}
