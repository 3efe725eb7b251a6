import type { ExternalId } from './ids.ts';

export const CHANNEL_ERROR_CODES = [
  'rate_limited',
  'unreachable_network',
  'unauthorised',
  'recipient_blocked',
  'recipient_unknown',
  'window_closed',
  'too_large',
  'unsupported',
  'rejected',
  'duplicate_consumer',
  'unknown',
] as const;
export type ChannelErrorCode = (typeof CHANNEL_ERROR_CODES)[number];

/** Whether a word from outside is one of the codes: whoever is newer may know more of them. */
export const isChannelErrorCode = (word: string | undefined): word is ChannelErrorCode =>
  CHANNEL_ERROR_CODES.some((code) => code === word);

/** Whether the network may have the message all the same; decides between a retry and a person's judgement. */
export type Certainty = 'not-sent' | 'maybe-sent' | 'partly-sent';

export interface ChannelErrorDetails {
  certainty: Certainty;
  /** The network's own wish; absent when it named none. */
  retryAfterMs?: number;
  /** Whom the wish concerns, where the network says so; absent when unknown. */
  scope?: 'chat' | 'account';
  /** Parts that did arrive before the failure, in the order of `encode`. */
  sentParts?: SentPart[];
  /** The chat's new id, when the network moved it. */
  movedTo?: string;
  cause?: unknown;
}

/** One part of an outbound message that the network accepted. */
export interface SentPart {
  index: number;
  ids: ExternalId[];
}

/** The only error that crosses the adapter's border. The message never holds a token or a message text. */
export class ChannelError extends Error {
  readonly code: ChannelErrorCode;
  readonly certainty: Certainty;
  readonly retryAfterMs: number | undefined;
  readonly scope: 'chat' | 'account' | undefined;
  readonly sentParts: SentPart[];
  readonly movedTo: string | undefined;

  constructor(code: ChannelErrorCode, message: string, details: ChannelErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ChannelError';
    this.code = code;
    this.certainty = details.certainty;
    this.retryAfterMs = details.retryAfterMs;
    this.scope = details.scope;
    this.sentParts = details.sentParts ?? [];
    this.movedTo = details.movedTo;
  }
}
