import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useServices } from '../../app/context.tsx';
import type { ContactsTab } from '../../app/route.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import css from './contacts.module.css';
import { MergesTab } from './merges-tab.tsx';
import { PeopleTab } from './people-tab.tsx';
import { SuggestionsTab } from './suggestions-tab.tsx';

const tabs: readonly { id: ContactsTab; word: Key }[] = [
  { id: 'people', word: 'contacts.people' },
  { id: 'suggestions', word: 'contacts.duplicates' },
  { id: 'merges', word: 'contacts.merges' },
];

/** Everybody we know, who may be somebody else, and who became one. */
export function ContactsPage({ tab }: { tab: ContactsTab }) {
  const { router, ui } = useServices();
  const { t } = useWords();
  const create = (): void =>
    ui.update((state) => ({ ...state, dialog: { kind: 'new-contact', phone: '', call: null } }));
  return (
    <section className={css.page} aria-label={t('contacts.title')}>
      <header className={css.head}>
        <h1>{t('contacts.title')}</h1>
        <div className={css.tabs} role="tablist">
          {tabs.map(({ id, word }) => (
            <button
              key={id}
              type="button"
              role="tab"
              aria-selected={id === tab}
              className={css.tab}
              onClick={() => router.go({ page: 'contacts', tab: id })}
            >
              {t(word)}
            </button>
          ))}
        </div>
        <span className={css.grow} />
        <Button size="xs" leftSection={<IconUserPlus size={16} />} onClick={create}>
          {t('contacts.create')}
        </Button>
      </header>
      {tab === 'people' && <PeopleTab />}
      {tab === 'suggestions' && <SuggestionsTab />}
      {tab === 'merges' && <MergesTab />}
    </section>
  );
}
