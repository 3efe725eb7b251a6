/** English words of what a test of an account found, and of people in whose name an account speaks. */
export const channels = {
  note: {
    username: 'Its address: {{name}}',
    'webhook-elsewhere':
      'A webhook of {{host}} is set. Okno will remove it when it starts, and that program stops receiving.',
    'updates-wait': 'Waiting messages: {{count}}. They arrive as soon as you save.',
    'last-delivery-failure': 'The network’s last failed delivery: {{reason}}',
    'privacy-mode':
      'Privacy mode is on: in groups the bot sees only commands and replies to it. @BotFather can switch it off.',
    'token-unknown': 'The network does not know this token. Copy it once more from where it was made.',
    'folders-read': 'Reads the folders: {{folders}}',
    'folders-missing': 'Not found on the server: {{folders}}',
    'sent-folder': 'Sent letters are kept in: {{folder}}',
    'no-sent-folder': 'No folder for sent letters was found, so copies of answers are not kept there.',
    'no-push-of-mail': 'The server does not announce new letters; Okno asks every half a minute.',
    'sign-in-app-password':
      '{{provider}} takes an app password (switch on two-step verification first) or OAuth 2, not the password of the account.',
    'sign-in-imap-switch':
      '{{provider}}: allow mail programs (IMAP) in the settings of the mailbox and make a password for applications.',
    'sign-in-oauth-only': '{{provider}} lets mail programs in by OAuth 2 only; passwords are refused.',
    'daily-limit': '{{provider}} sends about {{count}} letters a day.',
    'from-is-login': '{{provider}} refuses letters whose sender is not the login itself.',
    'large-letters': '{{provider}} takes letters of up to {{megabytes}} MB.',
    'message-id-replaced': '{{provider}} gives letters new numbers on their way out; Okno keeps both.',
    'needs-public-address':
      'This network only calls us: the service needs a public https address (PUBLIC_URL).',
  },
  connection: {
    reads: '{{name}}: reads and answers',
    readsOnly: '{{name}}: reads, may not answer',
    off: '{{name}}: disconnected {{time}}',
  },
} as const;
