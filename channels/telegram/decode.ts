import type { AccountView } from '../contract.ts';
import type { InboundEvent } from '../events.ts';
import { type Fields, fields, milliseconds } from '../json.ts';
import { type Context, contextOf, unsupported } from './context.ts';
import { decodeEdited, decodeMessage } from './decode-message.ts';
import {
  decodeConnection,
  decodeDeleted,
  decodeJoinRequest,
  decodeMembership,
  decodePress,
  decodeReaction,
  decodeVote,
} from './decode-others.ts';

type Decode = (payload: Fields, context: Context) => InboundEvent[];

/** The last three are ours: what a bot that the owner already runs sent by itself, recorded by the mount. */
const KINDS: Readonly<Record<string, Decode>> = {
  message: decodeMessage,
  edited_message: decodeEdited,
  channel_post: decodeMessage,
  edited_channel_post: decodeEdited,
  business_connection: decodeConnection,
  business_message: decodeMessage,
  edited_business_message: decodeEdited,
  deleted_business_messages: decodeDeleted,
  guest_message: decodeMessage,
  message_reaction: decodeReaction,
  callback_query: decodePress,
  poll_answer: decodeVote,
  my_chat_member: decodeMembership,
  chat_join_request: decodeJoinRequest,
  sent_message: (message, context) => decodeMessage(message, context, true),
  edited_sent_message: (message, context) => decodeEdited(message, context, true),
  deleted_sent_messages: decodeDeleted,
};

/** Kinds that no inbox shows. */
const OF_NO_USE = new Set([
  'stopped_message_generation',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'chat_member',
  'chat_boost',
  'removed_chat_boost',
  'managed_bot',
  'subscription',
]);

/** One update to the inbox's events. Never throws. */
export function decode(raw: unknown, account: AccountView): InboundEvent[] {
  const update = fields(raw);
  if (update === undefined) return [unsupported('not-an-update', false)];
  const context = contextOf(update, account);
  const kind = kindOf(update);
  if (kind === undefined) return [unsupported('not-an-update', false)];
  const payload = fields(update[kind]);
  if (OF_NO_USE.has(kind)) return [unsupported(kind, true, milliseconds(payload?.date))];
  const run = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (run === undefined || payload === undefined) return [unsupported(kind, false)];
  return run(payload, context).map((event) => named(event, kind));
}

/** Complaints of the decoders carry the update's own kind. */
function named(event: InboundEvent, kind: string): InboundEvent {
  return event.kind === 'unsupported' && !event.expected ? { ...event, what: kind } : event;
}

/** An update holds one kind besides its number; a known one wins over what may be added later. */
export function kindOf(update: Fields): string | undefined {
  const names = Object.keys(update).filter((key) => key !== 'update_id' && update[key] !== undefined);
  return names.find((name) => Object.hasOwn(KINDS, name) || OF_NO_USE.has(name)) ?? names[0];
}
