import type { Capabilities } from '../capabilities.ts';

const MB = 1024 * 1024;
const HOUR = 3_600_000;

/** Largest upload to the public server; a local Bot API server takes more. */
export const UPLOAD_LIMIT = 50 * MB;
export const LOCAL_UPLOAD_LIMIT = 2000 * MB;
/** `getFile` refuses more on the public server. */
export const FETCH_LIMIT = 20 * MB;
export const PHOTO_LIMIT = 10 * MB;
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;
export const ALBUM_LIMIT = 10;
/** The server ignores entities beyond this count. */
export const ENTITY_LIMIT = 100;
export const BUTTON_LIMIT = 100;

const upload = { support: 'native', maxBytes: UPLOAD_LIMIT, maxFetchBytes: FETCH_LIMIT } as const;

/** Of the emoji that a bot may leave, those that an answer to a client needs; without variation selectors. */
const REACTIONS = ['👍', '❤', '🔥', '👏', '😁', '🤔', '😢', '🎉', '🙏', '👌', '🤝', '💯'];

export const capabilities: Capabilities = {
  version: 2,
  text: {
    maxLength: TEXT_LIMIT,
    unit: 'utf16',
    spans: {
      bold: 'native',
      italic: 'native',
      underline: 'native',
      strike: 'native',
      spoiler: 'native',
      code: 'native',
      pre: 'native',
      quote: 'native',
      link: 'native',
      mention: 'native',
      'list-item': 'converted',
    },
  },
  media: {
    image: { ...upload, maxBytes: PHOTO_LIMIT, mimes: ['image/jpeg', 'image/png', 'image/webp'] },
    video: { ...upload, mimes: ['video/mp4'] },
    audio: { ...upload, mimes: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/m4a', 'audio/mp3'] },
    voice: { ...upload, mimes: ['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/opus'] },
    'video-note': { ...upload, mimes: ['video/mp4'] },
    animation: { ...upload, mimes: ['image/gif', 'video/mp4'] },
    sticker: { ...upload, mimes: ['image/webp', 'video/webm', 'application/x-tgsticker'] },
    file: upload,
  },
  maxAttachments: ALBUM_LIMIT,
  caption: { support: 'native', maxLength: CAPTION_LIMIT },
  subject: 'converted',
  replies: 'native',
  buttons: { support: 'native', max: BUTTON_LIMIT, sharePhone: 'native' },
  edit: { windowMs: 48 * HOUR },
  remove: { windowMs: 48 * HOUR },
  receipts: { delivered: false, read: false, failedLater: false },
  typing: { send: true, receive: false },
  reactions: { send: true, receive: true, choices: REACTIONS },
  markRead: false,
  history: false,
  profile: true,
  start: 'after-contact',
  idempotentSend: 'none',
  usersPerAccount: false,
  // Bot API, getUpdates: updates are kept for no longer than 24 hours.
  keepsMs: 24 * 3_600_000,
  rate: { perSecond: 30, perChatPerSecond: 1, burst: 4 },
};
