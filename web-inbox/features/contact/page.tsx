import { ActionIcon, Button } from '@mantine/core';
import {
  IconArrowLeft,
  IconCheckbox,
  IconCloudOff,
  IconEyeOff,
  IconGitMerge,
  IconMessage,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Empty } from '../../ui/empty.tsx';
import { askMerge } from '../contacts/merging.ts';
import { LeadControl } from '../leads/control.tsx';
import { askTask } from '../tasks/actions.ts';
import { ContactTasks } from '../tasks/section.tsx';
import { Addresses } from './addresses.tsx';
import { Facts } from './facts.tsx';
import { MaybeSame } from './maybe-same.tsx';
import css from './page.module.css';
import panel from './panel.module.css';
import { PanelSkeleton } from './panel-skeleton.tsx';
import { Timeline } from './timeline.tsx';
import { Who } from './who.tsx';

/** Everything about one person: who they are on the left, what happened on the right. */
export function ContactPage({ id }: { id: string }) {
  const services = useServices();
  const { t } = useWords();
  const contact = useInbox((state) => state.contacts[id]);
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  const [failure, setFailure] = useState<'gone' | 'failed' | null>(null);
  const [tab, setTab] = useState<'about' | 'history'>('history');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a contact that left the screen is asked for again
  useEffect(() => {
    if (epoch === 0) return;
    setFailure(null);
    services.threads.contact(id).catch((error: unknown) => {
      setFailure(error instanceof ApiError && error.status === 404 ? 'gone' : 'failed');
    });
  }, [services, id, epoch, contact === undefined]);
  const back = (): void => services.router.go({ page: 'contacts', tab: 'people' });
  if (contact === undefined && failure !== null) {
    const gone = failure === 'gone';
    return (
      <Empty
        icon={gone ? <IconEyeOff size={28} /> : <IconCloudOff size={28} />}
        title={t(gone ? 'page.gone' : 'page.failed')}
        hint={t(gone ? 'page.goneHint' : 'link.failed')}
      >
        <Button size="xs" variant="light" onClick={back}>
          {t('page.back')}
        </Button>
      </Empty>
    );
  }
  return (
    <section className={css.page} aria-label={contact?.name ?? t('contact.title')}>
      <Head contact={contact} onBack={back} />
      <div className={css.tabs} role="tablist">
        {(['history', 'about'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={tab === name}
            className={css.tab}
            onClick={() => setTab(name)}
          >
            {t(`page.${name}`)}
          </button>
        ))}
      </div>
      <div className={css.columns} data-tab={tab}>
        <aside className={css.about} aria-label={t('page.about')}>
          {contact === undefined ? <PanelSkeleton /> : <About contact={contact} />}
        </aside>
        <Timeline key={id} contact={id} conversation={contact?.conversation ?? null} />
      </div>
    </section>
  );
}

function Head({ contact, onBack }: { contact: ContactView | undefined; onBack(): void }) {
  const services = useServices();
  const { t } = useWords();
  return (
    <header className={css.head}>
      <ActionIcon size={36} aria-label={t('page.back')} onClick={onBack}>
        <IconArrowLeft size={19} />
      </ActionIcon>
      <h1>{contact === undefined ? '' : contact.name || t('contact.unnamed')}</h1>
      <span className={css.grow} />
      {contact !== undefined && (
        <>
          <Button
            size="xs"
            variant="default"
            aria-label={t('person.merge')}
            onClick={() => askMerge(services, contact.id)}
          >
            <IconGitMerge size={16} />
            <span className={css.word}>&nbsp;{t('person.merge')}</span>
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={t('task.add')}
            onClick={() => askTask(services, contact.id)}
          >
            <IconCheckbox size={16} />
            <span className={css.word}>&nbsp;{t('task.add')}</span>
          </Button>
          {contact.conversation !== null && (
            <Button
              size="xs"
              aria-label={t('page.conversation')}
              onClick={() => openConversation(services, contact.conversation)}
            >
              <IconMessage size={16} />
              <span className={css.word}>&nbsp;{t('page.conversation')}</span>
            </Button>
          )}
        </>
      )}
    </header>
  );
}

function About({ contact }: { contact: ContactView }) {
  const { t } = useWords();
  return (
    <>
      <Who contact={contact} />
      <MaybeSame contact={contact.id} />
      <section className={panel.section} aria-label={t('lead.title')}>
        <h3>{t('lead.title')}</h3>
        <LeadControl contact={contact} />
      </section>
      <ContactTasks contact={contact.id} />
      <Facts contact={contact} />
      <Addresses contact={contact} />
    </>
  );
}
