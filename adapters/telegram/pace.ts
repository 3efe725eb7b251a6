import { setTimeout as delay } from 'node:timers/promises';

/** Waiting times in milliseconds; tests give shorter ones. */
export interface Pace {
  first: number;
  longest: number;
  /** Between tries that would disturb another consumer. */
  conflict: number;
  /** Between tries with a refused token. */
  refused: number;
  /** How long calls must go well before past failures are forgotten. */
  stable: number;
  /** Between looks at the state of a webhook. */
  health: number;
  /** Longest a poll waits at the server. */
  poll: number;
}

export const PACE: Pace = {
  first: 1_000,
  longest: 60_000,
  conflict: 20_000,
  refused: 300_000,
  stable: 60_000,
  health: 60_000,
  poll: 30_000,
};

/** Growing pauses that a single good answer does not reset: a server that limps is not hammered. */
export class Backoff {
  readonly #pace: Pace;
  readonly #now: () => number;
  #failures = 0;
  #wellSince: number | undefined;

  constructor(pace: Pace, now: () => number) {
    this.#pace = pace;
    this.#now = now;
  }

  succeeded(): void {
    this.#wellSince ??= this.#now();
    if (this.#now() - this.#wellSince >= this.#pace.stable) this.#failures = 0;
  }

  /** Milliseconds to wait now; between half and the whole of the doubled pause. */
  failed(): number {
    this.#wellSince = undefined;
    const whole = Math.min(this.#pace.longest, this.#pace.first * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    return jittered(whole);
  }
}

export const jittered = (ms: number): number => ms / 2 + Math.random() * (ms / 2);

/** Waits, or returns early when stopped. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: true }).catch(() => undefined);
}
