import { ChannelError, type ChannelErrorCode } from '../../channels/errors.ts';

/** Answer codes of the REST API, by what they ask of us. */
const CODES: Readonly<Record<number, ChannelErrorCode>> = {
  1: 'rejected',
  2: 'unauthorised',
  3: 'rejected',
  4: 'rejected',
  5: 'recipient_unknown',
  6: 'recipient_blocked',
  7: 'unauthorised',
  8: 'unauthorised',
  9: 'unauthorised',
  10: 'unauthorised',
  11: 'unsupported',
  12: 'rate_limited',
  13: 'unsupported',
  14: 'unsupported',
  15: 'unauthorised',
  16: 'window_closed',
  19: 'rejected',
  20: 'rejected',
  21: 'recipient_unknown',
  23: 'window_closed',
  24: 'window_closed',
};

/** A person who does not answer gets 100 messages an hour at most. */
const FLOOD_MS = 10 * 60_000;

/** A status above 0. Every one of them says that the message was not taken, but for the unknown ones. */
export function statusError(status: number, words: string): ChannelError {
  const code = CODES[status];
  const detail = `Viber answered status ${status}: ${words}`;
  if (code === undefined) return new ChannelError('unknown', detail, { certainty: 'maybe-sent' });
  if (code === 'rate_limited') {
    return new ChannelError(code, detail, { certainty: 'not-sent', retryAfterMs: FLOOD_MS, scope: 'chat' });
  }
  return new ChannelError(code, detail, { certainty: 'not-sent' });
}
