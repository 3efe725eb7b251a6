import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowsExchange, IconCheck, IconMailOpened, IconUserShare, IconX } from '@tabler/icons-react';
import { bulk } from '../../app/actions.ts';
import { useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { AssigneeItems } from './assignee-items.tsx';
import css from './bulk-bar.module.css';

/** What can be done with several conversations at once. */
export function BulkBar() {
  const services = useServices();
  const { t } = useWords();
  const count = useStore(services.ui, (ui) => ui.selected.length);
  const me = useMe();
  const clear = (): void => services.ui.update((ui) => ({ ...ui, selected: [] }));
  return (
    <div className={css.bar} role="toolbar" aria-label={t('bulk.selected', { count })}>
      <ActionIcon aria-label={t('bulk.clear')} onClick={clear}>
        <IconX size={17} />
      </ActionIcon>
      <span className={css.count}>{t('bulk.selected', { count })}</span>
      <Menu position="top-end">
        <Menu.Target>
          <ActionIcon aria-label={t('act.assign')} title={t('act.assign')}>
            <IconUserShare size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <AssigneeItems current={null} onPick={(target) => void bulk(services, target)} />
        </Menu.Dropdown>
      </Menu>
      {me.role !== 'operator' && (
        <ActionIcon
          aria-label={t('bulk.reassign')}
          title={t('bulk.reassign')}
          onClick={() => services.ui.update((ui) => ({ ...ui, reassign: { conversations: ui.selected } }))}
        >
          <IconArrowsExchange size={18} />
        </ActionIcon>
      )}
      <ActionIcon
        aria-label={t('bulk.read')}
        title={t('bulk.read')}
        onClick={() => void bulk(services, { read: true })}
      >
        <IconMailOpened size={18} />
      </ActionIcon>
      <Button
        size="compact-sm"
        leftSection={<IconCheck size={15} />}
        onClick={() => void bulk(services, { status: 'closed' })}
      >
        {t('act.closeIt')}
      </Button>
    </div>
  );
}
