import { channelName } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import { abandonedDeliveries, enterState } from '../store/deliveries.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { markOverdue } from '../store/undelivered.ts';
import { announceMessage } from './announce.ts';

/**
 * Takes up what a process that ended, or a network that never echoed, left in flight. Back into the queue when
 * nothing was handed over or the network recognises a repeat; else a person decides. `orphaned`: no other process can
 * hold a lock, so nobody waits for its end.
 */
export async function sweepAbandoned(house: House, orphaned = false): Promise<number> {
  const now = new Date(house.clock.now());
  const abandoned = await abandonedDeliveries(house.store.messages, orphaned ? undefined : now);
  let swept = 0;
  for (const doc of abandoned) if (await takeUp(house, doc, now)) swept += 1;
  return swept;
}

/** Never tried although due for so long, in milliseconds: its account is away, and people should know. */
const OVERDUE_MS = 60_000;

/** Lets what waits in vain be seen among what was not delivered. */
export async function sweepOverdue(house: House): Promise<void> {
  const now = house.clock.now();
  await markOverdue(house.store.messages, new Date(now - OVERDUE_MS), new Date(now));
}

async function takeUp(house: House, doc: MessageDoc, now: Date): Promise<boolean> {
  const { delivery } = doc;
  if (delivery?.lockedUntil === undefined) return false;
  const channel = house.registry.get(channelName(doc.channel ?? ''));
  const recognised = channel !== undefined && channel.codec.capabilities.idempotentSend !== 'none';
  // A heart that beats again in this moment moves the lock, and then it is not abandoned.
  const only = { 'delivery.lockedUntil': delivery.lockedUntil };
  const again = delivery.onWire !== true || recognised;
  const entered = again
    ? await enterState(house.store.messages, doc._id, 'queued', now, {
        only,
        set: { 'delivery.nextTryAt': now },
        from: ['sending'],
      })
    : await enterState(house.store.messages, doc._id, 'uncertain', now, {
        only,
        set: { 'delivery.reason': 'unknown', 'delivery.detail': 'The outcome of the send was never learnt.' },
      });
  if (entered === null) return false;
  house.log.warn({ message: doc._id, state: entered.delivery?.state }, 'an abandoned send was taken up');
  await announceMessage(house, entered);
  return true;
}
