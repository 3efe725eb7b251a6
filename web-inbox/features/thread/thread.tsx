import { Button, Skeleton } from '@mantine/core';
import { IconCloudOff, IconEyeOff, IconMessage2 } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { blockAt } from '../../store/timeline-window.ts';
import { useStore } from '../../store/use-store.ts';
import { Empty } from '../../ui/empty.tsx';
import { Composer } from '../composer/composer.tsx';
import { ThreadHeader } from './header.tsx';
import { PresenceLine } from './presence-line.tsx';
import { ThreadScroll } from './scroll.tsx';
import css from './thread.module.css';
import { threadRows } from './thread-rows.ts';

/** The third pane: one conversation, from its header to the composer. */
export function Thread({ id, target }: { id: string; target: number | null }) {
  const services = useServices();
  const { t } = useWords();
  const row = useInbox((state) => state.conversations[id]);
  const load = useStore(services.threads.store, (all) => all[id]);
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  useEffect(() => {
    if (epoch > 0) void services.threads.open(id, target);
  }, [services, id, target, epoch]);
  useEffect(() => {
    services.engine.look(id);
    return () => services.engine.look(null);
  }, [services, id]);
  if (row === undefined) {
    if (load === undefined || load.state === 'loading') return <ThreadSkeleton />;
    const gone = load.state !== 'failed';
    return (
      <Empty
        icon={gone ? <IconEyeOff size={28} /> : <IconCloudOff size={28} />}
        title={t(gone ? 'thread.gone' : 'thread.failed')}
        hint={t(gone ? 'thread.goneHint' : 'link.failed')}
      >
        <Button
          size="xs"
          variant="light"
          onClick={() => (gone ? openConversation(services, null) : void services.threads.open(id, target))}
        >
          {t(gone ? 'common.back' : 'common.retry')}
        </Button>
      </Empty>
    );
  }
  return (
    <section className={css.thread} aria-label={row.contact.name}>
      <ThreadHeader row={row} />
      <Messages key={id} row={row} target={target} />
      <PresenceLine row={row} />
      <Composer key={`c-${id}`} row={row} />
    </section>
  );
}

function Messages({ row, target }: { row: ConversationView; target: number | null }) {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const window = useInbox((state) => state.windows[row.id]);
  const timeline = useInbox((state) => state.timelines[row.contact.id]?.entries);
  const outbox = useStore(services.outbox.items, (items) => items);
  const load = useStore(services.threads.store, (all) => all[row.id]);
  const block = blockAt(window, target) ?? (target === null ? undefined : blockAt(window, null));
  // What was unread when the conversation was opened keeps its mark while it is read.
  const [readUpTo] = useState(() => (row.unread > 0 ? row.lastSeq - row.unread : null));
  const rows = useMemo(
    () =>
      threadRows({
        messages: block?.messages ?? [],
        pending: outbox.filter((item) => item.conversation === row.id),
        timeline: timeline ?? [],
        readUpTo,
        atStart: block === undefined || block.from <= 1,
      }),
    [block, outbox, timeline, readUpTo, row.id],
  );
  if (block === undefined && load?.state === 'failed') {
    return (
      <Empty icon={<IconCloudOff size={28} />} title={t('thread.failed')} hint={t('link.failed')}>
        <Button size="xs" variant="light" onClick={() => void services.threads.open(row.id, target)}>
          {t('common.retry')}
        </Button>
      </Empty>
    );
  }
  if (block === undefined && row.lastSeq > 0) return <BubbleSkeletons />;
  if (rows.length === 0) {
    return (
      <div className={css.frame}>
        <Empty icon={<IconMessage2 size={28} />} title={t('thread.empty')} />
      </div>
    );
  }
  return (
    <ThreadScroll
      key={block === undefined ? 'none' : target === null ? 'newest' : `at-${target}`}
      conversation={row.id}
      person={row.contact}
      me={me.id}
      rows={rows}
      block={block ?? { from: 1, to: 0, messages: [] }}
      lastSeq={Math.max(row.lastSeq, block?.to ?? 0)}
      unread={row.unread}
      target={target}
      toNewest={() => openConversation(services, row.id)}
    />
  );
}

function ThreadSkeleton() {
  return (
    <section className={css.thread} aria-hidden="true">
      <div className={css.headSkeleton}>
        <Skeleton circle height={36} />
        <Skeleton height={12} width={160} />
      </div>
      <BubbleSkeletons />
    </section>
  );
}

function BubbleSkeletons() {
  return (
    <div className={css.skeletons} aria-hidden="true">
      {[240, 320, 180, 280, 360, 220].map((width, index) => (
        <Skeleton
          key={width}
          height={44}
          width={width}
          radius={14}
          style={{ alignSelf: index % 3 === 1 ? 'flex-end' : 'flex-start' }}
        />
      ))}
    </div>
  );
}
