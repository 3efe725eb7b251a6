import type { AccountNoteCode } from './account-notes.ts';
import type { Capabilities } from './capabilities.ts';
import type { ChannelErrorCode, SentPart } from './errors.ts';
import type { InboundEvent } from './events.ts';
import type { AccountId, ChannelName, ChatId, ExternalId, UserId } from './ids.ts';
import type { MediaRef, Person } from './message.ts';
import type { Encoded, OutboundFile, OutboundMessage, OutboundPart } from './outbound.ts';

declare global {
  /** Completed by the platform's own types wherever code runs; named here so that this folder needs no platform. */
  interface AbortSignal {
    readonly aborted: boolean;
  }
}

/** What a codec may know of the account; no secrets. */
export interface AccountView {
  id: AccountId;
  /** The account's own id or address on the network, once known. */
  self?: string;
  /** Further addresses that are ours (aliases). */
  aliases?: string[];
  /** Non-secret settings a codec needs, for instance the signature or the reply address. */
  settings?: Readonly<Record<string, unknown>>;
}

/** Pure translation. No I/O, no clock; the same input gives the same output for ever. */
export interface ChannelCodec {
  readonly channel: ChannelName;
  readonly capabilities: Capabilities;
  /** Total: never throws on network input; what is unknown becomes `unsupported`. `raw` is what `readRaw` gave. */
  decode(raw: unknown, account: AccountView): InboundEvent[];
  /** Must keep every word and file, in as few parts as the limits allow, and name each loss. */
  encode(message: OutboundMessage, account: AccountView): Encoded;
  /** Where somebody is written to first, given an address that is not the network's own; only where anybody may be. */
  reach?(address: { kind: 'email' | 'phone'; value: string }): { chat: ChatId; user: UserId } | undefined;
}

/** One raw payload as it arrived. `key` is unique for ever inside the account: redelivery makes nothing new. */
export interface Envelope {
  key: string;
  /** Serialises what must stay in order (a chat); envelopes of different lanes may overtake each other. */
  lane: string;
  bytes: Uint8Array;
  /** Unix milliseconds. */
  receivedAt: number;
  /** Small facts from outside the bytes that the reader needs (folder, internal date). */
  meta?: Readonly<Record<string, string | number | boolean>>;
}

export type ChannelState =
  | { state: 'connecting' }
  | { state: 'online' }
  | { state: 'degraded'; since: number; nextTryAt: number; error: ChannelErrorCode; detail: string }
  | { state: 'blocked'; action: BlockedAction; error: ChannelErrorCode; detail: string };

/** Messages as the network counts them. */
export interface ChannelCounts {
  /** What it held for us since this adapter started, and how much of that has been stored. */
  expected?: number;
  stored?: number;
  /** What waits there to be fetched or pushed. */
  pending?: number;
}

/** What a person has to do before the account works again. */
export type BlockedAction = 're-authorise' | 'reconfigure' | 'stop-other-consumer';

