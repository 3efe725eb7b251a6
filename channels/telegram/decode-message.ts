import type { EditedEvent, InboundEvent, MessageEvent } from '../events.ts';
import { compact, type Fields, fields, text, wholeId } from '../json.ts';
import type { AutomaticKind, Person } from '../message.ts';
import { contentOf } from './content.ts';
import { type Context, groupOf, peerOf, timeOf, unsupported } from './context.ts';
import { chatIdOf, messageIdOf, numberedId } from './ids.ts';
import { personOf } from './people.ts';
import { isNotice } from './service.ts';

/** `/start <payload>` as the network builds it from a deep link. */
const START = /^\/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})\s*$/;

/** A new message of any surface: the bot's chat, a group, a channel, an owner's chat behind a connection. */
export function decodeMessage(message: Fields, context: Context, ours = false): InboundEvent[] {
  const chat = chatIdOf(message);
  const peer = peerOf(message);
  const id = messageIdOf(message) ?? (context.update === undefined ? undefined : numberedId(context.update));
  if (chat === undefined || peer === undefined || id === undefined) return [unsupported('message', false)];
  const groupChat = groupOf(message);
  const at = timeOf(message.date);
  if (groupChat !== undefined && !context.groups) return [unsupported('group-message', true, at)];

  const direction = ours || isOurs(message, peer, context) ? 'out' : 'in';
  const from = authorOf(message, peer);
  const incoming = direction === 'in';
  const event = compact<MessageEvent>({
    kind: 'message',
    chat,
    at,
    id,
    direction,
    from: incoming ? withOwnNumber(from, message) : from,
    peer: incoming && peer.id === from.id ? withOwnNumber(from, message) : peer,
    content: contentOf(message, incoming ? from.id : undefined, context.rules),
    group: text(message.media_group_id),
    source: incoming ? START.exec(text(message.text) ?? '')?.[1] : undefined,
    automatic: automaticKind(message, incoming),
    groupChat,
  });
  if (incoming && groupChat === undefined && fields(message.write_access_allowed) !== undefined) {
    return [event, { kind: 'reachability', chat, at, peer: event.peer, reachable: true }];
  }
  return [event];
}

export function decodeEdited(message: Fields, context: Context, ours = false): InboundEvent[] {
  const chat = chatIdOf(message);
  const id = messageIdOf(message);
  const peer = peerOf(message);
  if (chat === undefined || id === undefined || peer === undefined) {
    return [unsupported('edited-message', false)];
  }
  const at = timeOf(message.edit_date ?? message.date);
  if (groupOf(message) !== undefined && !context.groups) return [unsupported('group-message', true, at)];
  const incoming = !ours && !isOurs(message, peer, context);
  const content = contentOf(message, incoming ? authorOf(message, peer).id : undefined, context.rules);
  const event: EditedEvent = { kind: 'edited', chat, at, id, content };
  return [event];
}

/**
 * In a chat of two, whoever is not the other side is us: the bot, or the owner of a connected account, whose own
 * messages and those that the bot wrote for them come back as updates.
 */
function isOurs(message: Fields, peer: Person, context: Context): boolean {
  const from = wholeId(fields(message.from)?.id);
  if (from === undefined) return false;
  if (from === context.self || fields(message.sender_business_bot) !== undefined) return true;
  const oneToOne = text(fields(message.chat)?.type) === 'private' || fields(message.direct_messages_topic);
  const guest = message.guest_query_id !== undefined;
  return Boolean(oneToOne) && !guest && from !== peer.id;
}

/** An anonymous administrator or a channel speaks as a chat; its `from` is a stand-in of the network's. */
function authorOf(message: Fields, peer: Person): Person {
  return personOf(message.sender_chat) ?? personOf(message.from) ?? peer;
}

function withOwnNumber(person: Person, message: Fields): Person {
  const card = fields(message.contact);
  const phone = text(card?.phone_number);
  return phone !== undefined && wholeId(card?.user_id) === person.id
    ? { ...person, phones: [phone] }
    : person;
}

function automaticKind(message: Fields, incoming: boolean): AutomaticKind | undefined {
  if (isNotice(message) || message.is_automatic_forward === true) return 'auto-generated';
  if (message.is_from_offline === true) return 'auto-reply';
  const machine = fields(message.from)?.is_bot === true && fields(message.sender_chat) === undefined;
  return incoming && machine ? 'auto-generated' : undefined;
}
