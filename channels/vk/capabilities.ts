import { type Capabilities, PLAIN_SPANS } from '../capabilities.ts';
import { EMOJI } from './reactions.ts';

const MB = 1024 * 1024;
const HOUR = 3_600_000;

/** The schema allows 9000; more than this is refused with error 914 in practice. */
export const TEXT_LIMIT = 4096;
export const ATTACHMENT_LIMIT = 10;
export const PHOTO_LIMIT = 50 * MB;
export const FILE_LIMIT = 200 * MB;
export const LABEL_LIMIT = 40;
export const PAYLOAD_LIMIT = 255;
export const INLINE_BUTTON_LIMIT = 10;
export const INLINE_ROW_LIMIT = 6;
export const BUTTON_LIMIT = 40;
export const ROW_LIMIT = 10;
export const BUTTONS_PER_ROW = 5;

const asFile = { support: 'converted', maxBytes: FILE_LIMIT } as const;

export const capabilities: Capabilities = {
  version: 2,
  text: {
    maxLength: TEXT_LIMIT,
    unit: 'utf16',
    spans: { ...PLAIN_SPANS, mention: 'converted' },
  },
  media: {
    image: { support: 'native', maxBytes: PHOTO_LIMIT, mimes: ['image/jpeg', 'image/png', 'image/gif'] },
    video: asFile,
    audio: asFile,
    voice: { support: 'native', maxBytes: FILE_LIMIT, mimes: ['audio/ogg', 'audio/opus'] },
    'video-note': asFile,
    animation: asFile,
    sticker: asFile,
    file: { support: 'native', maxBytes: FILE_LIMIT },
  },
  maxAttachments: ATTACHMENT_LIMIT,
  caption: { support: 'native', maxLength: TEXT_LIMIT },
  subject: 'converted',
  replies: 'native',
  buttons: { support: 'native', max: BUTTON_LIMIT, sharePhone: 'dropped' },
  edit: { windowMs: 24 * HOUR },
  remove: { windowMs: 24 * HOUR },
  receipts: { delivered: false, read: true, failedLater: false },
  typing: { send: true, receive: true },
  reactions: { send: true, receive: true, choices: EMOJI },
  markRead: true,
  history: true,
  profile: true,
  start: 'after-contact',
  idempotentSend: 'key',
  usersPerAccount: false,
  rate: { perSecond: 19, perChatPerSecond: 2, burst: 5 },
};
