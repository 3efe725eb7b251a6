import { type ChatId, chatId, type ExternalId, externalId, PLACE, type UserId, userId } from '../ids.ts';
import { type Fields, fields, text, wholeId } from '../json.ts';

/** What a chat id stands for: the network's chat, and the surface through which it is reached. */
interface ChatAddress {
  chat: string;
  /** The owner's account that connected the bot. Its message ids are counted apart from the bot's own chat. */
  business?: string;
  /** One person's thread inside a channel's direct messages. */
  topic?: string;
  /** A topic of a forum: an answer has to name it, or it lands in the general one. */
  forum?: string;
}

/** `<chat>`, `<chat>/b<connection>`, `<chat>/d<topic>` or `<chat><PLACE><forum topic>`: reactions name no topic. */
export function toChatId(address: ChatAddress): ChatId {
  if (address.business !== undefined) return chatId(`${address.chat}/b${address.business}`);
  if (address.topic !== undefined) return chatId(`${address.chat}/d${address.topic}`);
  if (address.forum !== undefined) return chatId(`${address.chat}${PLACE}${address.forum}`);
  return chatId(address.chat);
}

export function fromChatId(id: ChatId): ChatAddress {
  const place = id.indexOf(PLACE);
  if (place >= 0) return { chat: id.slice(0, place), forum: id.slice(place + 1) };
  const slash = id.indexOf('/');
  if (slash < 0) return { chat: id };
  const chat = id.slice(0, slash);
  const rest = id.slice(slash + 2);
  return id.charAt(slash + 1) === 'd' ? { chat, topic: rest } : { chat, business: rest };
}

/** The chat of a message or of another update that names one. */
export function chatIdOf(message: Fields): ChatId | undefined {
  const chat = wholeId(fields(message.chat)?.id);
  if (chat === undefined) return undefined;
  const business = text(message.business_connection_id);
  if (business !== undefined) return toChatId({ chat, business });
  const topic = wholeId(fields(message.direct_messages_topic)?.topic_id);
  if (topic !== undefined) return toChatId({ chat, topic });
  const forum = message.is_topic_message === true ? wholeId(message.message_thread_id) : undefined;
  return toChatId(forum === undefined ? { chat } : { chat, forum });
}

export const toUserId = (id: string): UserId => userId(id);
export const toMessageId = (id: string): ExternalId => externalId(id);

/** Ephemeral and scheduled messages carry `message_id` 0 and need another name. */
export function messageIdOf(message: Fields): ExternalId | undefined {
  const id = wholeId(message.message_id);
  if (id !== undefined && id !== '0') return externalId(id);
  const ephemeral = wholeId(message.ephemeral_message_id);
  return ephemeral === undefined ? undefined : externalId(`ephemeral-${ephemeral}`);
}

/** The number the API wants back; undefined for ids of ours that name no message. */
export function toMessageNumber(id: ExternalId): number | undefined {
  return /^\d+$/.test(id) ? Number(id) : undefined;
}

/** A press of a button has no message id of its own. */
export const pressId = (callbackId: string): ExternalId => externalId(`press-${callbackId}`);
export const voteId = (update: string): ExternalId => externalId(`vote-${update}`);
export const numberedId = (update: string): ExternalId => externalId(`update-${update}`);
