import { HouseError } from '../errors.ts';
import { type House, SYSTEM } from '../house.ts';
import { dueSnoozed } from '../store/conversations.ts';
import { changeConversation } from './change.ts';

const EVERY_MS = 5_000;

/** Opens what was snoozed until now; several processes may do so at once. Answers how many. */
export async function wakeSnoozed(house: House): Promise<number> {
  const due = await dueSnoozed(house.store.conversations, new Date(house.clock.now()), 200);
  for (const id of due) {
    try {
      await changeConversation(house, SYSTEM, id, { status: 'open' });
    } catch (error) {
      if (!(error instanceof HouseError)) throw error;
    }
  }
  return due.length;
}

/** Looks for ended snoozes every few seconds. */
export function createSnoozeClock(house: House): { start(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      timer ??= setInterval(() => {
        wakeSnoozed(house).catch((error: unknown) => house.log.warn({ err: error }, 'waking snoozed failed'));
      }, EVERY_MS);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
