import { Menu } from '@mantine/core';
import { IconCheck, IconUsersGroup, IconUserX } from '@tabler/icons-react';
import type { ChangeConversation } from '../../api/shapes.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Avatar } from '../../ui/avatar.tsx';

interface Props {
  current: string | null;
  onPick(change: ChangeConversation): void;
}

/** Menu items: me, colleagues with their shift, teams, nobody. */
export function AssigneeItems({ current, onPick }: Props) {
  const { t } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const teams = useStore(useServices().catalog, (state) => state.teams);
  const colleagues = Object.values(users)
    .filter((user) => !user.disabled && user.id !== me.id)
    .sort((one, other) => one.name.localeCompare(other.name));
  const tick = (id: string) => (current === id ? <IconCheck size={15} /> : undefined);
  return (
    <>
      <Menu.Item
        leftSection={<Avatar id={me.id} name={me.name} size={22} />}
        rightSection={tick(me.id)}
        onClick={() => onPick({ assignee: me.id })}
      >
        {t('act.assignMe')}
      </Menu.Item>
      {colleagues.length > 0 && <Menu.Label>{t('act.people')}</Menu.Label>}
      {colleagues.map((user) => (
        <Menu.Item
          key={user.id}
          leftSection={<Avatar id={user.id} name={user.name} size={22} />}
          rightSection={tick(user.id) ?? <ShiftDot shift={user.shift} label={t(`shift.${user.shift}`)} />}
          onClick={() => onPick({ assignee: user.id })}
        >
          {user.name}
        </Menu.Item>
      ))}
      {teams.length > 0 && <Menu.Label>{t('act.teams')}</Menu.Label>}
      {teams.map((team) => (
        <Menu.Item
          key={team.id}
          leftSection={<IconUsersGroup size={18} />}
          onClick={() => onPick({ team: team.id, assignee: null })}
        >
          {team.name}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item leftSection={<IconUserX size={18} />} onClick={() => onPick({ assignee: null, team: null })}>
        {t('act.unassign')}
      </Menu.Item>
    </>
  );
}

const shiftColors = { on: 'var(--good)', away: 'var(--warn)', off: 'var(--line-strong)' } as const;

/** Whether a colleague is at work. */
export function ShiftDot({ shift, label }: { shift: keyof typeof shiftColors; label: string }) {
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      style={{
        display: 'inline-block',
        width: 8,
        height: 8,
        borderRadius: 4,
        background: shiftColors[shift],
      }}
    />
  );
}
