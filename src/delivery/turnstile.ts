import type { Slot } from './gate.ts';
import type { AccountLimiter } from './limiter.ts';

/**
 * A place in the limits and when its call may start, or when to come back because the wait is too long to stand in
 * line. Times are Unix milliseconds.
 */
export type Turn = { slot: Slot; startAt: number } | { notBefore: number };

export interface Turnstile {
  /**
   * Resolves when it is this chat's turn: lower priority numbers first, then whoever came first. `weight` is how many
   * messages the network counts the call as.
   */
  enter(chat: string, priority: number, weight?: number): Promise<Turn>;
  /** The network asked to wait. */
  limited(chat: string, scope: 'chat' | 'account' | undefined, until: number): void;
  /** Milliseconds until this chat may be written to, the account's own limit aside. */
  chatWait(chat: string): number;
  /** How many stand in line. */
  waiting(): number;
  /** The limits have changed. */
  look(): void;
  /** Sends everybody in line home. */
  close(): void;
}

/** Whoever would wait longer goes back into the queue, where he can still be taken back. */
const PATIENCE_MS = 5_000;
/** Places are given this early, so that noting the start in the store costs none of the rate. */
const EARLY_MS = 150;

interface Waiter {
  chat: string;
  priority: number;
  weight: number;
  resolve(turn: Turn): void;
}

/** The line in front of one account's network. */
export function createTurnstile(limiter: AccountLimiter, now: () => number): Turnstile {
  const line: Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;

  function leave(waiter: Waiter, turn: Turn): void {
    line.splice(line.indexOf(waiter), 1);
    waiter.resolve(turn);
  }

  /** A start or an end says when the next place is free. */
  function watched(slot: Slot): Slot {
    const then = (tell: (at: number) => void) => (at: number) => {
      tell(at);
      serve();
    };
    return {
      started: then(slot.started),
      settled: then(slot.settled),
      refund: () => {
        slot.refund();
        serve();
      },
    };
  }

  function serve(): void {
    clearTimeout(timer);
    let next = Number.POSITIVE_INFINITY;
    for (const waiter of [...line]) {
      const at = now();
      const wait = Math.max(limiter.accountWait(at, waiter.weight), limiter.chatWait(waiter.chat, at));
      if (wait <= EARLY_MS) {
        const slot = watched(limiter.take(waiter.chat, at, waiter.weight));
        leave(waiter, { slot, startAt: at + Math.max(0, wait) });
      } else if (wait > PATIENCE_MS) leave(waiter, { notBefore: at + wait });
      else next = Math.min(next, wait - EARLY_MS);
    }
    if (line.length > 0) timer = setTimeout(serve, Math.max(1, Math.ceil(next)));
  }

  return {
    enter: (chat, priority, weight = 1) =>
      new Promise((resolve) => {
        let index = line.length;
        while (index > 0 && (line[index - 1]?.priority ?? 0) > priority) index -= 1;
        line.splice(index, 0, { chat, priority, weight, resolve });
        serve();
      }),
    limited: (chat, scope, until) => {
      limiter.limited(chat, scope, until, now());
      serve();
    },
    chatWait: (chat) => limiter.chatWait(chat, now()),
    waiting: () => line.length,
    look: serve,
    close: () => {
      clearTimeout(timer);
      for (const waiter of [...line]) leave(waiter, { notBefore: now() });
    },
  };
}
