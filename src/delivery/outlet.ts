import type { Capabilities } from '../../channels/capabilities.ts';
import type { House } from '../house.ts';
import { createLimiter } from './limiter.ts';
import { keepShare } from './share-keeper.ts';
import { createTurnstile, type Turn } from './turnstile.ts';

/** One account's way out: its limits, the line in front of them, and how many are claimed ahead of their turn. */
export interface Outlet {
  /** Whether any place of the account is ours now; asks the other processes for one when none is. */
  mayClaim(now: number): boolean;
  /** Whether one more of this priority may be claimed before its turn. */
  hasRoom(priority: number): boolean;
  /** Milliseconds until this chat may be written to. */
  chatWait(chat: string): number;
  /** Counts one that is claimed. */
  claim(priority: number): Ahead;
  /** Milliseconds between two messages of one chat that other processes keep as well; 0 when none does. */
  chatGapMs(): number;
  /** The network asked to wait. */
  limited(chat: string, scope: 'chat' | 'account' | undefined, until: number): void;
  /** Sends everybody in line home. */
  close(): void;
  /** Gives back what other processes may use. */
  stop(): Promise<void>;
}

/** One that was claimed and stands in line. */
export interface Ahead {
  /** Its turn for one call; from then on it is not ahead any more. */
  nextTurn(chat: string, weight: number): Promise<Turn>;
  /** It waits no more, whether or not its turn ever came. */
  leave(): void;
}

export interface OutletGiven {
  house: House;
  accountId: string;
  rate: Capabilities['rate'];
  /** Names this process. */
  worker: string;
  /** No other process can send. */
  alone: boolean;
  /** Whether messages of the account are due that are not claimed yet. */
  due(): boolean;
  /** More may be claimed than before. */
  changed(): void;
}

/** Enough that the store's own time costs no place in the limits, in seconds. */
const AHEAD_SECONDS = 0.5;
const MOST_AHEAD = 32;

export function createOutlet(given: OutletGiven): Outlet {
  const { house, accountId, rate, worker, alone, due, changed } = given;
  const limiter = createLimiter(rate);
  const turnstile = createTurnstile(limiter, () => house.clock.now());
  const keeper = alone
    ? undefined
    : keepShare({
        house,
        accountId,
        worker,
        limiter,
        busy: () => turnstile.waiting() > 0 || due(),
        changed: () => {
          turnstile.look();
          changed();
        },
      });
  const mostAhead = Math.min(MOST_AHEAD, Math.ceil(rate.perSecond * AHEAD_SECONDS));
  const ahead = new Map<number, number>();
  const aheadOf = (priority: number) => ahead.get(priority) ?? 0;

  return {
    mayClaim: (now) => {
      if (keeper === undefined) return true;
      keeper.wake();
      return limiter.open(now);
    },
    hasRoom: (priority) => aheadOf(priority) < mostAhead,
    chatWait: turnstile.chatWait,
    claim: (priority) => {
      let stands = true;
      ahead.set(priority, aheadOf(priority) + 1);
      const leave = () => {
        if (stands) ahead.set(priority, aheadOf(priority) - 1);
        stands = false;
        changed();
      };
      return {
        nextTurn: async (chat, weight) => {
          const turn = await turnstile.enter(chat, priority, weight);
          leave();
          return turn;
        },
        leave,
      };
    },
    chatGapMs: () => (keeper?.shared() ? 1000 / rate.perChatPerSecond : 0),
    limited: (chat, scope, until) => {
      turnstile.limited(chat, scope, until);
      keeper?.limited();
    },
    close: turnstile.close,
    stop: async () => {
      await keeper?.stop();
    },
  };
}
