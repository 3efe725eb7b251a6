import type { DeliveryRoom, House } from '../house.ts';
import { settleEcho } from './echo.ts';
import { applyReceipt } from './receipts.ts';

/** What the intake asks of the outgoing side. `house` is read when called, so it may still be being built. */
export function createDeliveryRoom(house: () => House): DeliveryRoom {
  return {
    applyReceipt: (account, event) => applyReceipt(house(), account, event),
    settleEcho: (account, echo) => settleEcho(house(), account, echo),
  };
}
