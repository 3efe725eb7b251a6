/** Delays between tries to connect. A short success is no success: the delays start anew only after proven stability. */
export interface Backoff {
  /** Milliseconds until the next try. */
  next(): number;
  /** Call when a connection stands; call the answer when it breaks. */
  up(): () => void;
}

export interface BackoffOptions {
  firstMs: number;
  longestMs: number;
  /** How long a connection must have held before its loss counts as a new trouble. */
  stableMs: number;
  now: () => number;
  random: () => number;
}

/** The delays of everything here that connects to a network: from a second to five minutes. */
export const reconnectBackoff = (now: () => number): Backoff =>
  createBackoff({ firstMs: 1000, longestMs: 300_000, stableMs: 60_000, now, random: Math.random });

/** Doubles from `firstMs` to `longestMs`, each with up to a quarter of jitter. */
export function createBackoff(options: BackoffOptions): Backoff {
  let tries = 0;
  return {
    next() {
      const plain = Math.min(options.longestMs, options.firstMs * 2 ** tries);
      tries += 1;
      return Math.round(plain * (0.75 + options.random() * 0.5));
    },
    up() {
      const since = options.now();
      return () => {
        if (options.now() - since >= options.stableMs) tries = 0;
      };
    },
  };
}
