import { createHash } from 'node:crypto';
import type { Envelope } from '../../channels/contract.ts';
import { type Fields, fields, text, wholeId } from '../../channels/json.ts';

/** An event as an envelope. `event_id` is equal in every redelivery and in both ways of delivery. */
export function envelopeOf(
  event: Fields,
  receivedAt: number,
  bytes = Buffer.from(JSON.stringify(event)),
): Envelope {
  const key = text(event.event_id) ?? `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { key, lane: laneOf(event), bytes, receivedAt };
}

/** Everything of one dialogue stays in order. */
function laneOf(event: Fields): string {
  const object = fields(event.object);
  const message = fields(object?.message) ?? object;
  const dialogue = wholeId(message?.peer_id) ?? wholeId(message?.user_id) ?? wholeId(message?.from_id);
  return dialogue ?? 'account';
}

/** Frequent and worthless tomorrow: such events are never stored. */
export function isVolatile(event: Fields): boolean {
  return event.type === 'message_typing_state';
}
