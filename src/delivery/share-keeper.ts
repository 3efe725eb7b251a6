import type { House } from '../house.ts';
import { sendShares, writeSendShares } from '../store/send-shares.ts';
import type { AccountLimiter } from './limiter.ts';
import { renewShare, SHARE_MS } from './share.ts';

/** Keeps one account's part of the rate for this process. */
export interface ShareKeeper {
  /** There is something to send. */
  wake(): void;
  /** The network has asked to wait: the others have to know. */
  limited(): void;
  /** Other processes send for this account as well. */
  shared(): boolean;
  /** Gives everything back. */
  stop(): Promise<void>;
}

export interface ShareGiven {
  house: Pick<House, 'store' | 'clock' | 'log'>;
  accountId: string;
  /** Names this process. */
  worker: string;
  limiter: AccountLimiter;
  /** Whether messages wait for their turn. */
  busy(): boolean;
  /** The share has changed. */
  changed(): void;
}

const STEADY_MS = 1_000;
/** While places move from one process to another. */
const MOVING_MS = 200;
/** Without anything to send for so long the share is given back, and nothing is written any more. */
const IDLE_MS = 20_000;

/** Holds no place until the others have been asked. */
export function keepShare(given: ShareGiven): ShareKeeper {
  const { house, accountId, worker, limiter, busy, changed } = given;
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;
  let again = false;
  let others = false;
  let lastBusy = house.clock.now();
  let away = false;
  let stopped = false;
  limiter.share(0, 0);

  async function renew(leaving: boolean): Promise<number | undefined> {
    for (;;) {
      const now = house.clock.now();
      if (busy()) lastBusy = now;
      const idle = leaving || now - lastBusy > IDLE_MS;
      const doc = await sendShares(house.store.sendShares, accountId);
      const wants = idle ? 0 : limiter.places;
      const held = limiter.held(now);
      const next = renewShare(doc.members, { id: worker, held, wants }, limiter.places, now);
      // What is given up must not be used from the moment it is offered.
      limiter.shrink(next.mine);
      const paused = Math.max(limiter.pausedUntil(), doc.pausedUntil?.getTime() ?? 0);
      const written = await writeSendShares(house.store.sendShares, doc, {
        members: next.members,
        ...(paused > now && { pausedUntil: new Date(paused) }),
      });
      if (!written) continue;
      others = next.members.some(({ id }) => id !== worker);
      // A share counts from before the question, so that it ends for its holder before it does for the others.
      limiter.share(next.mine, now + SHARE_MS);
      if (paused > now) limiter.pause(paused);
      away = idle && limiter.held(now) === 0;
      if (away) return undefined;
      return next.moving || idle ? MOVING_MS : STEADY_MS;
    }
  }

  function ask(): void {
    if (asking !== undefined) {
      again = true;
      return;
    }
    clearTimeout(timer);
    asking = renew(false)
      .catch((error: unknown) => {
        house.log.warn({ err: error, account: accountId }, 'the share of an account was not renewed');
        return STEADY_MS;
      })
      .then((pause) => {
        asking = undefined;
        if (stopped) return;
        changed();
        if (again) {
          again = false;
          ask();
        } else if (pause !== undefined) timer = setTimeout(ask, pause).unref();
      });
  }

  ask();
  return {
    wake: () => {
      if (stopped || !away) return;
      lastBusy = house.clock.now();
      away = false;
      ask();
    },
    limited: () => {
      if (!stopped) ask();
    },
    shared: () => others,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await asking;
      await renew(true).catch(() => undefined);
    },
  };
}
