/*
 * One limit of a network, kept by two rules:
 *
 * - In any window of one second no more than `perSecond` calls reach the network, whatever way it counts. A call
 *   occupies its place from its start until a second after it is known to have arrived. How late it can have
 *   arrived is unknown; its answer bounds it, and so does `ARRIVAL_MS`, so that an upload of minutes does not hold
 *   a place for minutes.
 * - After silence at most `burst` go at once; above that they are evenly spaced.
 *
 * Waiting is the caller's: a gate only answers how long.
 */

const ARRIVAL_MS = 3_000;

/** A place in the limits that somebody holds. */
export interface Slot {
  /** The call goes out now. */
  started(now: number): void;
  /** Its outcome is known. */
  settled(now: number): void;
  /** No call was made. */
  refund(): void;
}

/** What of an account's limits this process may use; everything until `share` is called. */
export interface Shared {
  /** All places of the account, whoever holds them. */
  readonly places: number;
  /** From now on at most so many places until then (Unix milliseconds). */
  share(places: number, until: number): void;
  /** Not more than so many, for as long as the share lasts. */
  shrink(places: number): void;
  /** Places that are taken and not free again yet. */
  held(now: number): number;
  pause(until: number): void;
  /** Until when the network wants no call at all; in the past when it does. */
  pausedUntil(): number;
  /** Whether any place is ours at all. */
  open(now: number): boolean;
}

/** Limits of an account, or of one chat on it. */
export interface Gate {
  /** Milliseconds until a call that counts as `weight` messages may be made. */
  wait(now: number, weight: number): number;
  take(now: number, weight: number): Slot;
  pause(until: number): void;
  /** Nothing of the past limits what comes now. */
  idle(now: number): boolean;
  shared: Shared;
}

/** Its holder starts when another place ends; whoever comes `places` later starts when this one ends. */
interface Place {
  freeAt: number;
}

/** Lets through `perSecond` in any second, and after silence `burst` at once. */
export function createGate(perSecond: number, burst: number): Gate {
  const all = Math.max(1, Math.floor(perSecond));
  const windowMs = (all / perSecond) * 1000;
  const held: Place[] = [];
  let ours = all;
  let oursUntil = Number.POSITIVE_INFINITY;
  let places = all;
  let capacity = Math.max(1, burst);
  let perMs = perSecond / 1000;
  let tokens = capacity;
  let filledAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const use = (count: number) => {
    places = count;
    capacity = Math.max(1, (burst * count) / all);
    perMs = (perSecond / 1000) * (count / all);
    tokens = Math.min(tokens, capacity);
  };

  const refresh = (now: number) => {
    const mine = now < oursUntil ? ours : 0;
    if (mine !== places) use(mine);
    while (held.length > 0 && (held[0]?.freeAt ?? 0) <= now) held.shift();
    if (now > filledAt) {
      if (places > 0) tokens = Math.min(capacity, tokens + (now - filledAt) * perMs);
      filledAt = now;
    }
  };

  /** Milliseconds until so many places are free; they may be taken before, and then their call waits. */
  const placeWait = (now: number, weight: number) => {
    if (places === 0) return windowMs;
    let wait = 0;
    for (let nth = 0; nth < weight; nth += 1) {
      const before = held[held.length - places + nth];
      if (before !== undefined) wait = Math.max(wait, before.freeAt - now);
    }
    return wait;
  };
  const pause = (until: number) => {
    pausedUntil = Math.max(pausedUntil, until);
  };
  /** A call that counts as more than our places takes all of them. */
  const fitting = (weight: number) => Math.max(1, Math.min(weight, places));

  return {
    wait: (now, wanted) => {
      refresh(now);
      const weight = fitting(wanted);
      if (places === 0) return Math.max(windowMs, pausedUntil - now);
      const place = Math.min(placeWait(now, weight), windowMs);
      // A hair of tolerance, else rounding makes a caller wait once more for a millionth of a token.
      const token = tokens >= 1 - 1e-6 ? 0 : (1 - tokens) / perMs;
      return Math.max(0, pausedUntil - now, place, token);
    },
    take: (now, wanted) => {
      refresh(now);
      const weight = fitting(wanted);
      tokens -= weight;
      const startAt = now + placeWait(now, weight);
      const place: Place = { freeAt: Number.POSITIVE_INFINITY };
      for (let n = 0; n < weight; n += 1) held.push(place);
      return {
        started: (at) => {
          place.freeAt = at + ARRIVAL_MS + windowMs;
        },
        settled: (at) => {
          place.freeAt = Math.min(place.freeAt, at + windowMs);
        },
        refund: () => {
          place.freeAt = startAt;
          tokens = Math.min(capacity, tokens + weight);
        },
      };
    },
    pause,
    shared: {
      places: all,
      share: (count, until) => {
        ours = count;
        oursUntil = until;
      },
      shrink: (count) => {
        ours = Math.min(ours, count);
      },
      held: (now) => {
        refresh(now);
        return held.length;
      },
      pause,
      pausedUntil: () => pausedUntil,
      open: (now) => now < oursUntil && ours > 0,
    },
    idle: (now) => {
      refresh(now);
      return held.length === 0 && tokens >= capacity && pausedUntil <= now;
    },
  };
}
