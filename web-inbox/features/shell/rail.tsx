import { Menu, Tooltip } from '@mantine/core';
import {
  IconDots,
  IconInbox,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPhoneX,
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
import { type Place, placesFor } from './places.ts';
import css from './rail.module.css';

/** The first pane: where to go, what needs attention, and the person themselves. */
export function Rail() {
  const services = useServices();
  const { router, ui } = services;
  const { t } = useWords();
  const route = useRoute();
  const me = useMe();
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
      {placesFor(me.role, 'work').map((place) => (
        <PlaceItem key={place.page} place={place} active={isAt(place, route.page)} />
      ))}
      <MissedCalls />
      <MorePlaces key={me.role} places={placesFor(me.role, 'office')} current={route.page} />
      {sick && (
        <Item
          label={t('nav.health')}
          warn
          onClick={() =>
            router.go(
              me.role === 'operator' ? { page: 'settings', section: 'accounts' } : { page: 'channels' },
            )
          }
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

/** A person's page belongs to the contacts. */
const isAt = (place: Place, page: Place['page']): boolean =>
  place.page === page || (place.page === 'contacts' && page === 'contact');

/** Calls that nobody has returned; gone when there is none. On a phone they are part of the day's count. */
function MissedCalls() {
  const { router } = useServices();
  const { t } = useWords();
  const count = useInbox((state) => state.work?.missedCalls ?? 0);
  if (count === 0) return null;
  return (
    <span className={css.wide}>
      <Item
        label={t('go.missed', { count })}
        badge={count}
        warn
        onClick={() => router.go({ page: 'work', tab: 'calls' })}
      >
        <IconPhoneX size={22} stroke={1.8} />
      </Item>
    </span>
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
        aria-label={badge > 0 ? `${label}, ${badge}` : label}
        aria-current={active ? 'page' : undefined}
        data-warn={warn || undefined}
        onClick={onClick}
      >
        {children}
        <Badge count={badge} />
      </button>
    </Tooltip>
  );
}

const noBadge = (): number => 0;

function PlaceItem({ place, active }: { place: Place; active: boolean }) {
  const { router } = useServices();
  const { t } = useWords();
  const badge = (place.useBadge ?? noBadge)();
  const Icon = place.icon;
  return (
    <Item label={t(place.word)} active={active} badge={badge} onClick={() => router.go(place.route)}>
      <Icon size={22} stroke={1.8} />
    </Item>
  );
}

/** Pages that nobody needs every hour, behind one button that shows what waits in them. */
function MorePlaces({ places, current }: { places: readonly Place[]; current: string }) {
  const { router } = useServices();
  const { t } = useWords();
  // The list never changes in one life of this component: another role makes another one.
  const badges = places.map((place) => (place.useBadge ?? noBadge)());
  return (
    <Menu position="right-start" width={240}>
      <Menu.Target>
        <button
          type="button"
          className={css.item}
          aria-label={t('nav.more')}
          title={t('nav.more')}
          aria-current={places.some((place) => place.page === current) ? 'page' : undefined}
        >
          <IconDots size={22} stroke={1.8} />
          <Badge count={badges.reduce((sum, badge) => sum + badge, 0)} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map((place, index) => (
          <Menu.Item
            key={place.page}
            leftSection={<place.icon size={18} stroke={1.8} />}
            rightSection={<span className={css.count}>{badges[index] || ''}</span>}
            fw={place.page === current ? 650 : 400}
            onClick={() => router.go(place.route)}
          >
            {t(place.word)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const Badge = ({ count }: { count: number }) =>
  count > 0 ? <span className={css.badge}>{count > 99 ? '99+' : count}</span> : null;

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
