import type { Actor, House } from '../house.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { changeMessage } from '../store/messages.ts';
import { announced, messageOf } from './change.ts';

/** Writes a message for another time, or lets it go now (null), while it waits for its time. */
export async function rescheduleMessage(
  house: House,
  actor: Actor,
  id: string,
  sendAt: string | null,
): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  const now = house.clock.now();
  const due = new Date(Math.max(now, sendAt === null ? now : Date.parse(sendAt)));
  const later = due.getTime() > now;
  const doc = await changeMessage(
    house.store.messages,
    message._id,
    {
      $set: {
        'delivery.nextTryAt': due,
        'delivery.dueAt': due,
        ...(later && { 'delivery.sendAt': due }),
      },
      $unset: { 'delivery.undoUntil': '', ...(!later && { 'delivery.sendAt': '' }) },
    },
    { 'delivery.state': 'queued', 'delivery.attempts': 0, 'delivery.parts': { $size: 0 } },
  );
  return announced(house, doc, 'The message is on its way already; its time can no longer be changed.');
}
