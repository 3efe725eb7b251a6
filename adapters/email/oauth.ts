import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { EmailSettings } from './settings.ts';

/** Gives a valid access token, renewing it before it ends. */
export type TokenSource = () => Promise<string>;

/** Undefined when the account signs in by password. */
export function tokenSource(settings: EmailSettings): TokenSource | undefined {
  const { oauth2 } = settings;
  if (oauth2 === undefined) return undefined;
  const source = new XOAuth2({ user: settings.imap.user, ...oauth2 });
  source.on('error', () => undefined);
  return () =>
    new Promise((resolve, reject) => {
      source.getToken(false, (error, token) =>
        error ? reject(Object.assign(error, { authenticationFailed: isRefused(error) })) : resolve(token),
      );
    });
}

/** A revoked grant needs a person; an unreachable token server does not. */
const isRefused = (error: Error): boolean => /invalid_grant|invalid_client|unauthorized/i.test(error.message);
