import { type Capabilities, PLAIN_SPANS } from '../capabilities.ts';

const MB = 1024 * 1024;

export const TEXT_LIMIT = 7000;
export const CAPTION_LIMIT = 768;
export const SENDER_NAME_LIMIT = 28;
export const BUTTON_LABEL_LIMIT = 250;
/** The smaller of the limits of the two phone systems. */
export const PICTURE_LIMIT = MB;
export const VIDEO_LIMIT = 26 * MB;
export const FILE_LIMIT = 50 * MB;

const asFile = { support: 'converted', maxBytes: FILE_LIMIT } as const;

export const capabilities: Capabilities = {
  version: 2,
  text: {
    maxLength: TEXT_LIMIT,
    unit: 'utf16',
    spans: PLAIN_SPANS,
  },
  media: {
    image: { support: 'native', maxBytes: PICTURE_LIMIT, mimes: ['image/jpeg', 'image/png', 'image/gif'] },
    video: { support: 'native', maxBytes: VIDEO_LIMIT, mimes: ['video/mp4'] },
    audio: asFile,
    voice: asFile,
    'video-note': asFile,
    animation: asFile,
    sticker: asFile,
    file: { support: 'native', maxBytes: FILE_LIMIT },
  },
  maxAttachments: 1,
  caption: { support: 'native', maxLength: CAPTION_LIMIT },
  subject: 'converted',
  replies: 'converted',
  buttons: { support: 'native', max: 24, sharePhone: 'native' },
  receipts: { delivered: true, read: true, failedLater: true },
  typing: { send: false, receive: false },
  reactions: { send: false, receive: false },
  markRead: false,
  history: false,
  profile: true,
  start: 'after-contact',
  replyWindow: { ms: 24 * 3_600_000, after: 'paid' },
  idempotentSend: 'none',
  usersPerAccount: true,
  rate: { perSecond: 20, perChatPerSecond: 1, burst: 5 },
};
