import { announceAccount } from '../accounts/change.ts';
import type { House } from '../house.ts';
import { changeAccountDoc } from '../store/accounts.ts';

/** How often "last message" moves at most, in milliseconds; screens do not need every one. */
const TOUCH_MS = 5_000;

/** Notes on the account that something has just gone out; a failure to note it is only logged. */
export function createTouch(house: House): (accountId: string) => Promise<void> {
  const touched = new Map<string, number>();
  return async (accountId) => {
    const now = house.clock.now();
    if (now - (touched.get(accountId) ?? Number.NEGATIVE_INFINITY) < TOUCH_MS) return;
    touched.set(accountId, now);
    try {
      const account = await changeAccountDoc(house.store.accounts, accountId, {
        lastOutboundAt: new Date(now),
      });
      if (account !== null) await announceAccount(house, account);
    } catch (error) {
      house.log.warn({ err: error, account: accountId }, 'the time of the last message was not stored');
    }
  };
}
