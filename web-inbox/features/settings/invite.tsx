import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../api/http.ts';
import { useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './page.module.css';
import { type Role, roles } from './roles.ts';
import { useKeepUser } from './use-keep-user.ts';

/** A new colleague with their first password. */
export function Invite({ onDone }: { onDone(): void }) {
  const { api } = useServices();
  const { t } = useWords();
  const keep = useKeepUser();
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
