import type { Language } from './i18n.ts';
import { lacksUzbek, uzbekDate } from './uzbek.ts';

const tags: Readonly<Record<Language, string>> = { ru: 'ru-RU', uk: 'uk-UA', uz: 'uz-Latn-UZ', en: 'en-GB' };
const ownUzbek = lacksUzbek();

/** A day given as YYYY-MM-DD, short, for an axis: 22 Nov. */
export function shortDay(day: string, language: Language): string {
  const at = new Date(`${day}T12:00`);
  const options = { day: 'numeric', month: 'short' } as const;
  if (language === 'uz' && ownUzbek) return uzbekDate(at, options);
  return new Intl.DateTimeFormat(tags[language], options).format(at).replace('.', '');
}
