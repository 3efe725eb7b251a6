import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import type { Api } from '../../api/routes.ts';
import { sayError } from '../../app/errors.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './sign-in.module.css';

/** Makes the first administrator of a fresh installation. */
export function FirstRunForm({ api, onDone }: { api: Api; onDone(user: UserView): void }) {
  const { t } = useWords();
  const [person, setPerson] = useState({ name: '', email: '', password: '' });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<typeof person>): void => setPerson((now) => ({ ...now, ...change }));
  const submit = (): void => {
    const found: Record<string, string> = {};
    if (person.name.trim() === '') found.name = t('sign.nameMissing');
    if (!/^\S+@\S+\.\S+$/.test(person.email.trim())) found.email = t('sign.emailBad');
    if (person.password.length < 10) found.password = t('sign.passwordShort');
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    api
      .createAdministrator({ ...person, name: person.name.trim(), email: person.email.trim() })
      .then(({ user }) => onDone(user))
      .catch((problem: unknown) => {
        const taken = problem instanceof ApiError && problem.code === 'conflict';
        const field = problem instanceof ApiError ? problem.field : undefined;
        const words = taken ? t('sign.taken') : sayError(t, problem);
        setErrors({ [field !== undefined && field in person ? field : 'all']: words });
      })
      .finally(() => setBusy(false));
  };
  return (
    <form
      className={css.fields}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={t('sign.yourName')}
        name="name"
        autoComplete="name"
        autoFocus
        error={errors.name}
        value={person.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('common.email')}
        type="email"
        name="email"
        autoComplete="username"
        error={errors.email}
        value={person.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <PasswordInput
        label={t('common.password')}
        description={t('sign.passwordHint')}
        name="password"
        autoComplete="new-password"
        error={errors.password}
        value={person.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
      {errors.all !== undefined && (
        <div className={css.error} role="alert">
          <IconAlertCircle size={18} />
          {errors.all}
        </div>
      )}
      <Button type="submit" size="md" loading={busy}>
        {t('sign.firstButton')}
      </Button>
    </form>
  );
}
