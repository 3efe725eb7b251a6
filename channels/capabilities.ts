import type { AttachmentKind } from './message.ts';
import type { SpanKind } from './richtext.ts';

/** How much of a feature survives: as it is, in another form, silently gone, or refused by the network. */
export type Support = 'native' | 'converted' | 'dropped' | 'rejected';

export interface MediaLimits {
  support: Support;
  /** Largest outbound file in bytes. */
  maxBytes?: number;
  /** Largest inbound file we can fetch, in bytes. */
  maxFetchBytes?: number;
  /** MIME types that go as this kind; absent means any. Others are sent as `file`. */
  mimes?: readonly string[];
}

/** Data, not code: the composer, the check before sending and the adapters read the same object. */
export interface Capabilities {
  /** Raised with every change, so that screens refresh their copy. */
  version: number;
  text: {
    /** Longest message; longer ones are split. */
    maxLength: number;
    unit: 'utf16' | 'bytes';
    spans: Readonly<Record<SpanKind, Support>>;
  };
  media: Readonly<Record<AttachmentKind, MediaLimits>>;
  /** Files that one message may carry; more are sent as further messages. */
  maxAttachments: number;
  caption: { support: Support; maxLength: number };
  subject: Support;
  replies: Support;
  buttons: { support: Support; max: number; sharePhone: Support };
  /** Milliseconds after sending during which we may change our message; absent when never. */
  edit?: { windowMs: number };
  remove?: { windowMs: number };
  receipts: { delivered: boolean; read: boolean; failedLater: boolean };
  typing: { send: boolean; receive: boolean };
  /** `choices` are the emoji that the network takes from us. */
  reactions: { send: boolean; receive: boolean; choices?: readonly string[] };
  /** An account may speak under several addresses of its own. */
  aliases?: boolean;
  /** Answers to calendar invitations reach the organiser's calendar. */
  invitations?: boolean;
  markRead: boolean;
  history: boolean;
  profile: boolean;
  /** Who may write first: `anyone` an address of whom is known, or only those who wrote to us. */
  start: 'anyone' | 'after-contact';
  /** Milliseconds after the client's last message; `paid` afterwards, or `closed`. */
  replyWindow?: { ms: number; after: 'paid' | 'closed' };
  /** How a repeated send of the same message is recognised by the network; `none` makes lost answers uncertain. */
  idempotentSend: 'none' | 'key' | 'message-id';
  /** True where the same user id means another person on another account. */
  usersPerAccount: boolean;
  /** Milliseconds the network keeps what it could not hand over; absent when it keeps it, or does not say. */
  keepsMs?: number;
  /** Sustained limits the limiter keeps; a person's answers go before mass mail. */
  rate: { perSecond: number; perChatPerSecond: number; burst: number };
}

/** Formatting on a network of plain words: lists, quotations and links are written out, all else is lost. */
export const PLAIN_SPANS: Readonly<Record<SpanKind, Support>> = {
  bold: 'dropped',
  italic: 'dropped',
  underline: 'dropped',
  strike: 'dropped',
  spoiler: 'dropped',
  code: 'dropped',
  pre: 'dropped',
  quote: 'converted',
  link: 'converted',
  mention: 'dropped',
  'list-item': 'converted',
};

/** A loss that the composer shows before sending and the message keeps afterwards. */
export interface Degradation {
  what: SpanKind | AttachmentKind | 'caption' | 'subject' | 'reply' | 'buttons' | 'length';
  support: Exclude<Support, 'native'>;
  detail?: string;
}
