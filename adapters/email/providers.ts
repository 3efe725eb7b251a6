/** What is peculiar to the big providers; said to the person who sets an account up, and heeded when sending. */
export interface Provider {
  /** The server itself files what is sent through it. */
  savesSent: boolean;
  signIn: string;
  note: string;
}

const PROVIDERS: readonly [RegExp, Provider][] = [
  [
    /(?:^|\.)(?:gmail|googlemail|google)\.com$/,
    {
      savesSent: true,
      signIn:
        'Gmail takes an app password (with two-step verification on) or OAuth2, not the account password.',
      note: 'Gmail: 500 letters a day, 2000 with Workspace; letters up to 25 MB.',
    },
  ],
  [
    /(?:^|\.)yandex\.(?:ru|com|net|kz|by|uz)$|(?:^|\.)ya\.ru$/,
    {
      savesSent: false,
      signIn: 'Yandex: switch IMAP on in the mail settings and make an app password.',
      note: 'Yandex: 500 letters in 24 hours and 35 receivers a letter; the sender must be the login itself.',
    },
  ],
  [
    /(?:^|\.)(?:mail|bk|inbox|list|internet)\.ru$/,
    {
      savesSent: false,
      signIn: 'Mail.ru: switch IMAP on and make a password for external applications.',
      note: 'Mail.ru may not announce new letters; they are asked for every half a minute.',
    },
  ],
  [
    /(?:^|\.)(?:office365|outlook|hotmail|live)\.com$/,
    {
      savesSent: true,
      signIn: 'Microsoft 365 takes OAuth2 only for IMAP; passwords are refused.',
      note: 'Microsoft 365 replaces the Message-ID of outgoing letters.',
    },
  ],
];

/** The provider behind a server's name; undefined for all others. */
export function providerOf(host: string): Provider | undefined {
  return PROVIDERS.find(([pattern]) => pattern.test(host.toLowerCase()))?.[1];
}
