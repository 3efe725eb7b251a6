import { type ChatId, chatId, type ExternalId, externalId, type UserId, userId } from '../ids.ts';
import { text, wholeId } from '../json.ts';

/** A person's id is specific to the bot, so it names the one-to-one chat as well. */
export function toChatId(user: unknown): ChatId | undefined {
  const id = text(user);
  return id === undefined ? undefined : chatId(id);
}

export const toUserId = (chat: ChatId): UserId => userId(chat);

/** The 64-bit token, which `readExact` has kept as a string. */
export function toMessageId(token: unknown): ExternalId | undefined {
  const id = wholeId(token);
  return id === undefined ? undefined : externalId(id);
}
