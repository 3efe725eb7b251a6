import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { IconCloudOff, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ContactView, ConversationView } from '../../../src/api/protocol.ts';
import type { ChangeContact } from '../../api/shapes.ts';
import { change as changeConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { mergeContact } from '../../sync/merge.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Addresses } from './addresses.tsx';
import { History } from './history.tsx';
import { Labels } from './labels.tsx';
import { Name } from './name.tsx';
import css from './panel.module.css';
import { Responsible } from './responsible.tsx';

/** The fourth pane: who this is, how to reach them, and what has happened so far. */
export function ContactPanel({ row, onClose }: { row: ConversationView; onClose(): void }) {
  const services = useServices();
  const { t } = useWords();
  const id = row.contact.id;
  const contact = useInbox((state) => state.contacts[id]);
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (epoch === 0) return;
    setFailed(false);
    services.threads.contact(id).catch(() => setFailed(true));
  }, [services, id, epoch]);
  return (
    <aside className={css.panel} aria-label={t('contact.title')}>
      <header className={css.head}>
        <h2>{t('contact.title')}</h2>
        <ActionIcon aria-label={t('common.close')} onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      <div className={css.body}>
        {contact === undefined && !failed && <PanelSkeleton />}
        {contact === undefined && failed && (
          <Empty icon={<IconCloudOff size={26} />} title={t('contact.failed')}>
            <Button
              size="xs"
              variant="light"
              onClick={() => void services.threads.contact(id).catch(toastError)}
            >
              {t('common.retry')}
            </Button>
          </Empty>
        )}
        {contact !== undefined && <Details contact={contact} row={row} />}
      </div>
    </aside>
  );
}

function Details({ contact, row }: { contact: ContactView; row: ConversationView }) {
  const services = useServices();
  const { t, language } = useWords();
  const change = (what: ChangeContact): void => {
    services.api
      .changeContact(contact.id, what)
      .then((changed) =>
        services.engine.merge({ cursor: null, merge: (state) => mergeContact(state, changed) }),
      )
      .catch(toastError);
  };
  return (
    <>
      <div className={css.who}>
        <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} size={64} />
        <Name key={contact.id} name={contact.name} onChange={(name) => change({ name })} />
        <p className={css.since}>{t('contact.since', { date: fullTime(contact.createdAt, language) })}</p>
        {contact.source !== undefined && (
          <p className={css.since}>
            {t('contact.source')}: {contact.source}
          </p>
        )}
      </div>
      <Addresses contact={contact} />
      <section className={css.section}>
        <h3>{t('contact.responsible')}</h3>
        <Responsible current={contact.responsible} onPick={(responsible) => change({ responsible })} />
      </section>
      <section className={css.section}>
        <h3>{t('contact.labels')}</h3>
        <Labels
          labels={row.labels}
          onChange={(labels) => void changeConversation(services, row.id, { labels })}
        />
      </section>
      <History contact={contact.id} conversation={row.id} />
    </>
  );
}

function PanelSkeleton() {
  return (
    <div className={css.who} aria-hidden="true">
      <Skeleton circle height={64} />
      <Skeleton height={14} width={150} mt={12} />
      <Skeleton height={10} width={190} mt={10} />
      <Skeleton height={60} mt={26} />
      <Skeleton height={60} mt={14} />
    </div>
  );
}
