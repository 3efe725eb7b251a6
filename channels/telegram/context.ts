import type { AccountView } from '../contract.ts';
import type { UnsupportedEvent } from '../events.ts';
import type { Person } from '../message.ts';
import { compact, type Fields, fields, milliseconds, number, text, wholeId } from './json.ts';
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
  /** When we got it: the only time of updates that carry none. */
  receivedAt: number | undefined;
}

export function contextOf(update: Fields, account: AccountView, receivedAt: unknown): Context {
  return {
    self: account.self,
    groups: account.settings?.groups !== false,
    rules: { limited: text(account.settings?.apiRoot) === undefined },
    update: wholeId(update.update_id),
    receivedAt: number(receivedAt),
  };
}

/** The network's own time, else ours, else the epoch: an unknown time never looks like a real one. */
export function timeOf(seconds: unknown, context: Context): number {
  const at = milliseconds(seconds);
  return at !== undefined && at > 0 ? at : (context.receivedAt ?? 0);
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
