import { Button, Menu } from '@mantine/core';
import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconBriefcase,
  IconCheckbox,
  IconChevronDown,
  IconCircleDot,
  IconGitMerge,
  IconId,
  IconNote,
  IconPhone,
  IconRobot,
  IconUserShare,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { MessageView, TimelineEntryView } from '../../../src/api/protocol.ts';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { fullTime, shortTime } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { useNow } from '../../ui/clock.ts';
import { systemWords } from '../thread/other-rows.tsx';
import css from './panel.module.css';

const icons: Readonly<Record<string, TablerIcon>> = {
  note: IconNote,
  call: IconPhone,
  assignment: IconUserShare,
  status: IconCircleDot,
  task: IconCheckbox,
  deal: IconBriefcase,
  merge: IconGitMerge,
  bot: IconRobot,
  identity: IconId,
};

/** Everything that happened with the person, newest first, filtered by kind. */
export function History({ contact, conversation }: { contact: string; conversation: string }) {
  const { threads } = useServices();
  const { t } = useWords();
  const timeline = useInbox((state) => state.timelines[contact]);
  const [kind, setKind] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const entries = timeline?.entries ?? [];
  const kinds = [...new Set(entries.map((entry) => entry.kind))];
  const older = timeline?.older ?? null;
  const more = (): void => {
    setBusy(true);
    threads
      .history(contact, older ?? undefined)
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.section}>
      <div className={css.historyHead}>
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
      {entries.length === 0 && <p className={css.since}>{t('contact.nothing')}</p>}
      <ol className={css.history}>
        {entries
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

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

function Entry({ entry, conversation }: { entry: TimelineEntryView; conversation: string }) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const users = useInbox((state) => state.users);
  const teams = useStore(services.catalog, (state) => state.teams);
  const spoken = entry.kind === 'message' || entry.kind === 'note';
  const message = spoken ? (entry.message as MessageView | undefined) : undefined;
  const out = message?.direction === 'out';
  const Icon = icons[entry.kind] ?? (out ? IconArrowUpRight : IconArrowDownLeft);
  const nameOf = (id: unknown): string | null =>
    typeof id === 'string' ? (users[id]?.name ?? teams.find((team) => team.id === id)?.name ?? id) : null;
  const changed = entry.kind === 'assignment' || entry.kind === 'status' || entry.kind === 'merge';
  const title = spoken
    ? t(entry.kind === 'note' ? 'composer.note' : out ? 'timeline.answered' : 'timeline.wrote')
    : changed
      ? systemWords(entry, t, language, nameOf)
      : t(entry.kind === 'lead' ? 'timeline.firstContact' : (`timeline.${entry.kind}` as Key));
  const facts = [message?.text, entry.source, entry.reason, entry.detail, entry.value, entry.title];
  const text = facts.map(word).find((fact) => fact !== '') ?? '';
  const seq = message?.seq ?? null;
  const content = (
    <>
      <span className={css.entryIcon}>
        <Icon size={14} />
      </span>
      <span className={css.entryText}>
        <span>{title}</span>
        {text !== '' && <span className={css.entryDetail}>{text}</span>}
      </span>
      <time title={fullTime(entry.at, language)}>{shortTime(entry.at, now, language)}</time>
    </>
  );
  return (
    <li>
      {spoken && seq !== null ? (
        <button
          type="button"
          className={css.entry}
          onClick={() => openConversation(services, conversation, seq)}
        >
          {content}
        </button>
      ) : (
        <div className={css.entry}>{content}</div>
      )}
    </li>
  );
}
