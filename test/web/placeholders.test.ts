import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_NOTES } from '../../channels/account-notes.ts';
import type { Content } from '../../channels/message.ts';
import { PLACEHOLDERS } from '../../channels/placeholders.ts';
import { placeholderKey, placeholderWords } from '../../web-inbox/features/thread/placeholder-words.ts';
import { en } from '../../web-inbox/i18n/en.ts';
import { enLater } from '../../web-inbox/i18n/en-later.ts';
import type { Translate } from '../../web-inbox/i18n/i18n.ts';
import { ru } from '../../web-inbox/i18n/ru.ts';
import { ruLater } from '../../web-inbox/i18n/ru-later.ts';
import { flatten } from '../../web-inbox/i18n/types.ts';
import { uk } from '../../web-inbox/i18n/uk.ts';
import { ukLater } from '../../web-inbox/i18n/uk-later.ts';
import { uz } from '../../web-inbox/i18n/uz.ts';
import { uzLater } from '../../web-inbox/i18n/uz-later.ts';

const words: Readonly<Record<string, Record<string, string>>> = {
  en: { ...flatten(en), ...flatten(enLater) },
  ru: { ...flatten(ru), ...flatten(ruLater) },
  uk: { ...flatten(uk), ...flatten(ukLater) },
  uz: { ...flatten(uz), ...flatten(uzLater) },
};
const speaking =
  (language: string): Translate =>
  (key, values = {}) =>
    (words[language]?.[key] ?? `no words for ${key}`).replace(
      /\{\{(\w+)\}\}/g,
      (_all, name: string) => `${values[name] ?? ''}`,
    );

describe.each(Object.keys(words))('in %s', (language) => {
  it.each(PLACEHOLDERS)('there are words for %s, and no code shows through', (what) => {
    const said = placeholderWords({ kind: 'placeholder', what, detail: 'Олена' }, speaking(language));
    expect(said).not.toMatch(/no words/);
    expect(said).toContain('Олена');
    if (what.includes('-')) expect(said).not.toContain(what);
  });

  it('what a newer codec names is still a sentence', () => {
    const said = placeholderWords({ kind: 'placeholder', what: 'hologram' }, speaking(language));
    expect(said).toContain('hologram');
    expect(said.length).toBeGreaterThan('hologram'.length + 5);
  });

  it.each(ACCOUNT_NOTES)('an account test can say %s', (code) => {
    expect(words[language]?.[`note.${code}`]?.length ?? 0).toBeGreaterThan(5);
  });
});

it('has no words for codes that no codec may use', () => {
  const keys = new Set<string>([...PLACEHOLDERS.map(placeholderKey), 'placeholder.anything']);
  const unused = Object.keys(words.en ?? {}).filter(
    (key) => key.startsWith('placeholder.') && !keys.has(key),
  );
  expect(unused).toEqual([]);
});

it('the fixtures of all channels name nothing else', () => {
  const fixtures = new URL('../fixtures/', import.meta.url);
  const named = new Set<string>();
  const walk = (content: Content): void => {
    for (const card of content.cards) if (card.kind === 'placeholder') named.add(card.what);
    for (const forward of content.forwards ?? []) walk(forward.content);
  };
  for (const folder of readdirSync(fixtures)) {
    for (const file of readdirSync(new URL(`${folder}/`, fixtures)).filter((name) =>
      name.endsWith('.events.json'),
    )) {
      const events = JSON.parse(readFileSync(new URL(`${folder}/${file}`, fixtures), 'utf8')) as {
        content?: Content;
      }[];
      for (const { content } of events) if (content !== undefined) walk(content);
    }
  }
  expect(named.size).toBeGreaterThan(10);
  expect([...named].filter((what) => !(PLACEHOLDERS as readonly string[]).includes(what))).toEqual([]);
});
