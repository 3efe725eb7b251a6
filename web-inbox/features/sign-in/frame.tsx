import type { ReactNode } from 'react';
import type { Prefs } from '../../app/prefs.ts';
import { LANGUAGES, type Language, languageNames, speak, useWords } from '../../i18n/i18n.ts';
import type { Store } from '../../store/store.ts';
import css from './sign-in.module.css';

interface Props {
  prefs: Store<Prefs>;
  title: string;
  subtitle: string;
  children: ReactNode;
}

/** The page before anybody is signed in: what it is, in the reader's language. */
export function Frame({ prefs, title, subtitle, children }: Props) {
  const { language } = useWords();
  const choose = (next: Language): void => {
    prefs.update((state) => ({ ...state, language: next }));
    void speak(next);
  };
  return (
    <main className={css.page}>
      <div className={css.card}>
        <img src="/okno.svg" alt="Okno" width={52} height={52} />
        <h1>{title}</h1>
        <p>{subtitle}</p>
        {children}
      </div>
      <fieldset className={css.languages} aria-label="Language">
        {LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            title={languageNames[one]}
            aria-pressed={one === language}
            onClick={() => choose(one)}
          >
            {one.toUpperCase()}
          </button>
        ))}
      </fieldset>
    </main>
  );
}
