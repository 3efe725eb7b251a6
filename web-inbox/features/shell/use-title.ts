import { useEffect } from 'react';
import { useInbox } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';

/** Unread conversations of the person, in the title and on the installed icon. */
export function useTitle(): void {
  const { t } = useWords();
  const unread = useInbox(
    (state) =>
      Object.values(state.conversations).filter(
        (row) => row.unread > 0 && row.status === 'open' && row.assignee === state.me?.id,
      ).length,
  );
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${t('app.name')}` : t('app.name');
  }, [unread, t]);
}
