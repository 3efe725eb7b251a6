import { LANGUAGES, type Language, languageNames } from './i18n.ts';

/** A person's language in words: our own four by their own names, others as the reader calls them. */
export function languageName(code: string, reader: Language): string {
  const own = LANGUAGES.find((language) => language === code);
  if (own !== undefined) return languageNames[own];
  try {
    return new Intl.DisplayNames([reader, 'en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
