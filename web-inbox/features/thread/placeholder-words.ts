import { PLACEHOLDERS } from '../../../channels/placeholders.ts';
import type { Key, Translate } from '../../i18n/i18n.ts';

const known: readonly string[] = PLACEHOLDERS;

interface Named {
  kind: string;
  what?: string | undefined;
  detail?: string | undefined;
}

/** The key of a code's sentence. */
export const placeholderKey = (what: string): string =>
  `placeholder.${what.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())}`;

const cardKeys: Readonly<Record<string, Key>> = {
  location: 'card.location',
  contact: 'card.contact',
  poll: 'card.poll',
  link: 'card.link',
  event: 'card.event',
  button: 'card.button',
  call: 'card.call',
  product: 'card.product',
  unsubscribe: 'card.unsubscribe',
};

/** One line for a message that holds nothing but a card. */
export function cardWords(card: Named, t: Translate): string {
  const key = cardKeys[card.kind];
  return key === undefined ? placeholderWords(card, t) : t(key);
}

/** A long number names something to its network only. */
const readable = (detail = ''): string => (/^\d{3,}$/.test(detail) ? '' : detail);

/** A placeholder as a title, and what belongs to it where the title does not say it. */
export function placeholderParts(card: Named, t: Translate): { title: string; detail: string } {
  const detail = readable(card.detail);
  if (!known.includes(card.what ?? '')) return { title: placeholderWords(card, t), detail: '' };
  const title = t(placeholderKey(card.what ?? '') as Key, { detail });
  return { title, detail: title.includes(detail) ? '' : detail };
}

/** What cannot be shown, in words; the network's own name of it where we have none. */
export function placeholderWords(card: Named, t: Translate): string {
  const what = card.what ?? card.kind;
  const detail = readable(card.detail);
  if (!known.includes(what)) {
    return t('placeholder.anything', { what: detail === '' ? what : `${what}, ${detail}` });
  }
  const words = t(placeholderKey(what) as Key, { detail });
  return detail === '' || words.includes(detail) ? words : `${words}: ${detail}`;
}
