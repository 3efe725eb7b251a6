import { PLACEHOLDERS } from '../../../channels/placeholders.ts';
import type { Key, Translate } from '../../i18n/i18n.ts';

const known: readonly string[] = PLACEHOLDERS;

/** The key of a code's sentence. */
export const placeholderKey = (what: string): string =>
  `placeholder.${what.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())}`;

/** What cannot be shown, in words; the network's own name of it where we have none. */
export function placeholderWords(
  card: { kind: string; what?: string; detail?: string },
  t: Translate,
): string {
  const what = card.what ?? card.kind;
  const detail = card.detail ?? '';
  if (!known.includes(what)) {
    return t('placeholder.anything', { what: detail === '' ? what : `${what}, ${detail}` });
  }
  const words = t(placeholderKey(what) as Key, { detail });
  return detail === '' || words.includes(detail) ? words : `${words}: ${detail}`;
}
