/** Waits between tries. */
export interface Backoff {
  /** Milliseconds to wait before the next try; grows with every call. */
  next(): number;
  /** Told when it works; the wait begins small again only after it has worked long enough. */
  works(now: number): void;
  /** Told when it fails. */
  fails(now: number): void;
}

export interface BackoffOptions {
  firstMs: number;
  longestMs: number;
  /** How long it has to work before that counts; a login that is accepted and dropped again proves nothing. */
  stableMs: number;
  random?: () => number;
}

/** Doubling waits with jitter. Networks ban who logs in again and again, so success must prove itself. */
export function createBackoff({
  firstMs,
  longestMs,
  stableMs,
  random = Math.random,
}: BackoffOptions): Backoff {
  let tries = 0;
  let worksSince: number | undefined;
  return {
    next() {
      const wait = Math.min(firstMs * 2 ** tries, longestMs);
      tries = Math.min(tries + 1, 30);
      return Math.round(wait * (0.75 + random() * 0.5));
    },
    works(now) {
      worksSince ??= now;
    },
    fails(now) {
      if (worksSince !== undefined && now - worksSince >= stableMs) tries = 0;
      worksSince = undefined;
    },
  };
}
