import type { Capabilities } from '../../channels/capabilities.ts';

/*
 * Keeps one account inside its network's limits. Two rules hold at once, for the account and for each chat:
 *
 * - In any window of one second no more than `perSecond` calls reach the network, whatever way it counts. A call
 *   occupies its place from its start until a second after it is known to have arrived. How late it can have
 *   arrived is unknown; its answer bounds it, and so does `ARRIVAL_MS`, so that an upload of minutes does not hold
 *   a place for minutes.
 * - After silence at most `burst` go at once; above that they are evenly spaced.
 *
 * Waiting is the caller's: the limiter only answers how long.
 */

const ARRIVAL_MS = 3_000;
/** Two chats limited within this time mean that the account is. */
const SAME_CAUSE_MS = 1_000;
const PRUNE_EVERY = 1_000;

/** A place in the limits that somebody holds. */
export interface Slot {
  /** The call goes out now. */
  started(now: number): void;
  /** Its outcome is known. */
  settled(now: number): void;
  /** No call was made. */
  refund(): void;
}

export interface AccountLimiter {
  /** Milliseconds until the account may make any call; `weight` is how many messages the call counts as. */
  accountWait(now: number, weight?: number): number;
  /** Milliseconds until this chat may be written to, the account's own limit aside. */
  chatWait(chat: string, now: number): number;
  /** Takes a place; its call may start when both waits, asked before, have passed. */
  take(chat: string, now: number, weight?: number): Slot;
  /** The network asked to wait. Without a scope it concerns the chat, until a second chat is told the same. */
  limited(chat: string, scope: 'chat' | 'account' | undefined, until: number, now: number): void;
}

/** Limits of one account, from its channel's capabilities. */
export function createLimiter(rate: Capabilities['rate']): AccountLimiter {
  const account = createGate(rate.perSecond, rate.burst);
  const chats = new Map<string, Gate>();
  let lastLimited: { chat: string; until: number; at: number } | undefined;
  let taken = 0;

  const gateOf = (chat: string): Gate => {
    const known = chats.get(chat);
    if (known !== undefined) return known;
    const made = createGate(rate.perChatPerSecond, Math.max(1, rate.perChatPerSecond));
    chats.set(chat, made);
    return made;
  };

  return {
    accountWait: (now, weight = 1) => account.wait(now, weight),
    chatWait: (chat, now) => chats.get(chat)?.wait(now, 1) ?? 0,
    take: (chat, now, weight = 1) => {
      taken += 1;
      if (taken % PRUNE_EVERY === 0) {
        for (const [key, gate] of chats) if (gate.idle(now)) chats.delete(key);
      }
      // Networks that count an album as its items do so in total; to its reader it is one message.
      const slots = [account.take(now, weight), gateOf(chat).take(now, 1)];
      return {
        started: (at) => slots.forEach((slot) => void slot.started(at)),
        settled: (at) => slots.forEach((slot) => void slot.settled(at)),
        refund: () => slots.forEach((slot) => void slot.refund()),
      };
    },
    limited: (chat, scope, until, now) => {
      const spreads =
        lastLimited !== undefined && lastLimited.chat !== chat && now - lastLimited.at <= SAME_CAUSE_MS;
      if (scope === 'account' || (scope === undefined && spreads)) {
        account.pause(Math.max(until, lastLimited?.until ?? 0));
      } else gateOf(chat).pause(until);
      if (scope === undefined) lastLimited = { chat, until, at: now };
    },
  };
}

interface Gate {
  wait(now: number, weight: number): number;
  take(now: number, weight: number): Slot;
  pause(until: number): void;
  idle(now: number): boolean;
}

/** Its holder starts when another place ends; whoever comes `places` later starts when this one ends. */
interface Place {
  freeAt: number;
}

function createGate(perSecond: number, burst: number): Gate {
  const places = Math.max(1, Math.floor(perSecond));
  const windowMs = (places / perSecond) * 1000;
  const capacity = Math.max(1, burst);
  const perMs = perSecond / 1000;
  const held: Place[] = [];
  let tokens = capacity;
  let filledAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const refresh = (now: number) => {
    while (held.length > 0 && (held[0]?.freeAt ?? 0) <= now) held.shift();
    if (now > filledAt) {
      tokens = Math.min(capacity, tokens + (now - filledAt) * perMs);
      filledAt = now;
    }
  };

  /** Milliseconds until so many places are free; they may be taken before, and then their call waits. */
  const placeWait = (now: number, weight: number) => {
    let wait = 0;
    for (let nth = 0; nth < weight; nth += 1) {
      const before = held[held.length - places + nth];
      if (before !== undefined) wait = Math.max(wait, before.freeAt - now);
    }
    return wait;
  };
  /** A call that counts as more than all places takes all of them. */
  const fitting = (weight: number) => Math.min(weight, places);

  return {
    wait: (now, wanted) => {
      const weight = fitting(wanted);
      refresh(now);
      const place = Math.min(placeWait(now, weight), windowMs);
      // A hair of tolerance, else rounding makes a caller wait once more for a millionth of a token.
      const token = tokens >= 1 - 1e-6 ? 0 : (1 - tokens) / perMs;
      return Math.max(0, pausedUntil - now, place, token);
    },
    take: (now, wanted) => {
      const weight = fitting(wanted);
      refresh(now);
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
    pause: (until) => {
      pausedUntil = Math.max(pausedUntil, until);
    },
    idle: (now) => {
      refresh(now);
      return held.length === 0 && tokens >= capacity && pausedUntil <= now;
    },
  };
}
