import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCheck, IconFilter, IconSearch } from '@tabler/icons-react';
import { useInbox, useServices } from '../../app/context.tsx';
import { ChannelIcon, channelName } from '../../channels/icons.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import type { Filter } from '../../sync/lists.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ConversationList } from './list.tsx';
import css from './pane.module.css';

const views = ['mine', 'unassigned', 'all'] as const;
const statuses = ['open', 'snoozed', 'closed', 'any'] as const;

/** The second pane: views with live counts, filter, search and the list. */
export function ListPane({ filter, open }: { filter: Filter; open: string | null }) {
  const services = useServices();
  const { t } = useWords();
  const counts = useInbox((state) => state.counts);
  const selected = useStore(services.ui, (ui) => ui.selected.length);
  const go = (change: Partial<Filter>): void =>
    services.router.go({ page: 'inbox', filter: { ...filter, ...change }, conversation: open, seq: null });
  return (
    <section className={css.pane} aria-label={t('list.title')}>
      <header className={css.head}>
        <button
          type="button"
          className={css.search}
          onClick={() => services.ui.update((ui) => ({ ...ui, overlay: 'search' }))}
        >
          <IconSearch size={16} />
          <span>{t('list.search')}</span>
          <kbd>/</kbd>
        </button>
        <FilterMenu filter={filter} go={go} />
      </header>
      <div className={css.tabs} role="tablist">
        {views.map((view) => (
          <button
            key={view}
            type="button"
            role="tab"
            aria-selected={filter.view === view}
            className={css.tab}
            onClick={() => go({ view })}
          >
            {t(`view.${view}`)}
            {counts !== null && <span className={css.count}>{counts[view]}</span>}
          </button>
        ))}
      </div>
      <div className={css.list}>
        <ConversationList filter={filter} open={open} />
      </div>
      {selected > 0 && <BulkBar />}
    </section>
  );
}

function FilterMenu({ filter, go }: { filter: Filter; go(change: Partial<Filter>): void }) {
  const { t } = useWords();
  const { catalog } = useServices();
  const channels = useStore(catalog, (state) => state.channels);
  const active = filter.status !== 'open' || filter.channel !== null || filter.label !== null;
  const tick = (on: boolean) => (on ? <IconCheck size={15} /> : <span style={{ width: 15 }} />);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Tooltip label={t('list.filter')}>
          <ActionIcon
            size={36}
            variant={active ? 'light' : 'subtle'}
            color={active ? 'okno' : 'gray'}
            aria-label={t('list.filter')}
          >
            <IconFilter size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {statuses.map((status) => (
          <Menu.Item key={status} leftSection={tick(filter.status === status)} onClick={() => go({ status })}>
            {t(`status.${status}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={tick(filter.channel === null)} onClick={() => go({ channel: null })}>
          {t('list.allChannels')}
        </Menu.Item>
        {Object.keys(channels).map((channel) => (
          <Menu.Item
            key={channel}
            leftSection={tick(filter.channel === channel)}
            rightSection={<ChannelIcon channel={channel} />}
            onClick={() => go({ channel })}
          >
            {channelName(channel)}
          </Menu.Item>
        ))}
        {filter.label !== null && (
          <Menu.Item leftSection={tick(true)} onClick={() => go({ label: null })}>
            {filter.label}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
