import type { ChatId, ExternalId, UserId } from './ids.ts';
import type { PlaceholderCode } from './placeholders.ts';
import type { RichText } from './richtext.ts';

/** A person as one network shows them. Only `id` is stable; the rest is refreshed by later messages. */
export interface Person {
  id: UserId;
  name?: string;
  username?: string;
  /** BCP 47 tag the network reports, for the language of the first answer. */
  language?: string;
  /** Addresses that this network proves to be the person's own (a mailbox's sender, a shared own number). */
  emails?: string[];
  /** As written by the network, not yet E.164. */
  phones?: string[];
  /** What to hand to `openMedia` for the picture; never a URL with a secret. */
  avatar?: MediaRef;
  isBot?: boolean;
}

export const ATTACHMENT_KINDS = [
  'image',
  'video',
  'audio',
  'voice',
  'video-note',
  'animation',
  'sticker',
  'file',
] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** Opaque to everybody but the adapter that made it. Kept, so that a file can be fetched again. */
export type MediaRef = Readonly<Record<string, unknown>>;

/** A file of a message. Sizes are bytes, durations milliseconds, both as claimed by the network. */
export interface Attachment {
  kind: AttachmentKind;
  ref: MediaRef;
  name?: string;
  mime?: string;
  size?: number;
  width?: number;
  height?: number;
  duration?: number;
  /** Content id of an inline picture that the HTML original refers to. */
  inlineId?: string;
  /** Shown in place of the picture where there is none, for instance a sticker's emoji. */
  label?: string;
  /** False when the network will never hand the bytes out (too big, expired). */
  fetchable?: boolean;
}

/** Content that is neither text nor a file. `title` is a readable line in the sender's own words where there are any. */
export type Card =
  | {
      kind: 'location';
      latitude: number;
      longitude: number;
      title?: string;
      address?: string;
      live?: boolean;
    }
  | { kind: 'contact'; name: string; phones: string[]; emails?: string[]; own: boolean }
  | { kind: 'poll'; question: string; options: string[]; closed?: boolean }
  | { kind: 'link'; url: string; title?: string; description?: string }
  | EventCard
  | { kind: 'button'; label: string; payload: string; token?: string }
  | { kind: 'call'; state: CallState; duration?: number }
  | { kind: 'product'; title: string; price?: string; url?: string }
  /** How to leave the list that a letter came from. */
  | { kind: 'unsubscribe'; url?: string; email?: string }
  | { kind: 'placeholder'; what: PlaceholderCode; detail?: string };

/** How a call ended; `unknown` where the network has a word that we have not. */
export type CallState = 'answered' | 'missed' | 'declined' | 'unknown';

/** A date that somebody invites to, moves or calls off. Times are Unix milliseconds. */
export interface EventCard {
  kind: 'event';
  title: string;
  startsAt?: number;
  endsAt?: number;
  place?: string;
  /** REQUEST, CANCEL, or REPLY with the answer, as the calendar wrote it. */
  method?: string;
  /** What an answer has to name; absent where nobody asked for one. */
  invitation?: { uid: string; organizer: string; sequence: number; recurrence?: string };
}

export const INVITATION_ANSWERS = ['accepted', 'tentative', 'declined'] as const;
export type InvitationAnswer = (typeof INVITATION_ANSWERS)[number];

/** A message that this one answers, forwards or quotes. */
export interface Reference {
  id?: ExternalId;
  /** The chat it lives in, when another one. */
  chat?: ChatId;
  author?: string;
  text?: string;
  sentAt?: number;
}

/** Why software rather than a person wrote this; decides what may be answered automatically. */
export const AUTOMATIC_KINDS = [
  'auto-reply',
  'auto-generated',
  'list',
  'bounce',
  'receipt',
  'complaint',
  'loop',
] as const;
export type AutomaticKind = (typeof AUTOMATIC_KINDS)[number];

/** Signals that tell which earlier message a letter answers; used by channels without chats. */
export interface ThreadHints {
  /** Ids of earlier messages, nearest first. */
  references: ExternalId[];
  /** Token of ours found in an address or subject. */
  token?: string;
  /** Our own id of the message that is answered, where the token holds it. */
  message?: string;
  subject?: string;
}

/** What a message holds, whatever network it came from. */
export interface Content {
  text: RichText;
  attachments: Attachment[];
  cards: Card[];
  subject?: string;
  /** Quoted history and signature that the thread folds away; the full text is `text` + `folded`. */
  folded?: string;
  /** The HTML original, unsanitised; shown only sanitised inside a sandboxed frame. */
  html?: string;
  replyTo?: Reference;
  /** The exact passage that was quoted. */
  quote?: string;
  forwardedFrom?: Reference;
  forwards?: Forward[];
  /** Buttons that were shown under the message. */
  buttons?: Button[][];
}

/** A forwarded message with its own content, nested as deep as the network sends it. */
export interface Forward {
  from: Reference;
  content: Content;
}

export interface Button {
  label: string;
  kind: 'reply' | 'url' | 'share-phone' | 'share-location';
  /** Link of a `url` button, value of a `reply` button. */
  value?: string;
}

/** Every content field present and empty. */
export function emptyContent(): Content {
  return { text: { text: '', spans: [] }, attachments: [], cards: [] };
}
