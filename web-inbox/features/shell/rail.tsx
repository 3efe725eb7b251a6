import { Menu, Tooltip } from '@mantine/core';
import {
  IconFileAlert,
  IconInbox,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlugConnectedX,
  IconSettings,
  IconUser,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useInbox, useMe, useRoute, useServices } from '../../app/context.tsx';
import { inboxFilter } from '../../app/route.ts';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { commands } from '../../keys/commands.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ShiftDot } from '../conversations/assignee-items.tsx';
import css from './rail.module.css';

/** The first pane: where to go, what needs attention, and the person themselves. */
export function Rail() {
  const services = useServices();
  const { router, ui } = services;
  const { t } = useWords();
  const route = useRoute();
  const me = useMe();
  const quarantine = useInbox((state) => state.quarantine);
  const mine = useInbox((state) => state.counts?.mine ?? 0);
  const sick = useInbox((state) =>
    Object.values(state.accounts).some(
      (account) => account.enabled && ['degraded', 'blocked'].includes(account.health.state),
    ),
  );
  const inbox = route.page === 'inbox';
  return (
    <nav
      className={css.rail}
      aria-label={t('nav.main')}
      data-hidden={(inbox && route.conversation !== null) || undefined}
    >
      <img className={css.logo} src="/okno.svg" alt={t('app.name')} width={32} height={32} />
      <Item
        label={t('nav.inbox')}
        active={inbox}
        badge={mine}
        onClick={() =>
          router.go({
            page: 'inbox',
            filter: inbox ? route.filter : inboxFilter,
            conversation: null,
            seq: null,
          })
        }
      >
        <IconInbox size={22} stroke={1.8} />
      </Item>
      {me.role !== 'operator' && (
        <Item
          label={t('nav.quarantine')}
          active={route.page === 'quarantine'}
          badge={quarantine}
          onClick={() => router.go({ page: 'quarantine' })}
        >
          <IconFileAlert size={22} stroke={1.8} />
        </Item>
      )}
      {sick && (
        <Item
          label={t('nav.health')}
          warn
          onClick={() => router.go({ page: 'settings', section: 'accounts' })}
        >
          <IconPlugConnectedX size={22} stroke={1.8} />
        </Item>
      )}
      <span className={css.gap} />
      <span className={css.wide}>
        <Item label={t('nav.help')} onClick={() => ui.update((state) => ({ ...state, overlay: 'help' }))}>
          <IconKeyboard size={22} stroke={1.8} />
        </Item>
      </span>
      <Item
        label={t('nav.settings')}
        active={route.page === 'settings'}
        onClick={() => router.go({ page: 'settings', section: 'profile' })}
      >
        <IconSettings size={22} stroke={1.8} />
      </Item>
      <MeMenu />
    </nav>
  );
}

interface ItemProps {
  label: string;
  active?: boolean;
  badge?: number;
  warn?: boolean;
  onClick(): void;
  children: ReactNode;
}

function Item({ label, active = false, badge = 0, warn = false, onClick, children }: ItemProps) {
  return (
    <Tooltip label={label} position="right">
      <button
        type="button"
        className={css.item}
        aria-label={label}
        aria-current={active ? 'page' : undefined}
        data-warn={warn || undefined}
        onClick={onClick}
      >
        {children}
        {badge > 0 && <span className={css.badge}>{badge > 99 ? '99+' : badge}</span>}
      </button>
    </Tooltip>
  );
}

const shifts = ['on', 'away', 'off'] as const;

function MeMenu() {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const theme = commands.find((command) => command.id === 'theme');
  const signOut = (): void => {
    services.api
      .signOut()
      .then(() => window.location.assign('/'))
      .catch(toastError);
  };
  return (
    <Menu position="right-end" width={220}>
      <Menu.Target>
        <button type="button" className={css.me} aria-label={t('nav.profile')}>
          <Avatar id={me.id} name={me.name} size={34} />
          <span className={css.dot}>
            <ShiftDot shift={me.shift} label={t(`shift.${me.shift}`)} />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        {shifts.map((shift) => (
          <Menu.Item
            key={shift}
            leftSection={<ShiftDot shift={shift} label="" />}
            fw={me.shift === shift ? 650 : 400}
            onClick={() => void services.api.changeMe({ shift }).catch(toastError)}
          >
            {t(`shift.${shift}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUser size={17} />}
          onClick={() => services.router.go({ page: 'settings', section: 'profile' })}
        >
          {t('nav.me')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMoon size={17} />} onClick={() => theme?.run(services, '')}>
          {t('command.theme')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={17} />} onClick={signOut}>
          {t('sign.out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
