import { chatAddress } from '../contacts/keys.ts';
import type { IdentityDoc } from '../store/identities.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import type { Incoming } from './state.ts';

/** Why a message is left to people. */
export type LeftAlone = 'automatic' | 'group' | 'robot' | 'ourselves' | 'account' | 'old';

/** Older than this when it is considered, a message is waiting work and no longer a greeting's occasion. */
const FRESH_MS = 24 * 3_600_000;

export interface Hearing {
  identities: readonly Pick<IdentityDoc, 'key' | 'profile'>[];
  /** Addresses of our own accounts, lower case. */
  own: ReadonlySet<string>;
  /** Accounts on which the bot speaks; undefined for all. */
  accounts: readonly string[] | undefined;
  /** Unix milliseconds. */
  now: number;
}

/**
 * Why software must not answer this message; null when a person seems to wait for an answer. RFC 3834 in short:
 * nothing that software wrote, nothing for many, nothing of our own.
 */
export function leftAlone(message: MessageDoc, hearing: Hearing): LeftAlone | null {
  const { accountId, channel, chat, author } = message;
  if (message.automatic !== undefined) return 'automatic';
  if (accountId === null || channel === null || chat === null) return 'account';
  if (hearing.accounts !== undefined && !hearing.accounts.includes(accountId)) return 'account';
  const group = chatAddress({ _id: accountId, channel }, chat).key;
  if (hearing.identities.some(({ key }) => key === group)) return 'group';
  if (hearing.identities.some(({ profile }) => profile?.isBot === true)) return 'robot';
  if (author.id !== undefined && hearing.own.has(author.id.toLowerCase())) return 'ourselves';
  const happened = Math.min(message.sentAt.getTime(), message.receivedAt.getTime());
  return hearing.now - happened > FRESH_MS ? 'old' : null;
}

/** A message that a person of the conversation wrote. */
export const isIncoming = (message: MessageDoc): boolean =>
  message.direction === 'in' && message.kind === 'message' && message.removedAt === undefined;

/** One of us spoke, here or past the house. */
export const isOperators = ({ direction, kind, author }: MessageDoc): boolean =>
  direction === 'out' && kind === 'message' && (author.kind === 'user' || author.kind === 'elsewhere');

/** Messages in a row as one turn: who writes in three lines means one thing. */
export function incomingOf(messages: readonly MessageDoc[]): Incoming {
  const last = messages.at(-1);
  const cards = messages.flatMap(({ content }) => content.cards);
  const contacts = cards.flatMap((card) => (card.kind === 'contact' ? [card] : []));
  const strangers = contacts.filter(({ own }) => !own).flatMap(({ phones }) => phones);
  const texts = messages.flatMap(({ content }) => [
    content.text.text ||
      content.cards.map((card) => (card.kind === 'button' ? card.label : '')).join('') ||
      content.subject ||
      '',
  ]);
  const incoming: Incoming = {
    text: [...texts, ...strangers].filter((text) => text.trim() !== '').join('\n'),
    ownPhones: contacts.filter(({ own }) => own).flatMap(({ phones }) => phones),
    hasFiles: messages.some(({ content }) => content.attachments.length > 0),
    at: last?.receivedAt.getTime() ?? 0,
  };
  const button = last?.content.cards.find((card) => card.kind === 'button');
  if (button?.kind === 'button') incoming.tap = button.payload || button.label;
  return incoming;
}
