import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconUserX } from '@tabler/icons-react';
import { useInbox } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import css from './panel.module.css';

/** Who is responsible for the person, beyond this conversation. */
export function Responsible({
  current,
  onPick,
}: {
  current: string | null;
  onPick(id: string | null): void;
}) {
  const { t } = useWords();
  const users = useInbox((state) => state.users);
  const person = current === null ? undefined : users[current];
  return (
    <Menu width={220}>
      <Menu.Target>
        <button type="button" className={css.pick}>
          {person !== undefined && <Avatar id={person.id} name={person.name} size={22} />}
          <span className={css.value}>{person?.name ?? t('common.nobody')}</span>
          <IconChevronDown size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.values(users)
          .filter((user) => !user.disabled)
          .map((user) => (
            <Menu.Item
              key={user.id}
              leftSection={<Avatar id={user.id} name={user.name} size={20} />}
              rightSection={user.id === current ? <IconCheck size={15} /> : undefined}
              onClick={() => onPick(user.id)}
            >
              {user.name}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconUserX size={17} />} onClick={() => onPick(null)}>
          {t('common.nobody')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
