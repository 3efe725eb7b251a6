declare const brand: unique symbol;
type Branded<T extends string> = string & { readonly [brand]: T };

/** Name of a kind of network, the folder name below `channels/`. */
export type ChannelName = Branded<'ChannelName'>;
/** Our id of one connected bot, mailbox or community. */
export type AccountId = Branded<'AccountId'>;
/** A chat as its network names it. Made and parsed only by the channel's own `ids.ts`. */
export type ChatId = Branded<'ChatId'>;
/** A person as the network names them. Made and parsed only by the channel's own `ids.ts`. */
export type UserId = Branded<'UserId'>;
/** A message as the network names it, unique inside `(account, chat)` only. */
export type ExternalId = Branded<'ExternalId'>;

export const channelName = (value: string): ChannelName => value as ChannelName;
export const accountId = (value: string): AccountId => value as AccountId;
export const chatId = (value: string): ChatId => value as ChatId;
export const userId = (value: string): UserId => value as UserId;
export const externalId = (value: string): ExternalId => value as ExternalId;

/**
 * Begins the name of a place inside a chat, at the end of its id. Places share the chat's message numbers, and news
 * about a message often names the chat alone.
 */
export const PLACE = '\u0001';

/** A message's key across the whole inbox; networks number per chat, so all three parts belong to it. */
export function messageKey(account: AccountId, chat: ChatId, id: ExternalId): string {
  const place = chat.indexOf(PLACE);
  return `${account}\u0000${place < 0 ? chat : chat.slice(0, place)}\u0000${id}`;
}
