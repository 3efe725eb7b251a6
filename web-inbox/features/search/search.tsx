import { Loader } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
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

/** Finds people and messages while the query is typed. */
export function SearchPanel({ onDone }: { onDone(): void }) {
  const services = useServices();
  const { t } = useWords();
  const [query, setQuery] = useState('');
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
    <div className={keys.palette}>
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
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            document.querySelector<HTMLElement>('[data-found]')?.focus();
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
