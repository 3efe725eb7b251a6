import type { AttachmentView, MessageView } from '../../../src/api/protocol.ts';

const pictures: readonly string[] = ['image', 'sticker', 'animation'];

/** What a browser can show as a picture. */
export const isPicture = (item: AttachmentView): boolean =>
  pictures.includes(item.kind) && item.state === 'stored' && item.mime.startsWith('image/');

/** A file whose place is in the words of the letter, not beside them. */
export const isInline = (item: AttachmentView): boolean =>
  item.inlineId !== undefined && item.kind === 'image';

/** Shown in its own shape, on no bubble. */
const standsAlone = (item: AttachmentView): boolean => {
  if (item.state !== 'stored' || item.url === undefined) return false;
  if (item.kind === 'sticker') return /^(image|video)\//.test(item.mime);
  return item.kind === 'video-note' && item.mime.startsWith('video/');
};

/**
 * How a message is drawn. `bare`: a sticker or a round video alone; `pictures`: nothing but pictures, the time on them;
 * `captioned`: pictures over words that keep to their width; `words`: ends with its text, the time on the last line.
 */
export type MessageFace = 'bare' | 'pictures' | 'captioned' | 'words' | 'plain';

/** What a message's looks hang on; one that is only on its way has less of it. */
export type Faced = Pick<MessageView, 'text' | 'attachments'> & Partial<Looks>;
type Looks = {
  [Name in 'subject' | 'folded' | 'htmlUrl' | 'removedAt']: string | undefined;
} & {
  [Name in 'forwards' | 'forwardedFrom']: MessageView[Name] | undefined;
} & Pick<MessageView, 'quotes' | 'cards'>;

/** Pure. */
export function messageFace(message: Faced): MessageFace {
  const { text, subject, quotes, forwardedFrom, forwards, cards = [], folded, htmlUrl } = message;
  const items = message.attachments.filter((item) => !isInline(item));
  const more = forwards !== undefined || cards.length > 0 || Boolean(folded) || htmlUrl !== undefined;
  const letter = isLetter(message);
  if (message.removedAt !== undefined || more || (letter && items.length > 0)) return 'plain';
  if (items.length === 0) return text === '' ? 'plain' : 'words';
  const headed = Boolean(subject) || Boolean(quotes) || forwardedFrom !== undefined;
  if (text === '' && !headed && items.every(standsAlone)) return 'bare';
  if (!items.every(isPicture) || items.some((item) => item.kind === 'sticker')) {
    return text === '' ? 'plain' : 'words';
  }
  if (headed) return text === '' ? 'plain' : 'words';
  return text === '' ? 'pictures' : 'captioned';
}

/** Letters carry their files below the words; messengers write the words below the picture. */
export const isLetter = ({ subject, htmlUrl }: Pick<Faced, 'subject' | 'htmlUrl'>): boolean =>
  Boolean(subject) || htmlUrl !== undefined;
