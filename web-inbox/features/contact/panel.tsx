import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowsMaximize, IconCloudOff, IconGitMerge, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ContactView, ConversationView } from '../../../src/api/protocol.ts';
import { change as changeConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Empty } from '../../ui/empty.tsx';
import { askMerge } from '../contacts/merging.ts';
import { LeadControl } from '../leads/control.tsx';
import { ContactTasks } from '../tasks/section.tsx';
import { Addresses } from './addresses.tsx';
import { Facts } from './facts.tsx';
import { History } from './history.tsx';
import { Labels } from './labels.tsx';
import { MaybeSame } from './maybe-same.tsx';
import css from './panel.module.css';
import { PanelSkeleton } from './panel-skeleton.tsx';
import { Who } from './who.tsx';

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
        <span className={css.headButtons}>
          <Tooltip label={t('person.fullPage')}>
            <ActionIcon
              aria-label={t('person.fullPage')}
              onClick={() => services.router.go({ page: 'contact', id })}
            >
              <IconArrowsMaximize size={17} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('person.merge')}>
            <ActionIcon aria-label={t('person.merge')} onClick={() => askMerge(services, id)}>
              <IconGitMerge size={18} />
            </ActionIcon>
          </Tooltip>
          <ActionIcon aria-label={t('common.close')} onClick={onClose}>
            <IconX size={18} />
          </ActionIcon>
        </span>
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
  const { t } = useWords();
  return (
    <>
      <Who contact={contact} />
      <MaybeSame contact={contact.id} />
      <section className={css.section} aria-label={t('lead.title')}>
        <h3>{t('lead.title')}</h3>
        <LeadControl contact={contact} />
      </section>
      <ContactTasks contact={contact.id} />
      <Addresses contact={contact} />
      <Facts contact={contact} />
      <section className={css.section} aria-label={t('contact.labels')}>
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
