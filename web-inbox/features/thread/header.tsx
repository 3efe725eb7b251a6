import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconCheck,
  IconChevronDown,
  IconClockHour4,
  IconDots,
  IconLayoutSidebarRight,
  IconMail,
  IconPlayerTrackNext,
  IconRotate,
  IconUserCircle,
} from '@tabler/icons-react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { assign, change, close, openConversation, reopen, snooze, snoozeTimes } from '../../app/actions.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { ChannelIcon } from '../../channels/icons.tsx';
import { fullTime } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Lease } from '../../ui/lease.tsx';
import { BotTalkButton } from '../bot/talk-button.tsx';
import { AssigneeItems } from '../conversations/assignee-items.tsx';
import { addressWords } from './address-words.ts';
import css from './thread.module.css';

/** Who it is, who is responsible, and what is done most: assign, snooze, close. */
export function ThreadHeader({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t, language } = useWords();
  const details = (): void => {
    services.prefs.update((prefs) => ({ ...prefs, panel: !prefs.panel }));
    services.ui.update((ui) => ({ ...ui, contactOpen: !ui.contactOpen }));
  };
  const name = row.contact.name || t('contact.unnamed');
  return (
    <header className={css.head}>
      <ActionIcon
        className={css.narrow ?? ''}
        size={40}
        aria-label={t('common.back')}
        onClick={() => openConversation(services, null)}
      >
        <IconArrowLeft size={20} />
      </ActionIcon>
      <button type="button" className={css.person} onClick={details} title={t('act.details')}>
        <Avatar id={row.contact.id} name={name} url={row.contact.avatarUrl} size={36} />
        <span className={css.names}>
          <span className={css.name}>{name}</span>
          <span className={css.sub}>
            {row.status !== 'open' && <strong>{t(`status.${row.status}`)}</strong>}
            {row.snoozedUntil !== null &&
              t('list.snoozedUntil', { time: fullTime(row.snoozedUntil, language) })}
            {channelsOf(row).map((channel) => (
              <ChannelIcon key={channel} channel={channel} />
            ))}
            <Reached row={row} />
            <Lease until={row.leaseUntil} compact />
          </span>
        </span>
      </button>
      <div className={css.actions}>
        <BotTalkButton row={row} />
        <AssigneeButton row={row} />
        <span className={css.wide}>
          <SnoozeMenu row={row} />
        </span>
        <CloseButton row={row} />
        <MoreMenu row={row} />
        <Tooltip label={t('act.details')}>
          <ActionIcon className={css.wide ?? ''} size={34} aria-label={t('act.details')} onClick={details}>
            <IconLayoutSidebarRight size={19} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}

/** Where the person writes from, else which of our accounts they write to. */
function Reached({ row }: { row: ConversationView }) {
  const contact = useInbox((state) => state.contacts[row.contact.id]);
  const route = row.routes[0];
  const account = useInbox((state) => state.accounts[route?.account ?? '']?.name);
  return route === undefined ? null : addressWords(route, contact) || account;
}

const channelsOf = (row: ConversationView): string[] => [
  ...new Set(row.routes.map((route) => route.channel)),
];

function AssigneeButton({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const assignee = useInbox((state) => (row.assignee === null ? undefined : state.users[row.assignee]));
  const word =
    assignee === undefined ? t('act.assign') : assignee.id === me.id ? t('common.me') : assignee.name;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          variant={row.assignee === null ? 'light' : 'default'}
          size="xs"
          maw={190}
          px={8}
          aria-label={assignee === undefined ? t('act.assign') : t('act.assignTo', { name: assignee.name })}
        >
          {assignee === undefined ? (
            <IconUserCircle size={18} />
          ) : (
            <Avatar id={assignee.id} name={assignee.name} size={20} />
          )}
          <span className={css.word}>{word}</span>
          <IconChevronDown size={14} className={css.wide} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <AssigneeItems
          current={row.assignee}
          onPick={(target) =>
            void (target.team === undefined
              ? assign(services, row.id, target.assignee ?? null)
              : change(services, row.id, target))
          }
        />
      </Menu.Dropdown>
    </Menu>
  );
}

const times = ['hour', 'evening', 'tomorrow', 'week'] as const;
const timeWords: Readonly<Record<(typeof times)[number], Key>> = {
  hour: 'act.snoozeHour',
  evening: 'act.snoozeEvening',
  tomorrow: 'act.snoozeTomorrow',
  week: 'act.snoozeWeek',
};

function SnoozeItems({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t, language } = useWords();
  return times.map((time) => {
    const until = snoozeTimes[time](new Date());
    return (
      <Menu.Item key={time} onClick={() => void snooze(services, row.id, until)}>
        {t(timeWords[time])}
        <div style={{ color: 'var(--ink-3)', fontSize: 12 }}>{fullTime(until.toISOString(), language)}</div>
      </Menu.Item>
    );
  });
}

function SnoozeMenu({ row }: { row: ConversationView }) {
  const { t } = useWords();
  if (row.status !== 'open') return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('act.snooze')}>
          <ActionIcon size={34} aria-label={t('act.snooze')}>
            <IconClockHour4 size={19} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <SnoozeItems row={row} />
      </Menu.Dropdown>
    </Menu>
  );
}

function CloseButton({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t } = useWords();
  if (row.status === 'open') {
    return (
      <Tooltip label={t('act.closeNext')}>
        <Button
          size="xs"
          variant="filled"
          px={10}
          aria-label={t('act.closeIt')}
          onClick={() => void close(services, row.id, true)}
        >
          <IconCheck size={16} />
          <span className={css.wide} style={{ marginInlineStart: 6 }}>
            {t('act.closeIt')}
          </span>
        </Button>
      </Tooltip>
    );
  }
  return (
    <Button
      size="xs"
      variant="light"
      leftSection={<IconRotate size={16} />}
      onClick={() => void reopen(services, row.id)}
    >
      {t(row.status === 'snoozed' ? 'act.wake' : 'act.reopen')}
    </Button>
  );
}

function MoreMenu({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t } = useWords();
  const unread = (): void => {
    void change(services, row.id, { read: false }).then(() => openConversation(services, null));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={34} aria-label={t('common.more')}>
          <IconDots size={19} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {row.status === 'open' && (
          <Menu.Item
            leftSection={<IconPlayerTrackNext size={17} />}
            onClick={() => void close(services, row.id, false)}
          >
            {t('command.close')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconMail size={17} />} onClick={unread}>
          {t('act.unread')}
        </Menu.Item>
        {row.status === 'open' && (
          <>
            <Menu.Divider />
            <Menu.Label>{t('act.snooze')}</Menu.Label>
            <SnoozeItems row={row} />
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
