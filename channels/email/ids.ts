import { type ChatId, chatId, type ExternalId, externalId, type UserId, userId } from '../ids.ts';

/** Addresses compare case-insensitively as a whole: no provider met in practice tells local parts apart by case. */
export function normaliseAddress(address: string): string {
  return address.trim().toLowerCase();
}

export const chatOf = (address: string): ChatId => chatId(normaliseAddress(address));
export const userOf = (address: string): UserId => userId(normaliseAddress(address));
export const addressOf = (id: ChatId | UserId): string => id;

/** Stands for the author of a letter that names none; no two letters share it, so nobody is joined by it. */
export const nobodyAddress = (digest: string): string => `unknown-${digest}@sender.invalid`;
export const isNobody = (address: string): boolean => address.endsWith('@sender.invalid');

/**
 * A letter's id. Senders repeat Message-IDs for different letters and omit them, so the digest of the content
 * belongs to it; `references` of later letters name only the part before the `~`.
 */
export function letterId(messageId: string | undefined, digest: string): ExternalId {
  return externalId(`${messageId ?? ''}~${digest}`);
}

/** The Message-ID inside an id, with brackets. */
export function messageIdOf(id: ExternalId): string | undefined {
  const bare = id.replace(/~[0-9a-f]+$/, '');
  return bare === '' ? undefined : bare;
}

/** Every `<...>` of a header that may hold comments and broken text; a lone bare id gets its brackets. */
export function messageIds(value: string, limit = 300): string[] {
  const found = value.slice(0, 200_000).match(/<[^<>\s]+>/g);
  if (found) return [...new Set(found)].slice(0, limit);
  const bare = value.trim();
  return /^[^\s<>]+@[^\s<>]+$/.test(bare) ? [`<${bare}>`] : [];
}

const OWN = /^<o_([^.@<>\s]+)\.c_([^.@<>\s]+)\.([^.@<>\s]+)@[^<>\s]+>$/;

/** Our own Message-ID: the same in every try, recognisable when it comes back in any form. */
export function ownMessageId(message: string, chat: string, part: number, domain: string): string {
  const suffix = part === 0 ? '' : `-${part}`;
  return `<o_${safe(message)}${suffix}.c_${fnv(chat)}.${fnv(`${message}/${chat}`)}@${domain}>`;
}

/** The key of our send inside a Message-ID of ours; undefined for anybody else's. */
export function ownSendKey(messageId: string): string | undefined {
  const key = OWN.exec(messageId)?.[1];
  if (key === undefined) return undefined;
  return key
    .replace(/-\d+$/, '')
    .replace(/_([0-9a-f]{2,4})_/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

/** Keeps what a dot-atom may hold; the rest is written as `_hex_`, so the key comes back as it was. */
function safe(key: string): string {
  return key.replace(/[^A-Za-z0-9]/g, (char) => `_${char.charCodeAt(0).toString(16).padStart(2, '0')}_`);
}

/** FNV-1a over UTF-16 units, 32 bits, hex. Not a secret: makes ids unlike each other, nothing more. */
function fnv(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The id under which our letter is known to its receivers and to reports about it. */
export const ownId = (messageId: string): ExternalId => externalId(messageId);

/**
 * What stands behind the plus in the address for answers; lower case, as servers may make it. Undefined for ids that
 * an address cannot hold.
 */
export const replyToken = (message: string): string | undefined =>
  /^[0-9a-f]{8,40}$/.test(message) ? `m-${message}` : undefined;
