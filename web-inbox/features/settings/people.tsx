import { Badge, Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { keepNewer } from '../../sync/apply.ts';
import { Avatar } from '../../ui/avatar.tsx';
import css from './page.module.css';

const roles = ['operator', 'manager', 'administrator'] as const;
type Role = (typeof roles)[number];

/** Colleagues: invite, change the role, disable. */
export function PeopleSection() {
  const { t } = useWords();
  const users = useInbox((state) => state.users);
  const [adding, setAdding] = useState(false);
  const list = Object.values(users).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      <div className={css.title}>
        <h2>{t('settings.people')}</h2>
        {!adding && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            {t('staff.add')}
          </Button>
        )}
      </div>
      {adding && <Invite onDone={() => setAdding(false)} />}
      <div className={css.rows}>
        {list.map((user) => (
          <PersonRow key={user.id} user={user} />
        ))}
      </div>
    </>
  );
}

function useKeep(): (user: UserView) => void {
  const { engine } = useServices();
  return (user) =>
    engine.merge({ cursor: null, merge: (state) => ({ ...state, users: keepNewer(state.users, user) }) });
}

function PersonRow({ user }: { user: UserView }) {
  const { api } = useServices();
  const { t } = useWords();
  const me = useMe();
  const keep = useKeep();
  const change = (what: Parameters<typeof api.changeUser>[1]): void => {
    api
      .changeUser(user.id, what)
      .then(keep)
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'conflict')
          toast(t('staff.lastAdministrator'), 'bad');
        else toastError(error);
      });
  };
  return (
    <div className={css.row} style={user.disabled ? { opacity: 0.65 } : undefined}>
      <Avatar id={user.id} name={user.name} size={38} />
      <span className={css.main}>
        <span className={css.name}>
          {user.name}{' '}
          {user.disabled && (
            <Badge size="sm" color="gray">
              {t('staff.disabled')}
            </Badge>
          )}
        </span>
        <span className={css.sub}>{user.email}</span>
      </span>
      <Select
        aria-label={t('staff.role')}
        w={160}
        allowDeselect={false}
        disabled={user.disabled}
        data={roles.map((role) => ({ value: role, label: t(`staff.${role}`) }))}
        value={user.role}
        onChange={(role) => role !== null && change({ role: role as Role })}
      />
      <Button
        variant="subtle"
        color={user.disabled ? 'okno' : 'gray'}
        size="xs"
        disabled={user.id === me.id}
        onClick={() => change({ disabled: !user.disabled })}
      >
        {t(user.disabled ? 'staff.enable' : 'staff.disable')}
      </Button>
    </div>
  );
}

function Invite({ onDone }: { onDone(): void }) {
  const { api } = useServices();
  const { t } = useWords();
  const keep = useKeep();
  const [person, setPerson] = useState({ name: '', email: '', password: '', role: 'operator' as Role });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const set = (change: Partial<typeof person>): void => setPerson((now) => ({ ...now, ...change }));
  const submit = (): void => {
    const found: Record<string, string> = {};
    if (person.name.trim() === '') found.name = t('sign.nameMissing');
    if (!/^\S+@\S+\.\S+$/.test(person.email)) found.email = t('sign.emailBad');
    if (person.password.length < 10) found.password = t('sign.passwordShort');
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    api
      .createUser(person)
      .then((user) => {
        keep(user);
        onDone();
      })
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'conflict')
          setErrors({ email: t('staff.emailTaken') });
        else toastError(error);
      });
  };
  return (
    <form
      className={css.group}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h3>{t('staff.add')}</h3>
      <div className={css.fields}>
        <TextInput
          label={t('common.name')}
          error={errors.name}
          value={person.name}
          data-autofocus
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('common.email')}
          type="email"
          autoComplete="off"
          error={errors.email}
          value={person.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <PasswordInput
          label={t('staff.password')}
          description={t('staff.passwordHint')}
          autoComplete="new-password"
          error={errors.password}
          value={person.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
        <Select
          label={t('staff.role')}
          description={t(`staff.${person.role}Hint`)}
          allowDeselect={false}
          data={roles.map((role) => ({ value: role, label: t(`staff.${role}`) }))}
          value={person.role}
          onChange={(role) => role !== null && set({ role: role as Role })}
        />
      </div>
      <div className={css.buttons}>
        <Button type="submit">{t('staff.add')}</Button>
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
