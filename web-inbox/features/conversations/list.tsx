import { Button, Skeleton } from '@mantine/core';
import { IconArrowUp, IconMoodSmile } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { VList, type VListHandle } from 'virtua';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { emptyDraft, isEmpty } from '../../app/drafts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { type Filter, filterKey, listRows } from '../../sync/lists.ts';
import { useNow } from '../../ui/clock.ts';
import { Empty } from '../../ui/empty.tsx';
import { EmptyList } from './empty-list.tsx';
import css from './list.module.css';
import { frozenRows, rangeOf } from './list-model.ts';
import { Row } from './row.tsx';

/** The virtual list of one filter. While the pointer rests on it, no row moves. */
export function ConversationList({ filter, open }: { filter: Filter; open: string | null }) {
  const services = useServices();
  const { t } = useWords();
  const now = useNow();
  const key = filterKey(filter);
  const list = useStore(services.lists.store, (lists) => lists[key]);
  const conversations = useInbox((state) => state.conversations);
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  const { users, me } = useInbox(pickPeople, samePeople);
  const typing = useStore(services.presence, (state) => state.typing);
  const drafts = useStore(services.drafts.store, (all) => all);
  const selected = useStore(services.ui, (ui) => ui.selected);
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const anchor = useRef<string | undefined>(undefined);
  const handle = useRef<VListHandle>(null);

  useEffect(() => {
    if (epoch > 0) services.lists.open(filter);
  }, [services, filter, epoch]);

  const boundary = list?.boundary ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows depend on these two parts of the state only
  const live = useMemo(
    () => listRows(services.inbox.get(), filter, boundary),
    [conversations, filter, boundary],
  );
  const { rows, moved } = useMemo(
    () => (held === null ? { rows: live, moved: 0 } : frozenRows(held, live)),
    [held, live],
  );

  const openIndex = rows.findIndex((row) => row.id === open);
  useEffect(() => {
    if (openIndex !== -1) handle.current?.scrollToIndex(openIndex, { align: 'nearest' });
  }, [openIndex]);

  const choose = useCallback(
    (id: string, event: { shiftKey: boolean }) => {
      services.ui.update((ui) => {
        if (event.shiftKey) {
          const range = rangeOf(rows, anchor.current, id);
          return { ...ui, selected: [...new Set([...ui.selected, ...range])] };
        }
        const without = ui.selected.filter((one) => one !== id);
        return { ...ui, selected: without.length < ui.selected.length ? without : [...ui.selected, id] };
      });
      anchor.current = id;
    },
    [services, rows],
  );
  const onOpen = useCallback(
    (id: string, event: React.MouseEvent) => {
      if (event.shiftKey || event.ctrlKey || event.metaKey) choose(id, event);
      else {
        anchor.current = id;
        openConversation(services, id);
      }
    },
    [services, choose],
  );

  if (list === undefined || (list.boundary === null && list.state === 'loading')) return <RowSkeletons />;
  if (list.state === 'failed' && rows.length === 0) {
    return (
      <Empty icon={<IconMoodSmile size={28} />} title={t('list.failed')} hint={t('link.failed')}>
        <Button variant="light" size="xs" onClick={() => services.lists.open(filter)}>
          {t('common.retry')}
        </Button>
      </Empty>
    );
  }
  if (rows.length === 0) return <EmptyList filter={filter} />;
  return (
    <div
      className={css.frame}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setHeld(live.map((row) => row.id))}
      onPointerLeave={() => setHeld(null)}
    >
      {moved > 0 && (
        <button type="button" className={css.fresh} onClick={() => setHeld(null)}>
          <IconArrowUp size={14} />
          {t('list.fresh', { count: moved })}
        </button>
      )}
      <VList
        ref={handle}
        className={css.list ?? ''}
        data={rows}
        itemSize={68}
        aria-label={t('list.title')}
        onScroll={(offset) => {
          const size = handle.current;
          if (size !== null && offset + size.viewportSize > size.scrollSize - 600)
            services.lists.more(filter);
        }}
      >
        {(row) => (
          <Row
            key={row.id}
            row={row}
            now={now}
            open={row.id === open}
            chosen={selected.includes(row.id)}
            choosing={selected.length > 0}
            typing={typing[row.id] === true}
            drafted={
              row.id !== open && drafts[row.id] !== undefined && !isEmpty(drafts[row.id] ?? emptyDraft)
            }
            assignee={row.assignee === null ? null : (users[row.assignee]?.name ?? null)}
            mine={row.assignee === me?.id}
            me={me?.id}
            onOpen={onOpen}
            onChoose={choose}
          />
        )}
      </VList>
    </div>
  );
}

const pickPeople = ({ users, me }: ReturnType<ReturnType<typeof useServices>['inbox']['get']>) => ({
  users,
  me,
});
const samePeople = (one: ReturnType<typeof pickPeople>, other: ReturnType<typeof pickPeople>): boolean =>
  one.users === other.users && one.me === other.me;

/** The list's shape while its first page is on the way. */
export function RowSkeletons() {
  return (
    <div aria-hidden="true">
      {[70, 55, 80, 62, 74, 50, 68, 77].map((width) => (
        <div key={width} className={css.skeleton}>
          <Skeleton circle height={38} />
          <div style={{ flex: 1 }}>
            <Skeleton height={10} width={`${width / 2}%`} mb={10} />
            <Skeleton height={9} width={`${width}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
