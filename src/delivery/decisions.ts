import type { Actor, House } from '../house.ts';
import { enterState } from '../store/deliveries.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { announced, messageOf } from './change.ts';
import { sendInstead } from './instead.ts';

/**
 * Tries a failed or uncertain message again, at once. Parts that are known to have arrived stay as they are. What the
 * network took and refused later (a bounce) goes as a new message: under its old name the network would take it for a
 * repeat, and nothing would leave.
 */
export async function retryDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  const { accountId } = message;
  if (accountId !== null && cameBack(message)) return sendInstead(house, actor, message, accountId);
  const now = new Date(house.clock.now());
  const doc = await enterState(house.store.messages, message._id, 'queued', now, {
    from: ['failed', 'uncertain'],
    set: { 'delivery.nextTryAt': now, 'delivery.dueAt': now, 'delivery.attempts': 0 },
    unset: ['delivery.reason', 'delivery.detail', 'delivery.sendAt'],
  });
  return announced(house, doc, 'Only a message that failed or whose outcome is unknown can be tried again.');
}

/** Every part of it was with the network before it was said to have failed. */
function cameBack({ delivery }: MessageDoc): boolean {
  return delivery?.state === 'failed' && delivery.parts.length >= (delivery.partCount ?? 1);
}

/** Takes a message back that has not left yet: undo, or the end of a schedule. */
export async function cancelDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  const now = new Date(house.clock.now());
  const doc = await enterState(house.store.messages, message._id, 'cancelled', now, {
    only: { 'delivery.parts': { $size: 0 } },
    unset: ['delivery.undoUntil'],
  });
  return announced(house, doc, 'The message has left already; it can no longer be taken back.');
}

/** Stops trying: what waits for its next try, or whose outcome nobody will learn, counts as failed. */
export async function giveUpDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  const reason = message.delivery?.reason ?? 'unknown';
  const doc = await enterState(house.store.messages, message._id, 'failed', new Date(house.clock.now()), {
    from: ['queued', 'uncertain'],
    set: {
      'delivery.reason': reason,
      'delivery.detail': `${actor.name} gave it up.`,
      'delivery.givenUpBy': actor.id ?? actor.name,
    },
  });
  return announced(house, doc, 'Only a message that waits or whose outcome is unknown can be given up.');
}

/** A person has seen that an uncertain message did arrive. */
export async function confirmDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  const doc = await enterState(house.store.messages, message._id, 'sent', new Date(house.clock.now()), {
    from: ['uncertain'],
    unset: ['delivery.reason', 'delivery.detail'],
  });
  return announced(house, doc, 'Only a message whose outcome is unknown can be confirmed.');
}

/**
 * Says the same through another account. The first one is given up if it still waits; twice for the same account is
 * one message.
 */
export async function resendElsewhere(
  house: House,
  actor: Actor,
  id: string,
  account: string,
): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  if (message.delivery?.state === 'queued') await giveUpDelivery(house, actor, id);
  return sendInstead(house, actor, message, account);
}
