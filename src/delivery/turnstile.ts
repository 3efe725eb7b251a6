import type { AccountLimiter, Slot } from './limiter.ts';

/** A place in the limits, or when to come back because the wait is too long to stand in line. */
export type Turn = { slot: Slot } | { notBefore: number };

export interface Turnstile {
  /** Resolves when it is this chat's turn: lower priority numbers first, then whoever came first. */
  enter(chat: string, priority: number): Promise<Turn>;
  /** The network asked to wait. */
  limited(chat: string, scope: 'chat' | 'account' | undefined, until: number): void;
  /** Milliseconds until this chat may be written to, the account's own limit aside. */
  chatWait(chat: string): number;
  /** Sends everybody in line home. */
  close(): void;
}

/** Whoever would wait longer goes back into the queue, where he can still be taken back. */
const PATIENCE_MS = 5_000;

interface Waiter {
  chat: string;
  priority: number;
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

  function serve(): void {
    clearTimeout(timer);
    let next = Number.POSITIVE_INFINITY;
    for (const waiter of [...line]) {
      const at = now();
      const wait = Math.max(limiter.accountWait(at), limiter.chatWait(waiter.chat, at));
      if (wait <= 0) leave(waiter, { slot: limiter.take(waiter.chat, at) });
      else if (wait > PATIENCE_MS) leave(waiter, { notBefore: at + wait });
      else next = Math.min(next, wait);
    }
    if (line.length > 0) timer = setTimeout(serve, Math.max(1, Math.ceil(next)));
  }

  return {
    enter: (chat, priority) =>
      new Promise((resolve) => {
        let index = line.length;
        while (index > 0 && (line[index - 1]?.priority ?? 0) > priority) index -= 1;
        line.splice(index, 0, { chat, priority, resolve });
        serve();
      }),
    limited: (chat, scope, until) => {
      limiter.limited(chat, scope, until, now());
      serve();
    },
    chatWait: (chat) => limiter.chatWait(chat, now()),
    close: () => {
      clearTimeout(timer);
      for (const waiter of [...line]) leave(waiter, { notBefore: now() });
    },
  };
}
