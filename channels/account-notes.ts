/** What a live test of an account may have to say; the screen has a sentence for each in every language. */
export const ACCOUNT_NOTES = [
  'username',
  'webhook-elsewhere',
  'updates-wait',
  'last-delivery-failure',
  'privacy-mode',
  'token-unknown',
  'folders-read',
  'folders-missing',
  'sent-folder',
  'no-sent-folder',
  'no-push-of-mail',
  'sign-in-app-password',
  'sign-in-imap-switch',
  'sign-in-oauth-only',
  'daily-limit',
  'from-is-login',
  'large-letters',
  'message-id-replaced',
  'needs-public-address',
] as const;
export type AccountNoteCode = (typeof ACCOUNT_NOTES)[number];
