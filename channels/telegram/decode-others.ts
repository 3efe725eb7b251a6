import type { InboundEvent, MessageEvent } from '../events.ts';
import { compact, type Fields, fields, items, milliseconds, text, wholeId } from '../json.ts';
import { type Card, type Content, emptyContent, type Reference } from '../message.ts';
import { placeholder } from './cards.ts';
import { buttonsOf } from './content.ts';
import { type Context, groupOf, NO_TIME, peerOf, timeOf, unsupported } from './context.ts';
import { chatIdOf, messageIdOf, pressId, toChatId, toMessageId, toUserId, voteId } from './ids.ts';
import { nameOf, personOf } from './people.ts';

/** A pressed button is something the person said; `token` lets us stop the button's spinner. */
export function decodePress(query: Fields, context: Context): InboundEvent[] {
  const from = personOf(query.from);
  const id = text(query.id) ?? wholeId(query.id);
  if (from === undefined || id === undefined) return [unsupported('callback-query', false)];
  const message = fields(query.message) ?? {};
  const chat = chatIdOf(message) ?? toChatId({ chat: from.id });
  const at = NO_TIME;
  const groupChat = groupOf(message);
  if (groupChat !== undefined && !context.groups) return [unsupported('group-message', true, at)];
  const event = compact<MessageEvent>({
    kind: 'message',
    chat,
    at,
    id: pressId(id),
    direction: 'in',
    from,
    peer: groupChat === undefined ? from : (peerOf(message) ?? from),
    content: pressContent(query, message, id),
    groupChat,
  });
  return [event];
}

function pressContent(query: Fields, message: Fields, token: string): Content {
  const payload = text(query.data) ?? text(query.game_short_name) ?? '';
  const pressed = buttonsOf(message.reply_markup)
    ?.flat()
    .find((button) => button.value === payload);
  const card: Card = { kind: 'button', label: pressed?.label ?? payload, payload, token };
  const replyTo = compact<Reference>({
    id: messageIdOf(message),
    text: text(message.text) ?? text(message.caption),
    sentAt: milliseconds(message.date) || undefined,
  });
  return { ...emptyContent(), cards: [card], ...(replyTo.id === undefined ? {} : { replyTo }) };
}

/** The only signal that a person blocked us, or that a group let us in or threw us out. */
export function decodeMembership(change: Fields, context: Context): InboundEvent[] {
  const chat = chatIdOf(change);
  const peer = peerOf(change);
  const status = fields(change.new_chat_member);
  if (chat === undefined || peer === undefined || text(status?.status) === undefined) {
    return [unsupported('my-chat-member', false)];
  }
  const at = timeOf(change.date);
  if (groupOf(change) !== undefined && !context.groups) return [unsupported('group-membership', true, at)];
  const who = personOf(change.from);
  const reachable =
    status?.status === 'restricted'
      ? status.is_member === true
      : status?.status !== 'kicked' && status?.status !== 'left';
  return [{ kind: 'reachability', chat, at, peer: who?.id === peer.id ? who : peer, reachable }];
}

/** Somebody who asks to join may be written to for a short while; no news for an account that keeps out of groups. */
export function decodeJoinRequest(request: Fields, context: Context): InboundEvent[] {
  const peer = personOf(request.from);
  if (peer === undefined) return [unsupported('chat-join-request', false)];
  if (!context.groups) return [unsupported('chat-join-request', true, timeOf(request.date))];
  const chat = toChatId({ chat: wholeId(request.user_chat_id) ?? peer.id });
  return [{ kind: 'reachability', chat, at: timeOf(request.date), peer, reachable: true }];
}

export function decodeReaction(change: Fields, context: Context): InboundEvent[] {
  const chat = chatIdOf(change);
  const id = messageIdOf(change);
  const by = wholeId(fields(change.user)?.id) ?? wholeId(fields(change.actor_chat)?.id);
  if (chat === undefined || id === undefined || by === undefined) {
    return [unsupported('message-reaction', false)];
  }
  const at = timeOf(change.date);
  if (groupOf(change) !== undefined && !context.groups) return [unsupported('group-message', true, at)];
  const reactions = [...new Set(items(change.new_reaction).map(reactionName))];
  return [{ kind: 'reaction', chat, at, id, by: toUserId(by), reactions }];
}

/** A custom emoji has no character of its own; only the network's apps can draw it. */
function reactionName(reaction: Fields): string {
  return reaction.type === 'paid' ? '⭐' : (text(reaction.emoji) ?? '🔹');
}

/** Only an owner's chats report deletions. */
export function decodeDeleted(deleted: Fields): InboundEvent[] {
  const chat = chatIdOf(deleted);
  const numbers = Array.isArray(deleted.message_ids) ? deleted.message_ids : [];
  const ids = numbers.map(wholeId).filter((id) => id !== undefined);
  if (chat === undefined || ids.length === 0) return [unsupported('deleted-messages', false)];
  const at = timeOf(deleted.date);
  return [{ kind: 'removed', chat, at, ids: ids.map(toMessageId) }];
}

/** A vote names neither the chat nor the message of its poll; it is shown in the voter's own chat. */
export function decodeVote(vote: Fields, context: Context): InboundEvent[] {
  const from = personOf(vote.user);
  if (from === undefined) return [unsupported('poll-answer', fields(vote.voter_chat) !== undefined)];
  const options = Array.isArray(vote.option_ids) ? vote.option_ids : [];
  const numbers = options.filter((index) => Number.isInteger(index)).map((index) => `№ ${Number(index) + 1}`);
  const card =
    numbers.length === 0
      ? placeholder('poll-answer-withdrawn')
      : placeholder('poll-answer', numbers.join(', '));
  const event: MessageEvent = {
    kind: 'message',
    chat: toChatId({ chat: from.id }),
    at: NO_TIME,
    id: voteId(context.update ?? text(vote.poll_id) ?? '0'),
    direction: 'in',
    from,
    peer: from,
    content: { ...emptyContent(), cards: [card] },
  };
  return [event];
}

/** The owner connected, changed or disconnected the bot: news for the account, not for a conversation. */
export function decodeConnection(connection: Fields): InboundEvent[] {
  const id = text(connection.id);
  if (id === undefined) return [unsupported('business-connection', false)];
  const rights = fields(connection.rights);
  return [
    {
      kind: 'account',
      at: timeOf(connection.date),
      connection: {
        id,
        name: nameOf(connection.user) ?? '',
        enabled: connection.is_enabled !== false,
        // Before there were single rights the connection had one.
        canReply: (rights ?? connection).can_reply === true,
      },
    },
  ];
}
