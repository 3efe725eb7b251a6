import type { AccountView } from '../contract.ts';
import type { InboundEvent, MessageEvent } from '../events.ts';
import type { ChatId } from '../ids.ts';
import { compact, type Fields, fields, milliseconds, text, wholeId } from '../json.ts';
import { emptyContent, type Person } from '../message.ts';
import { contentOf, type Names, readPayload } from './content.ts';
import { isGroupChat, messageIdOf, pressId, toChatId, toUserId } from './ids.ts';
import { emojiOf } from './reactions.ts';

/** Known and of no use to an inbox. */
const UNINTERESTING =
  /^(confirmation|group_|user_block|user_unblock|wall_|board_|market_|photo_|video_|audio_|poll_|like_|donut_|vkpay_|app_|lead_)/;

/** One event of the Callback API or of the long poll; both have the same envelope. Never throws. */
export function decode(raw: unknown, account: AccountView): InboundEvent[] {
  const envelope = fields(raw);
  const type = text(envelope?.type);
  const object = fields(envelope?.object);
  const names = fields(envelope?.names) ?? {};
  if (envelope === undefined || type === undefined) return [unsupported('not-an-event', false)];
  if (object === undefined) return [unsupported(type, UNINTERESTING.test(type))];
  switch (type) {
    case 'message_new':
      return messageEvent(fields(object.message) ?? object, {
        account,
        names,
        client: fields(object.client_info),
      });
    case 'message_reply':
      return messageEvent(object, { account, names, client: undefined });
    case 'message_edit':
      return edited(fields(object.message) ?? object, names);
    case 'message_allow':
    case 'message_deny':
      return reachability(object, type === 'message_allow');
    case 'message_typing_state':
      return typing(object);
    case 'message_event':
      return pressed(object);
    case 'message_read':
      return read(object);
    case 'message_reaction_event':
      return reaction(object);
    default:
      return [unsupported(type, UNINTERESTING.test(type))];
  }
}

function unsupported(what: string, expected: boolean): InboundEvent {
  return { kind: 'unsupported', what, expected };
}

/** Versions up to 5.80 write `user_id` and `body`; a private dialogue's peer is the person. */
function chatOf(message: Fields): ChatId | undefined {
  return toChatId(message.peer_id) ?? toChatId(message.user_id);
}

interface Around {
  account: AccountView;
  names: Names;
  client: Fields | undefined;
}

function messageEvent(message: Fields, { account, names, client }: Around): InboundEvent[] {
  const chat = chatOf(message);
  const id = messageIdOf(message);
  const author = toUserId(message.from_id) ?? toUserId(message.user_id);
  if (chat === undefined || id === undefined || author === undefined) {
    return [unsupported('message-without-frame', false)];
  }
  if (isGroupChat(chat) && account.settings?.groups !== true) return [unsupported('group-chat', true)];
  const outgoing = message.out === 1 || (account.self !== undefined && author === `-${account.self}`);
  const peer: Person = isGroupChat(chat) || !outgoing ? { id: author } : { id: toUserId(chat) ?? author };
  return [
    compact<MessageEvent>({
      kind: 'message',
      direction: outgoing ? 'out' : 'in',
      chat,
      id,
      at: milliseconds(message.date) ?? 0,
      from: { id: author },
      peer: withLanguage(peer, client),
      content: contentOf(message, names),
      source: text(message.ref),
      echoOf: outgoing ? echoKeyOf(message) : undefined,
      groupChat: isGroupChat(chat) ? { title: `#${Number(chat) - 2_000_000_000}` } : undefined,
    }),
  ];
}

/** `random_id` of our own send; an administrator's answer on the site has none of ours. */
function echoKeyOf(message: Fields): string | undefined {
  const id = wholeId(message.random_id);
  return id === undefined || id === '0' || message.admin_author_id !== undefined ? undefined : id;
}

/** Interface languages by the network's numbers, as far as they concern the market. */
const LANGUAGES: Readonly<Record<string, string>> = {
  '0': 'ru',
  '1': 'uk',
  '3': 'en',
  '65': 'uz',
  '97': 'kk',
};

function withLanguage(person: Person, client: Fields | undefined): Person {
  const language = LANGUAGES[wholeId(client?.lang_id) ?? ''];
  return language === undefined ? person : { ...person, language };
}

function edited(message: Fields, names: Names): InboundEvent[] {
  const chat = chatOf(message);
  const id = messageIdOf(message);
  if (chat === undefined || id === undefined) return [unsupported('edit-without-frame', false)];
  const at = milliseconds(message.update_time) ?? milliseconds(message.date) ?? 0;
  return [{ kind: 'edited', chat, id, at, content: contentOf(message, names) }];
}

/** `key` is what our "allow messages" widget passed. */
function reachability(object: Fields, reachable: boolean): InboundEvent[] {
  const chat = toChatId(object.user_id);
  const id = toUserId(object.user_id);
  if (chat === undefined || id === undefined) return [unsupported('reachability-without-user', false)];
  return [
    compact<Extract<InboundEvent, { kind: 'reachability' }>>({
      kind: 'reachability',
      chat,
      at: 0,
      peer: { id },
      reachable,
      source: text(object.key),
    }),
  ];
}

function typing(object: Fields): InboundEvent[] {
  const chat = toChatId(object.from_id);
  const id = toUserId(object.from_id);
  if (chat === undefined || id === undefined) return [unsupported('typing-without-user', true)];
  return [{ kind: 'typing', chat, at: 0, peer: { id } }];
}

/** A callback button. `object.event_id` is the key of the answer, not the envelope's. */
function pressed(object: Fields): InboundEvent[] {
  const chat = toChatId(object.peer_id) ?? toChatId(object.user_id);
  const id = toUserId(object.user_id);
  const token = text(object.event_id);
  if (chat === undefined || id === undefined || token === undefined) {
    return [unsupported('press-without-frame', false)];
  }
  const payload =
    typeof object.payload === 'string' ? object.payload : JSON.stringify(object.payload ?? null);
  const value = readPayload(payload);
  return [
    {
      kind: 'message',
      direction: 'in',
      chat,
      id: pressId(token),
      at: 0,
      from: { id },
      peer: { id },
      content: {
        ...emptyContent(),
        cards: [{ kind: 'button', label: value, payload: value, token: `${id}:${chat}:${token}` }],
      },
    },
  ];
}

function read(object: Fields): InboundEvent[] {
  const chat = toChatId(object.peer_id) ?? toChatId(object.from_id);
  const id = messageIdOf({
    conversation_message_id: object.conversation_message_id,
    id: object.read_message_id,
  });
  if (chat === undefined || id === undefined) return [unsupported('read-without-frame', false)];
  return [{ kind: 'receipt', at: 0, state: 'read', chat, id, upTo: true }];
}

function reaction(object: Fields): InboundEvent[] {
  const chat = toChatId(object.peer_id);
  const by = toUserId(object.reacted_id);
  const id = messageIdOf({ cmid: object.cmid });
  if (chat === undefined || by === undefined || id === undefined) {
    return [unsupported('reaction-without-frame', false)];
  }
  const emoji = emojiOf(object.reaction_id);
  return [{ kind: 'reaction', chat, at: 0, id, by, reactions: emoji === undefined ? [] : [emoji] }];
}
