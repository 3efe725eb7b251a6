import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so many milliseconds, or until `signal` ends the waiting. Never rejects, and never keeps the process alive. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/**
 * Waits as long again as it took since `began` (of `performance.now()`): who has years to catch up with takes half of
 * the time at most from those who work now.
 */
export async function leaveHalf(began: number): Promise<void> {
  await sleep(performance.now() - began);
}
