import { GrammyError, HttpError } from 'grammy';
import { ChannelError, type ChannelErrorCode } from '../../channels/errors.ts';
import { TransportError } from './transport.ts';

/** Inside one code only the description tells cases apart; the first match wins. */
const REFUSALS: readonly [RegExp, ChannelErrorCode][] = [
  [/user is deactivated|can't initiate conversation|chat not found|chat_id is empty/i, 'recipient_unknown'],
  [/user not found|PEER_ID_INVALID|BUSINESS_PEER_INVALID/i, 'recipient_unknown'],
  [
    /blocked by the user|kicked from|not a member|chat was deleted|have no rights to send/i,
    'recipient_blocked',
  ],
  [/BUSINESS_PEER_USAGE_MISSING/i, 'window_closed'],
  [/too long|too big|too large/i, 'too_large'],
  [/REACTION_INVALID|wrong file_id|wrong file identifier|can't be (edited|deleted)/i, 'unsupported'],
];

/** Any failure of a call as the error that may cross the adapter's border; neither text nor token goes along. */
export function toChannelError(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof GrammyError) return refused(error);
  const inner = error instanceof HttpError ? error.error : error;
  if (inner instanceof ChannelError) return inner;
  if (inner instanceof TransportError) return unanswered(inner);
  const name = inner instanceof Error ? inner.name : typeof inner;
  return new ChannelError('unreachable_network', `The call failed (${name}).`, { certainty: 'maybe-sent' });
}

function refused(error: GrammyError): ChannelError {
  const said = `${error.error_code}: ${error.description.slice(0, 200)}`;
  const { retry_after: wait, migrate_to_chat_id: moved } = error.parameters;
  const notSent = { certainty: 'not-sent' } as const;
  if (moved !== undefined) return new ChannelError('rejected', said, { ...notSent, movedTo: String(moved) });
  switch (error.error_code) {
    case 401:
    case 404:
      return new ChannelError('unauthorised', said, notSent);
    case 409:
      return new ChannelError('duplicate_consumer', said, notSent);
    case 413:
      return new ChannelError('too_large', said, notSent);
    case 429:
      return new ChannelError('rate_limited', said, { ...notSent, retryAfterMs: (wait ?? 1) * 1000 });
  }
  if (error.error_code >= 500) {
    return new ChannelError('unreachable_network', said, { certainty: 'maybe-sent' });
  }
  const known = REFUSALS.find(([pattern]) => pattern.test(error.description))?.[1];
  return new ChannelError(
    known ?? (error.error_code === 403 ? 'recipient_blocked' : 'rejected'),
    said,
    notSent,
  );
}

function unanswered(error: TransportError): ChannelError {
  if (error.status === 413) {
    return new ChannelError('too_large', error.message, { certainty: 'not-sent' });
  }
  if (error.status === 429) {
    return new ChannelError('rate_limited', error.message, { certainty: 'not-sent' });
  }
  const certainty = error.reached ? 'maybe-sent' : 'not-sent';
  return new ChannelError('unreachable_network', error.message, { certainty });
}

/** The server's description where it refused with 400; undefined for any other failure. */
export function badRequest(error: unknown): string | undefined {
  return error instanceof GrammyError && error.error_code === 400 ? error.description : undefined;
}

/** A good token and an unknown method give 404 as well; to be asked only where the token is known to be good. */
export function isMissingMethod(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 404;
}
