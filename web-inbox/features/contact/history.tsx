import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import entries from './entry.module.css';
import { Entry } from './entry.tsx';
import css from './panel.module.css';

/** Everything that happened with the person, newest first, filtered by kind. */
export function History({ contact, conversation }: { contact: string; conversation: string }) {
  const { threads } = useServices();
  const { t } = useWords();
  const timeline = useInbox((state) => state.timelines[contact]);
  const [kind, setKind] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const known = timeline?.entries ?? [];
  const kinds = [...new Set(known.map((entry) => entry.kind))];
  const older = timeline?.older ?? null;
  const more = (): void => {
    setBusy(true);
    threads
      .history(contact, older ?? undefined)
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.section} aria-label={t('contact.timeline')}>
      <div className={entries.historyHead}>
        <h3>{t('contact.timeline')}</h3>
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className={css.add}>
              {t(`timeline.${kind ?? 'all'}` as Key)}
              <IconChevronDown size={13} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setKind(null)}>{t('timeline.all')}</Menu.Item>
            {kinds.map((one) => (
              <Menu.Item key={one} onClick={() => setKind(one)}>
                {t(`timeline.${one}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {known.length === 0 && <p className={css.since}>{t('contact.nothing')}</p>}
      <ol className={entries.history}>
        {known
          .filter((entry) => kind === null || entry.kind === kind)
          .map((entry) => (
            <Entry key={entry.id} entry={entry} conversation={conversation} />
          ))}
      </ol>
      {older !== null && (
        <Button size="compact-xs" variant="subtle" loading={busy} onClick={more}>
          {t('timeline.older')}
        </Button>
      )}
    </section>
  );
}
