import { Button, Loader } from '@mantine/core';
import { IconAddressBook, IconCloudOff, IconSearch, IconUserSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { VList, type VListHandle } from 'virtua';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import { ContactRow, RowSkeletons } from './contact-row.tsx';
import css from './contacts.module.css';
import { useFoundPeople } from './use-found.ts';
import { usePeople } from './use-people.ts';

/** The list of people: typed to search, moved through by arrows, opened by Enter. */
export function PeopleTab() {
  const { router, ui } = useServices();
  const { t } = useWords();
  const { people, state, more, again } = usePeople();
  const { query, setQuery, found, busy } = useFoundPeople();
  const [at, setAt] = useState(-1);
  const list = useRef<VListHandle>(null);
  const rows = found ?? people;
  const open = (id: string): void => router.go({ page: 'contact', id });
  useEffect(() => {
    if (at >= 0) list.current?.scrollToIndex(at, { align: 'nearest' });
  }, [at]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, rows.length - 1));
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, -1));
    else if (event.key === 'Enter') {
      const row = rows[Math.max(at, 0)];
      if (row !== undefined) open(row.id);
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={css.find}>
        <IconSearch size={17} />
        <input
          // biome-ignore lint/a11y/noAutofocus: whoever opens the list looks for somebody
          autoFocus
          role="combobox"
          aria-expanded={rows.length > 0}
          aria-controls="people"
          aria-activedescendant={at >= 0 ? `person-${rows[at]?.id}` : undefined}
          placeholder={t('contacts.find')}
          aria-label={t('contacts.find')}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(-1);
          }}
          onKeyDown={onKeyDown}
        />
        {busy && <Loader size="xs" />}
      </div>
      <div className={css.body}>
        {rows.length === 0 && found !== null && !busy && (
          <Empty
            icon={<IconUserSearch size={28} />}
            title={t('contacts.nothing', { query: query.trim() })}
            hint={t('contacts.nothingHint')}
          />
        )}
        {rows.length === 0 && found === null && state === 'loading' && <RowSkeletons />}
        {rows.length === 0 && found === null && state === 'failed' && (
          <Empty icon={<IconCloudOff size={28} />} title={t('contacts.failed')}>
            <Button size="xs" variant="light" onClick={again}>
              {t('common.retry')}
            </Button>
          </Empty>
        )}
        {rows.length === 0 && found === null && state === 'ready' && (
          <Empty
            icon={<IconAddressBook size={28} />}
            title={t('contacts.empty')}
            hint={t('contacts.emptyHint')}
          >
            <Button
              size="xs"
              variant="light"
              onClick={() =>
                ui.update((all) => ({ ...all, dialog: { kind: 'new-contact', phone: '', call: null } }))
              }
            >
              {t('contacts.create')}
            </Button>
          </Empty>
        )}
        {rows.length > 0 && (
          <VList
            ref={list}
            id="people"
            role="listbox"
            aria-label={t('contacts.people')}
            data={rows}
            itemSize={60}
            onScroll={(offset) => {
              const size = list.current;
              if (found === null && size !== null && offset + size.viewportSize > size.scrollSize - 800)
                more();
            }}
          >
            {(contact, index) => (
              <ContactRow
                key={contact.id}
                contact={contact}
                query={query}
                chosen={index === at}
                onOpen={open}
              />
            )}
          </VList>
        )}
      </div>
    </>
  );
}
