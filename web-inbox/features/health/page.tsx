import { Button } from '@mantine/core';
import { IconBell, IconPlugConnected } from '@tabler/icons-react';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import page from '../settings/page.module.css';
import { AccountHealth } from './account.tsx';
import { HouseHealth } from './house.tsx';

const order: readonly string[] = ['blocked', 'degraded', 'connecting', 'online', 'off'];

/** Every connection with what a manager must know of it; those in trouble first. */
export function ChannelsPage() {
  const { router } = useServices();
  const { t } = useWords();
  const me = useMe();
  const accounts = useInbox((state) => state.accounts);
  const administrator = me.role === 'administrator';
  const list = Object.values(accounts).sort(
    (one, other) =>
      order.indexOf(one.enabled ? one.health.state : 'off') -
        order.indexOf(other.enabled ? other.health.state : 'off') || one.name.localeCompare(other.name),
  );
  return (
    <div className={page.page}>
      <div className={page.body}>
        <div className={page.column}>
          <div className={page.title}>
            <h2>{t('connections.title')}</h2>
            {administrator && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconBell size={15} />}
                onClick={() => router.go({ page: 'settings', section: 'delivery' })}
              >
                {t('connections.alarms')}
              </Button>
            )}
          </div>
          <p className={page.hint}>{t('connections.hint')}</p>
          {list.length === 0 && (
            <Empty
              icon={<IconPlugConnected size={28} />}
              title={t('connections.empty')}
              hint={t('connections.emptyHint')}
            >
              {administrator && (
                <Button size="sm" onClick={() => router.go({ page: 'settings', section: 'accounts' })}>
                  {t('connections.connect')}
                </Button>
              )}
            </Empty>
          )}
          {list.map((account) => (
            <AccountHealth key={account.id} account={account} />
          ))}
          <HouseHealth />
        </div>
      </div>
    </div>
  );
}
