import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import type { Api } from '../../api/routes.ts';
import { sayError } from '../../app/errors.ts';
import { type Translate, useWords } from '../../i18n/i18n.ts';
import css from './sign-in.module.css';

interface Props {
  api: Api;
  /** Filled in when somebody's session has just ended. */
  email?: string;
  onDone(user: UserView): void;
}

/** Email and password. The same sentence for a wrong one of either. */
export function SignInForm({ api, email: known = '', onDone }: Props) {
  const { t } = useWords();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (): void => {
    setBusy(true);
    setError(null);
    api
      .signIn(email.trim(), password)
      .then(({ user }) => onDone(user))
      .catch((problem: unknown) => setError(signInWords(problem, t)))
      .finally(() => setBusy(false));
  };
  return (
    <form
      className={css.fields}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={t('common.email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus={known === ''}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('common.password')}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus={known !== ''}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {error !== null && (
        <div className={css.error} role="alert">
          <IconAlertCircle size={18} />
          {error}
        </div>
      )}
      <Button type="submit" size="md" loading={busy}>
        {t('sign.button')}
      </Button>
    </form>
  );
}

function signInWords(problem: unknown, t: Translate): string {
  if (problem instanceof ApiError && problem.code === 'unauthenticated') return t('sign.wrong');
  if (problem instanceof ApiError && problem.code === 'throttled') {
    return t('sign.throttled', { seconds: problem.retryAfterSeconds ?? 30 });
  }
  return sayError(t, problem);
}
