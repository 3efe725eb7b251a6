import type { AccountView } from '../contract.ts';
import type { UnsupportedEvent } from '../events.ts';
import { compact, type Fields, fields, milliseconds, text, wholeId } from '../json.ts';
import type { Person } from '../message.ts';
import type { FetchRules } from './media.ts';
import { personOf } from './people.ts';

/** What the decoders of one update share. */
export interface Context {
  /** Our bot's user id, once known. */
  self: string | undefined;
  /** Groups and channels are read unless the account says no. */
  groups: boolean;
  rules: FetchRules;
  update: string | undefined;
}

export function contextOf(update: Fields, account: AccountView): Context {
  return {
    self: account.self,
    groups: account.settings?.groups !== false,
    rules: { limited: text(account.settings?.apiRoot) === undefined },
    update: wholeId(update.update_id),
  };
}

/** Where the network names no time; the envelope's counts then. */
export const NO_TIME = 0;

/** The network's own time, where it names one. */
export function timeOf(seconds: unknown): number {
  return milliseconds(seconds) ?? NO_TIME;
}

export function unsupported(what: string, expected: boolean, at?: number | undefined): UnsupportedEvent {
  return compact<UnsupportedEvent>({ kind: 'unsupported', what, expected, at });
}

/** Present for groups, supergroups and channels; a thread of a channel's direct messages is one-to-one. */
export function groupOf(message: Fields): { title: string } | undefined {
  const chat = fields(message.chat);
  const kind = text(chat?.type);
  if (kind === undefined || kind === 'private' || kind === 'sender') return undefined;
  if (fields(message.direct_messages_topic) !== undefined) return undefined;
  return { title: text(chat?.title) ?? '' };
}

/** Who the conversation is with: the person, the owner of a direct-message thread, or the group itself. */
export function peerOf(message: Fields): Person | undefined {
  return personOf(fields(message.direct_messages_topic)?.user) ?? personOf(message.chat);
}
