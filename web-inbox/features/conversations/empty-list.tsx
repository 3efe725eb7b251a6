import { Button } from '@mantine/core';
import { IconCoffee, IconFilterOff, IconInbox, IconPlugConnected } from '@tabler/icons-react';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import type { Filter } from '../../sync/lists.ts';
import { Empty } from '../../ui/empty.tsx';

/** Why the list is empty, and what to do about it. */
export function EmptyList({ filter }: { filter: Filter }) {
  const { t } = useWords();
  const { router } = useServices();
  const me = useMe();
  const connected = useInbox((state) => Object.keys(state.accounts).length > 0);
  if (!connected && me.role === 'administrator') {
    return (
      <Empty
        icon={<IconPlugConnected size={28} />}
        title={t('list.nothingConnected')}
        hint={t('list.nothingConnectedHint')}
      >
        <Button size="sm" onClick={() => router.go({ page: 'settings', section: 'accounts' })}>
          {t('list.connect')}
        </Button>
      </Empty>
    );
  }
  if (filter.status !== 'open' || filter.channel !== null || filter.label !== null) {
    const clear = { view: filter.view, status: 'open', channel: null, label: null } as const;
    return (
      <Empty icon={<IconFilterOff size={28} />} title={t('list.emptyFilter')}>
        <Button
          size="xs"
          variant="light"
          onClick={() => router.go({ page: 'inbox', filter: clear, conversation: null, seq: null })}
        >
          {t('list.clearFilter')}
        </Button>
      </Empty>
    );
  }
  if (filter.view === 'mine') {
    return (
      <Empty icon={<IconCoffee size={28} />} title={t('list.emptyMine')} hint={t('list.emptyMineHint')} />
    );
  }
  const unassigned = filter.view === 'unassigned';
  return (
    <Empty
      icon={<IconInbox size={28} />}
      title={t(unassigned ? 'list.emptyUnassigned' : 'list.emptyAll')}
      hint={t(unassigned ? 'list.emptyUnassignedHint' : 'list.emptyAllHint')}
    />
  );
}
