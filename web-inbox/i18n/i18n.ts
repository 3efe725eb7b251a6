import { createInstance } from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { en } from './en.ts';
import type { enLater } from './en-later.ts';
import { flatten, type WordKey } from './types.ts';

export const LANGUAGES = ['ru', 'uk', 'uz', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const languageNames: Readonly<Record<Language, string>> = {
  ru: 'Русский',
  uk: 'Українська',
  uz: 'Oʻzbekcha',
  en: 'English',
};

export type Key = WordKey<typeof en> | WordKey<typeof enLater>;
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: Key, values?: Values) => string;

const load: Readonly<Record<Language, () => Promise<Record<string, string>>>> = {
  ru: async () => flatten((await import('./ru.ts')).ru),
  uk: async () => flatten((await import('./uk.ts')).uk),
  uz: async () => flatten((await import('./uz.ts')).uz),
  en: async () => flatten((await import('./en.ts')).en),
};

/** Words of pages that are not the first screen; they travel with the first of these pages. */
const loadLater: typeof load = {
  ru: async () => flatten((await import('./ru-later.ts')).ruLater),
  uk: async () => flatten((await import('./uk-later.ts')).ukLater),
  uz: async () => flatten((await import('./uz-later.ts')).uzLater),
  en: async () => flatten((await import('./en-later.ts')).enLater),
};
let wantsLater = false;

const instance = createInstance();

/** The first language of the browser that we speak. */
export function preferredLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const base = wish.toLowerCase().split('-')[0];
    const known = LANGUAGES.find((language) => language === base);
    if (known !== undefined) return known;
  }
  return 'en';
}

/** Loads the words and makes them the page's language. Resolves when they can be shown. */
export async function speak(language: Language): Promise<void> {
  const words = { ...(await load[language]()), ...(wantsLater ? await loadLater[language]() : {}) };
  if (!instance.isInitialized) {
    await instance.use(initReactI18next).init({
      lng: language,
      fallbackLng: false,
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false },
      resources: { [language]: { translation: words } },
    });
  } else {
    instance.addResourceBundle(language, 'translation', words);
    await instance.changeLanguage(language);
  }
  document.documentElement.lang = language;
}

/** Adds the words of the later pages to the page's language. Resolves when they can be shown. */
export async function learnLater(): Promise<void> {
  if (wantsLater) return;
  const language = currentLanguage();
  instance.addResourceBundle(language, 'translation', await loadLater[language]());
  wantsLater = true;
  if (currentLanguage() !== language) await speak(currentLanguage());
}

export const currentLanguage = (): Language => (instance.language ?? 'en') as Language;
export const translate: Translate = (key, values) => instance.t(key, values ?? {});

/** The translator and the language, for a component that shows words. */
export function useWords(): { t: Translate; language: Language } {
  const { t, i18n } = useTranslation(undefined, { i18n: instance });
  return useMemo(
    () => ({
      t: (key: Key, values?: Values) => t(key, values ?? {}),
      language: (i18n.language ?? 'en') as Language,
    }),
    [t, i18n.language],
  );
}
