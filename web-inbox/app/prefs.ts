import { LANGUAGES, type Language, preferredLanguage } from '../i18n/i18n.ts';
import { createStore, type Store } from '../store/store.ts';

/** What belongs to this browser rather than to the person. */
export interface Prefs {
  language: Language;
  theme: 'light' | 'dark' | 'auto';
  sendKey: 'enter' | 'ctrl-enter';
  sound: boolean;
  notices: boolean;
  panel: boolean;
}

const place = 'okno-prefs';

/** Preferences that survive a reload; bad or missing ones fall back to the browser's wishes. */
export function createPrefs(storage: Storage, wishes: readonly string[]): Store<Prefs> {
  const store = createStore<Prefs>({
    language: preferredLanguage(wishes),
    theme: 'auto',
    sendKey: 'enter',
    sound: true,
    notices: false,
    panel: true,
    ...stored(storage),
  });
  store.subscribe(() => storage.setItem(place, JSON.stringify(store.get())));
  return store;
}

function stored(storage: Storage): Partial<Prefs> {
  try {
    const { language, ...rest } = JSON.parse(storage.getItem(place) ?? '{}') as Partial<Prefs>;
    return language !== undefined && LANGUAGES.includes(language) ? { ...rest, language } : rest;
  } catch {
    return {};
  }
}
