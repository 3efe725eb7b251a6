import { Loader } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { SearchAnswer } from '../../api/shapes.ts';
import { openConversation } from '../../app/actions.ts';
import { useServices } from '../../app/context.tsx';
import { sayError } from '../../app/errors.ts';
import { shortTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import keys from '../../keys/keys.module.css';
import { Avatar } from '../../ui/avatar.tsx';
import { useNow } from '../../ui/clock.ts';
import { Highlight } from '../../ui/highlight.tsx';
import css from './search.module.css';

const waitMs = 180;

interface SearchProps {
  /** What is asked when it opens. */
  asked: string;
  onDone(): void;
}

/** Finds people and messages while the query is typed. Arrows walk through what was found. */
export function SearchPanel({ asked, onDone }: SearchProps) {
  const services = useServices();
  const { t } = useWords();
  const [query, setQuery] = useState(asked);
  const [answer, setAnswer] = useState<{ query: string; found: SearchAnswer } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const wanted = query.trim();
  const busy = wanted.length >= 2 && answer?.query !== wanted && failure === null;
  useEffect(() => {
    setFailure(null);
    if (wanted.length < 2) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      services.api
        .search(wanted, stop.signal)
        .then((found) => setAnswer({ query: wanted, found }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setFailure(sayError(t, error));
        });
    }, waitMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [services, wanted, t]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to what stands in it
    <div className={keys.palette} onKeyDown={walk}>
      <div className={keys.find}>
        <IconSearch size={18} />
        <input
          // biome-ignore lint/a11y/noAutofocus: the search is opened to write in it
          autoFocus
          data-autofocus
          placeholder={t('search.hint')}
          aria-label={t('search.title')}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') document.querySelector<HTMLElement>('[data-found]')?.click();
          }}
        />
        {busy && <Loader size="xs" />}
      </div>
      <div className={keys.list}>
        {wanted.length < 2 && <p className={keys.nothing}>{t('search.short')}</p>}
        {failure !== null && <p className={keys.nothing}>{failure}</p>}
        {wanted.length >= 2 && answer !== null && <Found answer={answer} onDone={onDone} />}
      </div>
    </div>
  );
}

/** From the input through the results and back. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const places = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-found]')];
  const next = places[places.indexOf(document.activeElement as HTMLElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function Found({ answer, onDone }: { answer: { query: string; found: SearchAnswer }; onDone(): void }) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const { contacts, messages } = answer.found;
  const open = (conversation: string | null, seq: number | null): void => {
    onDone();
    if (conversation !== null) openConversation(services, conversation, seq);
  };
  if (contacts.length + messages.length === 0) {
    return (
      <p className={keys.nothing}>
        {t('search.nothing', { query: answer.query })}
        <br />
        {t('search.nothingHint')}
      </p>
    );
  }
  return (
    <>
      {contacts.length > 0 && <h3 className={css.heading}>{t('search.people')}</h3>}
      {contacts.map((contact) => (
        <button
          key={contact.id}
          type="button"
          data-found
          className={css.found}
          onClick={() => open(contact.conversation, null)}
        >
          <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} size={30} />
          <span className={css.text}>
            <span>
              <Highlight text={contact.name || t('contact.unnamed')} query={answer.query} />
            </span>
            <span className={css.detail}>
              <Highlight text={[...contact.phones, ...contact.emails].join(' · ')} query={answer.query} />
            </span>
          </span>
        </button>
      ))}
      {messages.length > 0 && <h3 className={css.heading}>{t('search.messages')}</h3>}
      {messages.map(({ message, contact }) => (
        <button
          key={message.id}
          type="button"
          data-found
          className={css.found}
          onClick={() => open(message.conversation, message.seq)}
        >
          <Avatar id={contact.id} name={contact.name} size={30} />
          <span className={css.text}>
            <span>{contact.name || t('contact.unnamed')}</span>
            <span className={css.detail}>
              <Highlight text={around(message.text, answer.query)} query={answer.query} />
            </span>
          </span>
          <time className={css.time}>{shortTime(message.sentAt, now, language)}</time>
        </button>
      ))}
    </>
  );
}

/** The stretch of a long text in which the query stands. */
export function around(text: string, query: string): string {
  const line = text.replace(/\s+/g, ' ');
  const at = line.toLocaleLowerCase().indexOf(query.toLocaleLowerCase());
  return at > 60 ? `…${line.slice(at - 40, at + 120)}` : line.slice(0, 160);
}
