import { describe, expect, it } from 'vitest';
import { formWords } from '../../web-inbox/channels/form-words.ts';
import { en } from '../../web-inbox/i18n/en.ts';
import { enLater } from '../../web-inbox/i18n/en-later.ts';
import { fileSize, shortSpan } from '../../web-inbox/i18n/format.ts';
import { preferredLanguage } from '../../web-inbox/i18n/i18n.ts';
import { ru } from '../../web-inbox/i18n/ru.ts';
import { ruLater } from '../../web-inbox/i18n/ru-later.ts';
import { flatten } from '../../web-inbox/i18n/types.ts';
import { uk } from '../../web-inbox/i18n/uk.ts';
import { ukLater } from '../../web-inbox/i18n/uk-later.ts';
import { uz } from '../../web-inbox/i18n/uz.ts';
import { uzLater } from '../../web-inbox/i18n/uz-later.ts';
import { uzbekDate, uzbekUnit } from '../../web-inbox/i18n/uzbek.ts';

const languages = {
  en: { ...en, ...enLater },
  ru: { ...ru, ...ruLater },
  uk: { ...uk, ...ukLater },
  uz: { ...uz, ...uzLater },
} as const;
const plural = /_(zero|one|two|few|many|other)$/;
const flat = Object.fromEntries(
  Object.entries(languages).map(([language, words]) => [language, flatten(words)]),
);
const bare = (words: Record<string, string>): string[] => [
  ...new Set(Object.keys(words).map((key) => key.replace(plural, ''))),
];
const variables = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

describe('the words of the screen', () => {
  it.each(Object.keys(languages))('%s has every sentence, and none is empty', (language) => {
    const words = flat[language] ?? {};
    expect(bare(words).sort()).toEqual(bare(flat.en ?? {}).sort());
    for (const [key, text] of Object.entries(words)) expect(text.trim(), key).not.toBe('');
  });

  it.each(Object.keys(languages))('%s has a form for every plural category of its grammar', (language) => {
    const words = flat[language] ?? {};
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of Object.keys(words).filter((one) => plural.test(one))) {
      for (const category of categories) {
        expect(words, key).toHaveProperty([key.replace(plural, `_${category}`)]);
      }
    }
  });

  it.each(Object.keys(languages))('%s fills in the same values as English', (language) => {
    const english = flat.en ?? {};
    for (const [key, text] of Object.entries(flat[language] ?? {})) {
      const model = english[key] ?? english[key.replace(plural, '_other')] ?? '';
      expect(variables(text), key).toEqual(variables(model));
    }
  });

  it('has no Russian left in Uzbek and no English in the Cyrillic languages by accident', () => {
    for (const text of Object.values(flat.uz ?? {})) expect(text).not.toMatch(/\p{Script=Cyrillic}/u);
    for (const language of ['ru', 'uk']) {
      const untouched = Object.entries(flat[language] ?? {}).filter(
        ([key, text]) => text === flat.en?.[key] && /[a-z]{4,}/i.test(text.replace(/\{\{\w+\}\}/g, '')),
      );
      expect(untouched.map(([key]) => key).sort()).toEqual([
        'app.name',
        'settings.sendCtrlEnter',
        'settings.sendEnter',
        'system.house',
      ]);
    }
  });

  it('asks the questions of an account form in every language', () => {
    for (const words of Object.values(formWords)) {
      for (const part of ['fields', 'groups', 'choices', 'help', 'about'] as const) {
        expect(Object.keys(words[part]).sort()).toEqual(Object.keys(formWords.en[part]).sort());
      }
    }
  });

  it('begins with the first language of the browser that it speaks', () => {
    expect(preferredLanguage(['de-DE', 'uk-UA', 'ru'])).toBe('uk');
    expect(preferredLanguage(['uz-Cyrl-UZ'])).toBe('uz');
    expect(preferredLanguage(['fr'])).toBe('en');
  });

  it('writes spans and sizes in their largest unit', () => {
    expect(shortSpan(20_000, 'en')).toBe('1 min');
    expect(shortSpan(3 * 3_600_000, 'ru')).toBe('3 ч');
    expect(shortSpan(50 * 3_600_000, 'en')).toBe('2 days');
    expect(fileSize(1536, 'en')).toBe('2 kB');
    expect(fileSize(5.5 * 1024 * 1024, 'ru')).toMatch(/^5,5\sМБ$/);
  });
});

describe('Uzbek dates where the browser has none', () => {
  const at = new Date(2026, 10, 22, 7, 5);

  it.each([
    [{ dateStyle: 'long', timeStyle: 'short' }, '22-noyabr, 2026 07:05'],
    [{ hour: '2-digit', minute: '2-digit' }, '07:05'],
    [{ weekday: 'short' }, 'Yak'],
    [{ weekday: 'short', day: 'numeric', month: 'long' }, 'Yak, 22-noyabr'],
    [{ day: 'numeric', month: 'short' }, '22-noy'],
    [{ day: '2-digit', month: '2-digit', year: '2-digit' }, '22.11.26'],
  ] as const)('%j', (options, words) => {
    expect(uzbekDate(at, options)).toBe(words);
  });

  it('has words for stretches of time', () => {
    expect(uzbekUnit(5, 'minute')).toBe('5 daq');
    expect(uzbekUnit(1.46, 'megabyte')).toBe('1,5 MB');
  });
});
