import type { Clock } from '../house.ts';

/** After a refused login, doubling: providers lock accounts that insist. */
const FIRST_MS = 5 * 60_000;
const LONGEST_MS = 60 * 60_000;

/** Who was refused, and until when they are left alone: ever longer, as it may have been the network's own trouble. */
export interface Refusals<T extends object> {
  isResting(one: T): boolean;
  refuse(one: T): void;
  /** It was let in. Answers whether it had been refused before. */
  forget(one: T): boolean;
}

export function createRefusals<T extends object>(clock: Clock): Refusals<T> {
  const refused = new WeakMap<T, { until: number; pause: number }>();
  const isResting = (one: T): boolean => (refused.get(one)?.until ?? 0) > clock.now();
  return {
    isResting,
    refuse(one) {
      // Several of the same moment are one refusal.
      if (isResting(one)) return;
      const pause = Math.min((refused.get(one)?.pause ?? FIRST_MS / 2) * 2, LONGEST_MS);
      refused.set(one, { until: clock.now() + pause, pause });
    },
    forget: (one) => refused.delete(one),
  };
}
