import type { Capabilities, Support } from '../../../channels/capabilities.ts';
import { ATTACHMENT_KINDS, type AttachmentKind } from '../../../channels/message.ts';
import { SPAN_KINDS, type SpanKind } from '../../../channels/richtext.ts';

function everyKind<K extends string, V>(kinds: readonly K[], value: V): Record<K, V> {
  return Object.fromEntries(kinds.map((kind) => [kind, value])) as Record<K, V>;
}

/** A network that can do nearly everything, without idempotency: the hard case. Tests override what they need. */
export const toyCapabilities: Capabilities = {
  version: 1,
  text: {
    maxLength: 200,
    unit: 'utf16',
    spans: {
      ...everyKind<SpanKind, Support>(SPAN_KINDS, 'native'),
      spoiler: 'dropped',
      'list-item': 'converted',
    },
  },
  media: {
    ...everyKind<AttachmentKind, { support: Support; maxBytes: number; maxFetchBytes: number }>(
      ATTACHMENT_KINDS,
      { support: 'native', maxBytes: 1_000_000, maxFetchBytes: 1_000_000 },
    ),
    'video-note': { support: 'converted', maxBytes: 1_000_000, maxFetchBytes: 1_000_000 },
    sticker: { support: 'rejected' },
  },
  maxAttachments: 3,
  caption: { support: 'native', maxLength: 50 },
  subject: 'dropped',
  replies: 'native',
  buttons: { support: 'native', max: 4, sharePhone: 'native' },
  edit: { windowMs: 3_600_000 },
  remove: { windowMs: 3_600_000 },
  receipts: { delivered: true, read: true, failedLater: true },
  typing: { send: true, receive: true },
  reactions: { send: true, receive: true },
  markRead: true,
  history: true,
  profile: true,
  start: 'after-contact',
  idempotentSend: 'none',
  usersPerAccount: false,
  rate: { perSecond: 1000, perChatPerSecond: 1000, burst: 1000 },
};
