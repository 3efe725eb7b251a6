import { Loader } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Highlight } from '../../ui/highlight.tsx';
import css from './contacts.module.css';
import dialog from './dialogs.module.css';
import { useFoundPeople } from './use-found.ts';

/** Looks for somebody by name, phone or address. `except` is never offered. */
export function PersonPicker({
  label,
  except,
  onPick,
}: {
  label: string;
  except: string | null;
  onPick(contact: ContactView): void;
}) {
  const { t } = useWords();
  const { query, setQuery, found, busy } = useFoundPeople();
  const list = useRef<HTMLDivElement>(null);
  const people = (found ?? []).filter((contact) => contact.id !== except);
  const focus = (index: number): void => {
    const rows = list.current?.querySelectorAll<HTMLElement>('button') ?? [];
    rows[Math.min(Math.max(index, 0), rows.length - 1)]?.focus();
  };
  return (
    <>
      <div className={css.find} style={{ margin: '0 0 10px' }}>
        <IconSearch size={17} />
        <input
          data-autofocus
          placeholder={t('merge.findHint')}
          aria-label={label}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') focus(0);
            else if (event.key === 'Enter' && people[0] !== undefined) onPick(people[0]);
            else return;
            event.preventDefault();
          }}
        />
        {busy && <Loader size="xs" />}
      </div>
      <div className={dialog.picks} ref={list}>
        {found === null && <p className={dialog.nothing}>{label}</p>}
        {found !== null && people.length === 0 && (
          <p className={dialog.nothing}>{t('contacts.nothing', { query: query.trim() })}</p>
        )}
        {people.map((contact, index) => (
          <button
            key={contact.id}
            type="button"
            className={dialog.pick}
            onClick={() => onPick(contact)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') focus(index + 1);
              else if (event.key === 'ArrowUp') focus(index - 1);
              else return;
              event.preventDefault();
            }}
          >
            <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} size={32} />
            <span className={css.who}>
              <span>
                <Highlight text={contact.name || t('contact.unnamed')} query={query} />
              </span>
              <span className={css.sub}>
                <Highlight text={reachOf(contact)} query={query} />
              </span>
            </span>
          </button>
        ))}
      </div>
    </>
  );
}

/** Company, phones and addresses in one line. */
export const reachOf = (contact: ContactView): string =>
  [contact.company ?? '', ...contact.phones, ...contact.emails].filter((part) => part !== '').join(' · ');
