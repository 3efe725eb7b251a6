import type { AccountNoteCode } from '../../channels/account-notes.ts';
import type { AccountNote } from '../../channels/contract.ts';

/** What is peculiar to the big providers; said to the person who sets an account up, and heeded when sending. */
export interface Provider {
  name: string;
  /** The server itself files what is sent through it. */
  savesSent: boolean;
  /** How its users sign in. */
  signIn: AccountNoteCode;
  /** The same in English, for a log and for an account's trouble. */
  signInHint: string;
  /** Limits and habits. */
  notes: readonly AccountNote[];
}

const PROVIDERS: readonly [RegExp, Provider][] = [
  [
    /(?:^|\.)(?:gmail|googlemail|google)\.com$/,
    {
      name: 'Gmail',
      savesSent: true,
      signIn: 'sign-in-app-password',
      signInHint:
        'Gmail takes an app password (with two-step verification on) or OAuth2, not the account password.',
      notes: [
        { code: 'daily-limit', count: 500 },
        { code: 'large-letters', megabytes: 25 },
      ],
    },
  ],
  [
    /(?:^|\.)yandex\.(?:ru|com|net|kz|by|uz)$|(?:^|\.)ya\.ru$/,
    {
      name: 'Yandex',
      savesSent: false,
      signIn: 'sign-in-imap-switch',
      signInHint: 'Yandex: switch IMAP on in the mail settings and make an app password.',
      notes: [{ code: 'daily-limit', count: 500 }, { code: 'from-is-login' }],
    },
  ],
  [
    /(?:^|\.)(?:mail|bk|inbox|list|internet)\.ru$/,
    {
      name: 'Mail.ru',
      savesSent: false,
      signIn: 'sign-in-imap-switch',
      signInHint: 'Mail.ru: switch IMAP on and make a password for external applications.',
      notes: [],
    },
  ],
  [
    /(?:^|\.)(?:office365|outlook|hotmail|live)\.com$/,
    {
      name: 'Microsoft 365',
      savesSent: true,
      signIn: 'sign-in-oauth-only',
      signInHint: 'Microsoft 365 takes OAuth2 only for IMAP; passwords are refused.',
      notes: [{ code: 'message-id-replaced' }],
    },
  ],
];

/** The provider behind a server's name; undefined for all others. */
export function providerOf(host: string): Provider | undefined {
  return PROVIDERS.find(([pattern]) => pattern.test(host.toLowerCase()))?.[1];
}
