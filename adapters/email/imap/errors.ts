import type { BlockedAction } from '../../../channels/contract.ts';
import type { ChannelErrorCode } from '../../../channels/errors.ts';
import { providerOf } from '../providers.ts';

/** What a failed connection means: wait and try again, or a person has to act. */
export interface Trouble {
  error: ChannelErrorCode;
  detail: string;
  /** Set when trying again would only lock the account. */
  action?: BlockedAction;
  /** The server's own wish. */
  retryAfterMs?: number;
}

interface Facts {
  authenticationFailed?: boolean;
  serverResponseCode?: string;
  responseText?: string;
  code?: string;
  throttleReset?: number;
}

/** Codes (RFC 5530) with which a refused login is the server's trouble, not a wrong password. */
const TEMPORARY = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN', 'THROTTLED']);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/** Reads an error of the IMAP client. Texts never hold the password: servers do not repeat it, we do not add it. */
export function imapTrouble(error: unknown, host: string): Trouble {
  const facts: Facts = typeof error === 'object' && error !== null ? error : {};
  const said = (facts.responseText ?? (error instanceof Error ? error.message : 'no answer')).slice(0, 300);
  const code = facts.code ?? '';
  if (
    facts.authenticationFailed &&
    !TEMPORARY.has(facts.serverResponseCode ?? '') &&
    !/too many|temporar|try again|limit/i.test(said)
  ) {
    const hint = providerOf(host)?.signInHint ?? 'Check user name and password.';
    return {
      error: 'unauthorised',
      detail: `${host} refused the login: ${said}. ${hint}`,
      action: 're-authorise',
    };
  }
  if (CERTIFICATE.test(code)) {
    return {
      error: 'unreachable_network',
      detail: `${host} shows a certificate that cannot be trusted (${code}).`,
    };
  }
  if (code === 'ETHROTTLE' && typeof facts.throttleReset === 'number') {
    return {
      error: 'rate_limited',
      detail: `${host} asks to wait: ${said}`,
      retryAfterMs: facts.throttleReset,
    };
  }
  return { error: 'unreachable_network', detail: `${host}: ${said}${code === '' ? '' : ` (${code})`}` };
}

/** The connection ended while something was under way. */
export class ConnectionLost extends Error {
  constructor(during: string) {
    super(`connection lost during ${during}`);
    this.name = 'ConnectionLost';
  }
}
