import { ChannelError, type ChannelErrorCode } from '../../channels/errors.ts';

const MINUTE = 60_000;

const CODES: Readonly<Record<number, ChannelErrorCode>> = {
  5: 'unauthorised',
  7: 'unauthorised',
  14: 'rejected',
  15: 'unauthorised',
  18: 'recipient_unknown',
  27: 'unauthorised',
  28: 'unauthorised',
  100: 'rejected',
  113: 'recipient_unknown',
  203: 'unauthorised',
  900: 'recipient_blocked',
  901: 'recipient_blocked',
  902: 'recipient_blocked',
  909: 'window_closed',
  910: 'too_large',
  911: 'rejected',
  912: 'rejected',
  913: 'too_large',
  914: 'too_large',
  917: 'recipient_unknown',
  925: 'recipient_unknown',
  927: 'recipient_unknown',
  932: 'recipient_unknown',
  936: 'recipient_unknown',
  945: 'recipient_unknown',
  946: 'recipient_unknown',
  950: 'window_closed',
};

/** How long the limits ask for: too many a second, flood to one person, a method used up for hours. */
const WAITS: Readonly<Record<number, { ms: number; scope?: 'chat' | 'account' }>> = {
  6: { ms: 1000, scope: 'account' },
  9: { ms: 5 * MINUTE, scope: 'chat' },
  29: { ms: 60 * MINUTE, scope: 'account' },
  944: { ms: 60 * MINUTE, scope: 'chat' },
  984: { ms: 60 * MINUTE, scope: 'account' },
};

/** Unknown and internal errors of the network: it may have acted. */
const UNKNOWN = new Set([1, 10]);

/** An `error` of the API. `words` is its `error_msg`, which holds no parameters. */
export function apiError(code: number, words: string): ChannelError {
  const detail = `VK answered error ${code}: ${words}`;
  const wait = WAITS[code];
  if (wait !== undefined) {
    const scope = wait.scope === undefined ? {} : { scope: wait.scope };
    return new ChannelError('rate_limited', detail, {
      certainty: 'not-sent',
      retryAfterMs: wait.ms,
      ...scope,
    });
  }
  if (UNKNOWN.has(code)) return new ChannelError('unreachable_network', detail, { certainty: 'maybe-sent' });
  return new ChannelError(CODES[code] ?? 'rejected', detail, { certainty: 'not-sent' });
}