export interface InboundSink {
  /** Resolves only when every envelope is durable; only then may the network be told so. Rejects: tell it nothing. */
  accept(envelopes: Envelope[]): Promise<void>;
  /** Volatile news (somebody types): decoded and shown, never stored. Never throws. */
  hint?(raw: unknown): void;
  /** The last known state wins. Never throws. */
  report(state: ChannelState): void;
  /** Facts learnt on connecting (own id, name, aliases); merged into the account. */
  learn(facts: { self?: string; name?: string; aliases?: string[] }): void;
  /** What the network counts, where it does; the last word wins. Never throws. */
  count?(facts: ChannelCounts): void;
  /** Progress that must survive a restart (cursor of a mailbox). Saved after the envelopes it covers. */
  saveCursor(cursor: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface WebhookRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  query: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface WebhookAnswer {
  status: number;
  body?: string;
  contentType?: string;
}

/** The parts the network has taken, or word that only a later echo will name the ids. */
export type SendResult = { kind: 'accepted'; parts: SentPart[] } | { kind: 'awaiting-echo' };

export interface SendRequest {
  message: OutboundMessage;
  parts: OutboundPart[];
  /** Indexes that an earlier try is known to have sent; they must not go out again. */
  doneParts: SentPart[];
}

export interface OpenedMedia {
  stream: AsyncIterable<Uint8Array>;
  mime?: string;
  name?: string;
  size?: number;
}

/** The I/O of one account. An instance serves one `start`; optional members exist if and only if declared. */
export interface ChannelAdapter {
  /** Resolves once intake runs or is being retried; returns early on `signal`. Failure goes to `sink.report`. */
  start(sink: InboundSink, signal: AbortSignal): Promise<void>;
  /** Ends intake and waits for what is in flight; safe to call twice. */
  stop(): Promise<void>;
  /** Rejects with a ChannelError only. Never repeats by itself what the network may have taken. */
  send(request: SendRequest, signal: AbortSignal): Promise<SendResult>;
  /** Rejects with `too_large` or `unsupported` when the bytes cannot be had. */
  openMedia(ref: MediaRef, signal: AbortSignal): Promise<OpenedMedia>;
  /** Verifies, accepts, and only then answers. Present where the network can push. */
  webhook?(request: WebhookRequest): Promise<WebhookAnswer>;
  edit?(chat: ChatId, id: ExternalId, message: OutboundMessage, signal: AbortSignal): Promise<void>;
  remove?(chat: ChatId, ids: ExternalId[], signal: AbortSignal): Promise<void>;
  typing?(chat: ChatId, signal: AbortSignal): Promise<void>;
  markRead?(chat: ChatId, upTo: ExternalId, signal: AbortSignal): Promise<void>;
  react?(chat: ChatId, id: ExternalId, reactions: string[], signal: AbortSignal): Promise<void>;
  answerButton?(token: string, text: string | undefined, signal: AbortSignal): Promise<void>;
  profile?(user: UserId, signal: AbortSignal): Promise<Person | undefined>;
  /** Envelopes of the past, oldest first, until exhausted. */
  history?(since: number, signal: AbortSignal): AsyncIterable<Envelope[]>;
}

/** What an adapter is given by the house; it holds no other reference to it. */
export interface AdapterHost {
  account: AccountView;
  /** Validated by the channel's schema; includes secrets. */
  settings: unknown;
  cursor: Readonly<Record<string, unknown>> | undefined;
  /** Public address of this account's webhook, absent when the service has none. */
  webhookUrl: string | undefined;
  readFile(file: OutboundFile): AsyncIterable<Uint8Array>;
  /** A public link to a file that lives for some hours; absent when the service has no public address. */
  publicLink: ((file: OutboundFile) => string) | undefined;
  now(): number;
  log: AdapterLog;
}

export interface AdapterLog {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** Outcome of the live test that a person runs before saving an account. */
export type AccountTest =
  | { ok: true; self: string; name: string; notes: AccountNote[] }
  | { ok: false; error: ChannelErrorCode; field?: string; detail: string; hint?: AccountNote };

/** Something worth knowing that a test found; the screen has the sentence for `code` in the reader's language. */
export interface AccountNote {
  code: AccountNoteCode;
  /** Names and numbers that belong into the sentence. */
  [fact: string]: string | number;
}

/** A question of the account form; labels are translated by `labelKey`. */
export interface SettingField {
  /** Dotted path inside `settings`. */
  name: string;
  kind: 'text' | 'secret' | 'number' | 'toggle' | 'choice';
  required: boolean;
  choices?: string[];
  default?: string | number | boolean;
  /** Asked only when another field has this value. */
  when?: { name: string; is: string };
  /** Hidden behind "more settings". */
  advanced?: boolean;
}

/** Everything the house needs to know of a channel; the registry holds one of these per channel. */
export interface Channel {
  readonly codec: ChannelCodec;
  readonly fields: readonly SettingField[];
  /** Checks settings and fills defaults; each problem names its field. */
  parseSettings(input: unknown): { ok: true; settings: object } | { ok: false; problems: SettingProblem[] };
  /** Bytes of an envelope to what `decode` reads. Rejects when unreadable; the envelope then goes to quarantine. */
  readRaw(bytes: Uint8Array, meta: Envelope['meta']): Promise<unknown>;
  /** A file that a stored payload itself holds; undefined when it does not. Present where payloads hold files. */
  mediaFromRaw?(bytes: Uint8Array, ref: MediaRef): OpenedMedia | undefined;
  /** Talks to the network with these settings and changes nothing there. */
  test(settings: object, signal: AbortSignal): Promise<AccountTest>;
  createAdapter(host: AdapterHost): ChannelAdapter;
  /** Settings from the environment for the variables named; undefined when none is set. */
  fromEnvironment(
    env: Readonly<Record<string, string | undefined>>,
  ): { name: string; settings: unknown } | undefined;
}

export interface SettingProblem {
  field: string;
  code: 'required' | 'invalid' | 'unknown';
  message: string;
}
