import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsExchange, IconDots, IconUsers } from '@tabler/icons-react';
import type { BoardView } from '../../../src/api/protocol.ts';
import { useMe, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { amount, stretch } from '../../i18n/amounts.ts';
import { shortSpan } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useNow } from '../../ui/clock.ts';
import { Empty } from '../../ui/empty.tsx';
import { ShiftDot } from '../conversations/assignee-items.tsx';
import { urgencyOf } from '../conversations/list-model.ts';
import board from './board.module.css';
import css from './people.module.css';

type Operator = BoardView['operators'][number];

const order = { on: 0, away: 1, off: 2 } as const;
const shifts = ['on', 'away', 'off'] as const;

/** Colleagues with what lies on each, those on shift first. */
export function Operators({ board: live }: { board: BoardView }) {
  const { t } = useWords();
  const people = [...live.operators].sort(
    (one, other) =>
      order[one.user.shift] - order[other.user.shift] || one.user.name.localeCompare(other.user.name),
  );
  if (people.length === 0) {
    return (
      <section className={board.card}>
        <Empty
          icon={<IconUsers size={28} />}
          title={t('board.noOperators')}
          hint={t('board.noOperatorsHint')}
        />
      </section>
    );
  }
  return (
    <section className={board.card} aria-label={t('board.operators')}>
      <table className={css.people}>
        <thead>
          <tr>
            <th scope="col">{t('board.operators')}</th>
            <th scope="col">{t('board.load')}</th>
            <th scope="col">{t('board.waits')}</th>
            <th scope="col" className={css.roomy}>
              {t('board.first')}
            </th>
            <th scope="col" className={css.roomy}>
              {t('board.resolution')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('common.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((one) => (
            <OperatorRow key={one.user.id} one={one} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OperatorRow({ one }: { one: Operator }) {
  const { t, language } = useWords();
  const now = useNow();
  const { user, load, capacity } = one;
  const share = Math.min(1, load / capacity);
  const middle = (seconds: number | null): string => (seconds === null ? '–' : stretch(seconds, language));
  return (
    <tr data-operator={user.id}>
      <th scope="row">
        <span className={css.operator}>
          <Avatar id={user.id} name={user.name} size={28} />
          <span className={css.text}>
            <span className={css.name}>{user.name}</span>
            <span className={css.shift}>
              <ShiftDot shift={user.shift} label="" /> {t(`shift.${user.shift}`)}
            </span>
          </span>
        </span>
      </th>
      <td>
        {capacity === 0 ? (
          amount(load, language)
        ) : (
          <>
            <span className={css.load}>{t('board.loadOf', { load, capacity })}</span>
            <span className={css.bar} aria-hidden="true">
              <span data-full={share >= 1 || undefined} style={{ width: `${share * 100}%` }} />
            </span>
          </>
        )}
      </td>
      <td>
        {amount(one.waiting, language)}
        {one.oldestSince !== null && (
          <span className={css.wait} data-urgency={urgencyOf(one.oldestSince, now)}>
            {' '}
            {shortSpan(Math.max(0, now - Date.parse(one.oldestSince)), language)}
          </span>
        )}
      </td>
      <td className={css.roomy}>{middle(one.firstResponse)}</td>
      <td className={css.roomy}>{middle(one.resolution)}</td>
      <td>
        <OperatorMenu one={one} />
      </td>
    </tr>
  );
}

function OperatorMenu({ one }: { one: Operator }) {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const { user } = one;
  const mayShift = me.role === 'administrator' || user.id === me.id;
  const setShift = (shift: (typeof shifts)[number]): void => {
    const done =
      user.id === me.id ? services.api.changeMe({ shift }) : services.api.changeUser(user.id, { shift });
    done.catch(toastError);
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon aria-label={t('board.actions', { name: user.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowsExchange size={17} />}
          onClick={() => services.ui.update((ui) => ({ ...ui, reassign: { from: user.id } }))}
        >
          {t('board.reassignAll')}
        </Menu.Item>
        {mayShift && <Menu.Label>{t('board.shift')}</Menu.Label>}
        {mayShift &&
          shifts.map((shift) => (
            <Menu.Item
              key={shift}
              leftSection={<ShiftDot shift={shift} label="" />}
              fw={shift === user.shift ? 650 : 400}
              onClick={() => setShift(shift)}
            >
              {t(`shift.${shift}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
