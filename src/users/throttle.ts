/** Counts failures per key and says how long a key has to wait. Kept in memory: a restart forgives. */
export interface Throttle {
  /** Milliseconds until the next try is allowed; 0 when it is allowed now. */
  wait(keys: readonly string[]): number;
  /** Counts a try before its outcome is known, so that many tries at once do not slip through. */
  attempt(keys: readonly string[]): void;
  /** Takes one counted try back. */
  forgive(keys: readonly string[]): void;
  forget(keys: readonly string[]): void;
}

interface Tries {
  failures: number;
  /** Of the last failure. */
  at: number;
  until: number;
}

export interface ThrottleLimits {
  /** Failures that cost nothing, by what the key begins with (up to its first colon). */
  free: Readonly<{ [kind: string]: number }>;
  /** The pause after the first failure too many; it doubles with each further one. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** After this long without a failure a key is forgotten. */
  forgetMs: number;
}

/** Somebody who guesses one person's password from one address is slowed first; guessing widely is slowed later. */
export const SIGN_IN_LIMITS: ThrottleLimits = {
  free: { pair: 5, person: 20, address: 50 },
  firstPauseMs: 5_000,
  longestPauseMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
};

const MOST_KEYS = 20_000;

/** A throttle that asks `now` for Unix milliseconds. */
export function createThrottle(limits: ThrottleLimits, now: () => number): Throttle {
  const records = new Map<string, Tries>();

  const living = (key: string): Tries | undefined => {
    const record = records.get(key);
    if (record === undefined || now() - record.at < limits.forgetMs) return record;
    records.delete(key);
    return undefined;
  };

  return {
    wait: (keys) => Math.max(0, ...keys.map((key) => (living(key)?.until ?? 0) - now())),

    attempt(keys) {
      for (const key of keys) {
        const failures = (living(key)?.failures ?? 0) + 1;
        const excess = failures - (limits.free[key.slice(0, key.indexOf(':'))] ?? 5);
        const pause =
          excess < 0 ? 0 : Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** Math.min(excess, 20));
        // Re-inserted at the end, so that the first key of the map is always the one quiet for longest.
        records.delete(key);
        records.set(key, { failures, at: now(), until: now() + pause });
      }
      while (records.size > MOST_KEYS) {
        const oldest = records.keys().next().value;
        if (oldest === undefined) break;
        records.delete(oldest);
      }
    },

    forgive(keys) {
      for (const key of keys) {
        const record = living(key);
        if (record !== undefined) records.set(key, { ...record, failures: record.failures - 1, until: 0 });
      }
    },

    forget(keys) {
      for (const key of keys) records.delete(key);
    },
  };
}
