import type { InboundEvent, ReceiptEvent } from '../events.ts';
import { compact, type Fields, fields, number, text } from '../json.ts';
import type { Person } from '../message.ts';
import { contentOf } from './content.ts';
import { toChatId, toMessageId, toUserId } from './ids.ts';

/** Known to carry nothing for an inbox. */
const UNINTERESTING = new Set(['webhook', 'client_status', 'action']);

/** One callback; `raw` is what `readExact` gave. Never throws. */
export function decode(raw: unknown): InboundEvent[] {
  const callback = fields(raw);
  const event = text(callback?.event);
  if (callback === undefined || event === undefined) return [unsupported('not-a-callback', false)];
  const at = number(callback.timestamp);
  switch (event) {
    case 'message':
      return messageEvent(callback, at ?? 0);
    case 'conversation_started':
      return reachability(callback.user, callback.subscribed === true, at ?? 0, text(callback.context));
    case 'subscribed':
      return reachability(callback.user, true, at ?? 0);
    case 'unsubscribed':
      return reachability({ id: callback.user_id }, false, at ?? 0);
    case 'delivered':
    case 'seen':
    case 'failed':
      return receipt(callback, event, at ?? 0);
    default:
      return [unsupported(event, UNINTERESTING.has(event), at)];
  }
}

function unsupported(what: string, expected: boolean, at?: number): InboundEvent {
  return compact<Extract<InboundEvent, { kind: 'unsupported' }>>({ kind: 'unsupported', what, expected, at });
}

function messageEvent(callback: Fields, at: number): InboundEvent[] {
  const person = personOf(callback.sender);
  const message = fields(callback.message);
  const id = toMessageId(callback.message_token);
  if (person === undefined || message === undefined || id === undefined) {
    return [unsupported('message-without-frame', false, at)];
  }
  return [
    {
      kind: 'message',
      direction: 'in',
      chat: person.chat,
      id,
      at,
      from: person.person,
      peer: person.person,
      content: contentOf(message, callback.silent === true),
    },
  ];
}

function reachability(user: unknown, reachable: boolean, at: number, source?: string): InboundEvent[] {
  const found = personOf(user);
  if (found === undefined) return [unsupported('reachability-without-user', false, at)];
  return [
    compact<Extract<InboundEvent, { kind: 'reachability' }>>({
      kind: 'reachability',
      chat: found.chat,
      at,
      peer: found.person,
      reachable,
      source,
    }),
  ];
}

/** `seen` comes once for all unread messages. `failed` can follow a send that was answered with ok. */
function receipt(callback: Fields, event: 'delivered' | 'seen' | 'failed', at: number): InboundEvent[] {
  const id = toMessageId(callback.message_token);
  const chat = toChatId(callback.user_id);
  if (id === undefined || chat === undefined) return [unsupported('receipt-without-message', false, at)];
  return [
    compact<ReceiptEvent>({
      kind: 'receipt',
      at,
      state: event === 'seen' ? 'read' : event,
      chat,
      id,
      upTo: event === 'seen' ? true : undefined,
      reason: event === 'failed' ? text(callback.desc) : undefined,
    }),
  ];
}

function personOf(
  source: unknown,
): { chat: NonNullable<ReturnType<typeof toChatId>>; person: Person } | undefined {
  const user = fields(source);
  const chat = toChatId(user?.id);
  if (user === undefined || chat === undefined) return undefined;
  const avatar = text(user.avatar);
  return {
    chat,
    person: compact<Person>({
      id: toUserId(chat),
      name: text(user.name),
      language: text(user.language),
      avatar: avatar === undefined ? undefined : { url: avatar },
    }),
  };
}
