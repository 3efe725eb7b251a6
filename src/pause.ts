import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so many milliseconds, or until `signal` ends the waiting. Never rejects, and never keeps the process alive. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
