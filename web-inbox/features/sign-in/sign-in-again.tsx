import { Modal } from '@mantine/core';
import type { UserView } from '../../../src/api/protocol.ts';
import type { Api } from '../../api/routes.ts';
import { useWords } from '../../i18n/i18n.ts';
import { SignInForm } from './sign-in.tsx';

/** The sign-in form over the work: the session has ended, and nothing is thrown away. */
export function SignInAgain({
  api,
  email,
  onDone,
}: {
  api: Api;
  email: string;
  onDone(user: UserView): void;
}) {
  const { t } = useWords();
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={t('sign.again')} size="sm">
      <p style={{ marginTop: 0, color: 'var(--ink-3)' }}>{t('sign.againHint')}</p>
      <SignInForm api={api} email={email} onDone={onDone} />
    </Modal>
  );
}
