import { Badge, Button } from '@mantine/core';
import { IconArrowsExchange, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserView } from '../../../src/api/protocol.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { type Language, languageNames, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ShiftDot } from '../conversations/assignee-items.tsx';
import { Invite } from './invite.tsx';
import css from './page.module.css';
import { PersonEditor } from './person-editor.tsx';

/** Colleagues: who they are, what they may do, and their work when they are away. Administrators change it. */
export function PeopleSection() {
  const { t } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<string | null>(null);
  const list = Object.values(users).sort(
    (one, other) => Number(one.disabled) - Number(other.disabled) || one.name.localeCompare(other.name),
  );
  const edited = editing === null ? undefined : users[editing];
  const administrator = me.role === 'administrator';
  return (
    <>
      <div className={css.title}>
        <h2>{t('settings.people')}</h2>
        {administrator && !adding && edited === undefined && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            {t('staff.add')}
          </Button>
        )}
      </div>
      <p className={css.hint}>{t('staff.rights')}</p>
      {adding && <Invite onDone={() => setAdding(false)} />}
      {edited !== undefined && <PersonEditor key={edited.id} user={edited} onDone={() => setEditing(null)} />}
      <div className={css.rows}>
        {list.map((user) => (
          <PersonRow
            key={user.id}
            user={user}
            onEdit={administrator ? () => setEditing(user.id) : undefined}
          />
        ))}
      </div>
    </>
  );
}

function PersonRow({ user, onEdit }: { user: UserView; onEdit: (() => void) | undefined }) {
  const { ui, catalog } = useServices();
  const { t } = useWords();
  const teams = useStore(catalog, (state) => state.teams);
  const facts = [
    t(`staff.${user.role}`),
    ...teams.filter((team) => user.teams.includes(team.id)).map((team) => team.name),
    (user.languages ?? []).map((one) => languageNames[one as Language] ?? one).join(', '),
    user.email,
  ];
  return (
    <div className={css.row} data-person={user.name} style={user.disabled ? { opacity: 0.7 } : undefined}>
      <Avatar id={user.id} name={user.name} size={38} />
      <span className={css.main}>
        <span className={css.name}>
          {!user.disabled && <ShiftDot shift={user.shift} label={t(`shift.${user.shift}`)} />} {user.name}{' '}
          {user.disabled && (
            <Badge size="sm" color="gray">
              {t('staff.disabled')}
            </Badge>
          )}
        </span>
        <span className={css.sub}>{facts.filter((fact) => fact !== '').join(' · ')}</span>
      </span>
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        leftSection={<IconArrowsExchange size={15} />}
        onClick={() => ui.update((state) => ({ ...state, reassign: { from: user.id } }))}
      >
        {t('staff.handOver')}
      </Button>
      {onEdit !== undefined && (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<IconPencil size={15} />}
          aria-label={t('staff.change', { name: user.name })}
          onClick={onEdit}
        >
          {t('common.edit')}
        </Button>
      )}
    </div>
  );
}
