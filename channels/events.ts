import type { ChatId, ExternalId, UserId } from './ids.ts';
import type { AutomaticKind, Content, Person, ThreadHints } from './message.ts';

/** What a codec makes of one raw payload. Times are Unix milliseconds as the network claims them. */
export type InboundEvent =
  | MessageEvent
  | EditedEvent
  | RemovedEvent
  | ReceiptEvent
  | ReachabilityEvent
  | TypingEvent
  | ReactionEvent
  | AccountEvent
  | UnsupportedEvent;

interface InChat {
  chat: ChatId;
  /** 0 where the network names no time; the envelope's `receivedAt` counts then. */
  at: number;
}

export interface MessageEvent extends InChat {
  kind: 'message';
  id: ExternalId;
  /** `out`: written by us elsewhere (another device, an administrator on the site) or the echo of our own send. */
  direction: 'in' | 'out';
  from: Person;
  /** The client of the conversation; differs from `from` when the message is outgoing. */
  peer: Person;
  content: Content;
  /** Items with the same group are shown as one message with parts (an album). */
  group?: string;
  /** Where the person came from: deep link, referral. */
  source?: string;
  automatic?: AutomaticKind;
  threading?: ThreadHints;
  /** Which further address of ours they wrote to; absent for the account's own. */
  to?: string;
  /** Our own send's key when the network returns it, so that an echo finds its message. */
  echoOf?: string;
  /** Groups and channels; absent for one-to-one chats. */
  groupChat?: { title: string };
}

export interface EditedEvent extends InChat {
  kind: 'edited';
  id: ExternalId;
  content: Content;
}

export interface RemovedEvent extends InChat {
  kind: 'removed';
  ids: ExternalId[];
}

/** News about a message of ours. `upTo` covers every earlier message of the chat as well. */
export interface ReceiptEvent {
  kind: 'receipt';
  at: number;
  state: 'delivered' | 'read' | 'failed';
  chat?: ChatId;
  id?: ExternalId;
  upTo?: boolean;
  /** The address concerned, where no id came along (a bounce). */
  recipient?: string;
  reason?: string;
  /** False: the address is good, only this message failed. */
  permanent?: boolean;
}

export interface ReachabilityEvent extends InChat {
  kind: 'reachability';
  peer: Person;
  reachable: boolean;
  /** Deep-link payload when the person opened the chat without writing. */
  source?: string;
}

/** Volatile: never stored in the ordered log. */
export interface TypingEvent extends InChat {
  kind: 'typing';
  peer: Person;
}

export interface ReactionEvent extends InChat {
  kind: 'reaction';
  id: ExternalId;
  by: UserId;
  /** The whole new set; empty removes. */
  reactions: string[];
}

/** News of the account itself: somebody let us speak in their name, changed that, or took it back. */
export interface AccountEvent {
  kind: 'account';
  at: number;
  connection: { id: string; name: string; enabled: boolean; canReply: boolean };
}

/** Understood well enough to name, of no use to an inbox; or unknown. Kept raw either way. */
export interface UnsupportedEvent {
  kind: 'unsupported';
  what: string;
  /** True for kinds that are knowingly not shown; false for what is unknown and goes to quarantine. */
  expected: boolean;
  at?: number;
}
