import { ChannelError, type ChannelErrorCode } from '../../../channels/errors.ts';
import { providerOf } from '../providers.ts';

/** How far a send had got: before the letter's bytes, within them, or after the last one was handed over. */
export type SendStage = 'before-data' | 'within-data' | 'after-data';

interface Facts {
  code?: string;
  responseCode?: number;
  response?: string;
  permanent?: boolean;
}

const DAY = 86_400_000;
const MINUTE = 60_000;

/**
 * Verdict on a failed send. The server's answer decides first, the client's error code second: a lost connection
 * after the final dot is the one case in which the server may have the letter although nobody said so (tried with a
 * server that took the letter and dropped the connection).
 */
export function smtpError(error: unknown, stage: SendStage, host: string): ChannelError {
  const facts: Facts = typeof error === 'object' && error !== null ? error : {};
  const said = oneLine(facts.response ?? (error instanceof Error ? error.message : 'no answer'));
  const { code, responseCode } = facts;
  const signIn = code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2';
  if (signIn && (responseCode === undefined || responseCode >= 500)) {
    const hint = providerOf(host)?.signInHint ?? 'Check user name and password of the outgoing server.';
    return new ChannelError('unauthorised', `${host} refused the login: ${said}. ${hint}`, {
      certainty: 'not-sent',
      scope: 'account',
      cause: error,
    });
  }
  if (signIn && !isCrowded(said.replace('4.7.0', '')) && !isQuota(said)) {
    // RFC 4954, section 6: the server cannot check passwords for the moment. One of all letters asks now and then.
    return new ChannelError('rate_limited', `${host} answered: ${said}`, {
      certainty: 'not-sent',
      scope: 'account',
      retryAfterMs: MINUTE / 2,
      cause: error,
    });
  }
  if (responseCode !== undefined) return answered(responseCode, said, host, error);
  if (code === 'EMESSAGE')
    return new ChannelError('too_large', `${host}: ${said}`, { certainty: 'not-sent', cause: error });
  if (code === 'EENVELOPE')
    return new ChannelError('recipient_unknown', said, { certainty: 'not-sent', cause: error });
  const certainty = stage === 'after-data' ? 'maybe-sent' : 'not-sent';
  return new ChannelError('unreachable_network', `${host}: ${said}`, { certainty, cause: error });
}

/** The server spoke: whatever it said, it does not have the letter. */
function answered(status: number, said: string, host: string, cause: unknown): ChannelError {
  const detail = `${host} answered: ${said}`;
  const details = { certainty: 'not-sent' as const, cause };
  if (isQuota(said))
    return new ChannelError('rate_limited', detail, { ...details, retryAfterMs: DAY, scope: 'account' });
  if (status >= 500 && status !== 503) return new ChannelError(permanentCode(status, said), detail, details);
  const crowded = status === 421 || isCrowded(said);
  const code: ChannelErrorCode = crowded ? 'rate_limited' : 'unreachable_network';
  const scope = crowded ? 'account' : 'chat';
  return new ChannelError(code, detail, { ...details, retryAfterMs: (crowded ? 15 : 5) * MINUTE, scope });
}

const isCrowded = (said: string): boolean => /4\.7\.(?:0|28)|too (?:many|fast)|rate/i.test(said);

/** Daily limits: every further try prolongs the ban at some providers, so the pause is a day. */
const isQuota = (said: string): boolean =>
  /5\.4\.5|4\.2\.0.*limit|daily (?:user )?sending (?:limit|quota)|sending limit|message(?:s)? (?:limit|quota) exceeded|too many messages|превышен.{0,20}лимит/i.test(
    said,
  );

function permanentCode(status: number, said: string): ChannelErrorCode {
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(said);
  const [, subject, detail] = enhanced ?? [];
  if (subject === '1') return 'recipient_unknown';
  if (subject === '3' && detail === '4') return 'too_large';
  if (subject === '2' && detail === '3') return 'too_large';
  if (subject === '2' && detail === '1') return 'recipient_blocked';
  if (status === 552 && /size|large|big/i.test(said)) return 'too_large';
  if (subject === '7') return /auth/i.test(said) && status === 530 ? 'unauthorised' : 'rejected';
  if (
    status === 550 &&
    /unknown|no such|not found|does not exist|invalid|unavailable|нет такого|не существует/i.test(said)
  )
    return 'recipient_unknown';
  return 'rejected';
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 300);
