import type { Capabilities, MediaLimits } from '../capabilities.ts';

/** Providers refuse letters above 25 MB as sent; base64 makes four bytes of three and headers need some room. */
const MAX_LETTER_BYTES = 25 * 1024 * 1024;
export const MAX_FILE_BYTES = Math.floor((MAX_LETTER_BYTES - 256 * 1024) * 0.73);

const file: MediaLimits = { support: 'native', maxBytes: MAX_FILE_BYTES };
const asFile: MediaLimits = { support: 'converted', maxBytes: MAX_FILE_BYTES };

export const capabilities: Capabilities = {
  version: 2,
  text: {
    maxLength: 500_000,
    unit: 'utf16',
    spans: {
      bold: 'native',
      italic: 'native',
      underline: 'native',
      strike: 'native',
      spoiler: 'dropped',
      code: 'native',
      pre: 'native',
      quote: 'native',
      link: 'native',
      mention: 'converted',
      'list-item': 'native',
    },
  },
  media: {
    image: file,
    video: file,
    audio: file,
    file,
    voice: asFile,
    'video-note': asFile,
    animation: asFile,
    sticker: asFile,
  },
  maxAttachments: 50,
  caption: { support: 'native', maxLength: 500_000 },
  subject: 'native',
  replies: 'native',
  buttons: { support: 'converted', max: 20, sharePhone: 'dropped' },
  receipts: { delivered: true, read: true, failedLater: true },
  typing: { send: false, receive: false },
  reactions: { send: false, receive: false },
  aliases: true,
  invitations: true,
  markRead: false,
  history: true,
  profile: false,
  start: 'anyone',
  idempotentSend: 'message-id',
  usersPerAccount: false,
  // No provider says how many a second; what goes out to two people at once must not make the second wait.
  rate: { perSecond: 2, perChatPerSecond: 1, burst: 10 },
};
