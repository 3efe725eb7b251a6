import { IconPlugConnectedX } from '@tabler/icons-react';
import type { AccountView } from '../../../src/api/protocol.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import type { Inbox } from '../../sync/state.ts';
import { useNow } from '../../ui/clock.ts';
import css from './link-banner.module.css';

/** Trouble that may end by itself is shown when it has lasted this long. */
const patienceMs = 5 * 60_000;

const sick =
  (now: number) =>
  (state: Inbox): AccountView | undefined =>
    Object.values(state.accounts).find((account) => {
      const { state: health, since, alarm } = account.health;
      if (!account.enabled) return false;
      if (health === 'blocked' || alarm !== undefined) return true;
      return health === 'degraded' && now - Date.parse(since) > patienceMs;
    });

/** Tells managers of a connection that needs them, wherever they are. */
export function HealthBanner() {
  const { router } = useServices();
  const { t } = useWords();
  const me = useMe();
  const now = useNow();
  const account = useInbox(sick(now));
  if (me.role === 'operator' || account === undefined) return null;
  return (
    <div className={css.banner} role="status" data-account={account.id}>
      <IconPlugConnectedX size={16} />
      {t('nav.healthOf', { name: account.name })}
      <button type="button" className={css.more} onClick={() => router.go({ page: 'channels' })}>
        {t('nav.channels')}
      </button>
    </div>
  );
}
