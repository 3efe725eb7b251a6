import { type Fields, fields, text, wholeId } from '../json.ts';
import { kindOf } from './decode.ts';
import { chatIdOf } from './ids.ts';

/**
 * Names an update for ever. The network may draw its numbers anew after a silent week, so the number alone could
 * meet an old one; the payload's own ids stand beside it and stay the same in every redelivery.
 */
export function keyOf(update: Fields): string | undefined {
  const number = wholeId(update.update_id);
  const kind = kindOf(update);
  if (number === undefined || kind === undefined) return undefined;
  const payload = fields(update[kind]) ?? {};
  const parts = [
    wholeId(fields(payload.chat)?.id) ?? text(payload.id) ?? wholeId(fields(payload.user)?.id),
    wholeId(payload.message_id) ?? wholeId(payload.date),
    wholeId(payload.edit_date),
  ];
  return [number, kind, ...parts.filter((part) => part !== undefined)].join(':');
}

/** What must stay in order: the chat, or the person where an update names no chat. */
export function laneOf(update: Fields): string {
  const kind = kindOf(update);
  const payload = kind === undefined ? undefined : fields(update[kind]);
  if (payload === undefined) return 'other';
  const message = fields(payload.message);
  const person = wholeId(fields(payload.from)?.id) ?? wholeId(fields(payload.user)?.id);
  return chatIdOf(payload) ?? (message && chatIdOf(message)) ?? person ?? 'other';
}
