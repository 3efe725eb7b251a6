import { type ChatId, chatId, type ExternalId, externalId, type UserId, userId } from '../ids.ts';
import { type Fields, wholeId } from '../json.ts';

/** Group chats have peers above this number. */
const GROUP_CHAT_BASE = 2_000_000_000;

export function toChatId(peer: unknown): ChatId | undefined {
  const id = wholeId(peer);
  return id === undefined || id === '0' ? undefined : chatId(id);
}

export function toUserId(id: unknown): UserId | undefined {
  const found = wholeId(id);
  return found === undefined || found === '0' ? undefined : userId(found);
}

export function isGroupChat(chat: ChatId): boolean {
  return Number(chat) > GROUP_CHAT_BASE;
}

/**
 * Inside a dialogue messages are named by `conversation_message_id`: events about a message carry it, and in group
 * chats `id` is 0. `messages.send` answers the other number, `id`, which is kept as a second name.
 */
export function messageIdOf(message: Fields): ExternalId | undefined {
  const inDialogue = wholeId(message.conversation_message_id) ?? wholeId(message.cmid);
  if (inDialogue !== undefined && inDialogue !== '0') return externalId(inDialogue);
  const global = wholeId(message.id);
  return global === undefined || global === '0' ? undefined : globalId(global);
}

/** The number that is unique in the whole community. */
export const globalId = (id: string): ExternalId => externalId(`g${id}`);

/** The number that the API wants for a message, with the name of its parameter. */
export function toApi(id: ExternalId): { message_id: number } | { conversation_message_id: number } {
  return id.startsWith('g') ? { message_id: Number(id.slice(1)) } : { conversation_message_id: Number(id) };
}

/** A press of a callback button has no message of its own. */
export const pressId = (eventId: string): ExternalId => externalId(`press-${eventId}`);

/**
 * Idempotence key of a send: 32 bits, signed, never 0, the same in every try. FNV-1a over our message id and the
 * number of the part.
 */
export function randomId(messageId: string, part: number): number {
  let hash = 0x811c9dc5;
  for (const unit of `${messageId}/${part}`) {
    hash ^= unit.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash === 0 ? 1 : hash;
}
