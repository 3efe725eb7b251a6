import type { Model } from 'mongoose';
import type { DeliveryState } from '../../channels/delivery.ts';
import type { MessageDoc } from './message-doc.ts';
import { raw } from './raw.ts';

type Messages = Model<MessageDoc>;

/** The same moment has several; the id tells them apart. */
export interface UndeliveredCursor {
  at: Date;
  id: string;
}

/** What did not arrive since then, newest first: failed, of unknown outcome, or tried in vain so far. */
export function undeliveredSince(
  messages: Messages,
  since: Date,
  before: UndeliveredCursor | null,
  limit: number,
): Promise<MessageDoc[]> {
  const range = before === null ? { $gte: since } : { $gte: since, $lte: before.at };
  const filter: Record<string, unknown> = { 'delivery.undeliveredAt': range };
  if (before !== null) {
    filter.$or = [
      { 'delivery.undeliveredAt': { $lt: before.at } },
      { 'delivery.undeliveredAt': before.at, _id: { $lt: before.id } },
    ];
  }
  return raw(messages)
    .find(filter as object)
    .sort({ 'delivery.undeliveredAt': -1, _id: -1 })
    .limit(limit)
    .toArray() as Promise<MessageDoc[]>;
}

/** The same without content, for counting. */
export function undeliveredRows(
  messages: Messages,
  since: Date,
  limit: number,
): Promise<{ conversationId: string; delivery: { state: DeliveryState } }[]> {
  return raw(messages)
    .find({ 'delivery.undeliveredAt': { $gte: since } } as object)
    .sort({ 'delivery.undeliveredAt': -1, _id: -1 })
    .limit(limit)
    .project<{ conversationId: string; delivery: { state: DeliveryState } }>({
      conversationId: 1,
      'delivery.state': 1,
    })
    .toArray();
}

/** Marks what has been due for long and was never tried, because its account is away; mass mail just takes its time. */
export async function markOverdue(messages: Messages, dueBefore: Date, now: Date): Promise<number> {
  const overdue = await raw(messages)
    .find({
      'delivery.state': 'queued',
      'delivery.nextTryAt': { $lt: dueBefore },
      'delivery.priority': { $lt: 2 },
      'delivery.undeliveredAt': { $exists: false },
    } as object)
    .limit(500)
    .project({ _id: 1 })
    .toArray();
  if (overdue.length === 0) return 0;
  await raw(messages).updateMany(
    { _id: { $in: overdue.map(({ _id }) => String(_id)) }, 'delivery.state': 'queued' } as object,
    { $set: { 'delivery.undeliveredAt': now } } as object,
  );
  return overdue.length;
}

/** Failed since then and not looked at for another way yet, oldest first. */
export function withoutFallback(messages: Messages, since: Date, limit: number): Promise<MessageDoc[]> {
  return raw(messages)
    .find({
      'delivery.undeliveredAt': { $gte: since },
      'delivery.state': 'failed',
      'delivery.fallback': { $exists: false },
    } as object)
    .sort({ 'delivery.undeliveredAt': 1, _id: 1 })
    .limit(limit)
    .toArray() as Promise<MessageDoc[]>;
}
