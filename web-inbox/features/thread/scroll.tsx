import { IconArrowDown } from '@tabler/icons-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type WheelEvent } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { change } from '../../app/actions.ts';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import type { Block } from '../../store/timeline-window.ts';
import { useNow } from '../../ui/clock.ts';
import { Message } from './message.tsx';
import { DayRow, PendingRow, SystemRow, UnreadRow } from './other-rows.tsx';
import css from './thread.module.css';
import type { ThreadRow } from './thread-rows.ts';

interface Props {
  conversation: string;
  person: { id: string; name: string };
  me: string;
  rows: readonly ThreadRow[];
  block: Block;
  lastSeq: number;
  unread: number;
  /** The message to show first; null for the newest. */
  target: number | null;
  toNewest(): void;
}

const nearEdge = 600;
/** Whoever is so near to the end still reads what is newest. */
const nearEnd = 60;

/** The rows between two states: stuck to the bottom, or resting on what is read while things are added around it. */
export function ThreadScroll(props: Props) {
  const { conversation, rows, block, lastSeq, target } = props;
  const services = useServices();
  const { t } = useWords();
  const now = useNow();
  const virtual = useRef<VirtualizerHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const stuck = useRef(target === null);
  /** Where the reader was left by the last movement, and how long everything was then. */
  const place = useRef({ offset: 0, size: 0 });
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  const [away, setAway] = useState(false);
  const firstSeq = useRef(block.from);
  const prepending = block.from < firstSeq.current;
  const live = block.to >= lastSeq;

  // The list's own way to a row insists on it while rows are being measured, whatever the reader does meanwhile.
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = element.scrollHeight;
    place.current = { offset: element.scrollTop, size: virtual.current?.scrollSize ?? 0 };
  }, []);

  useLayoutEffect(() => {
    firstSeq.current = block.from;
  }, [block.from]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a message is asked for, not when rows change
  useLayoutEffect(() => {
    if (target === null) return;
    const index = rows.findIndex((row) => row.kind === 'message' && row.message.seq === target);
    if (index !== -1) virtual.current?.scrollToIndex(index, { align: 'center' });
    stuck.current = false;
  }, [target]);

  // Whoever sends wants to see it leave, however far up they were reading.
  const sending = rows.findLast((row) => row.kind === 'pending')?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when something is sent, not when the window moves
  useLayoutEffect(() => {
    if (sending === undefined) return;
    stuck.current = true;
    if (!live) props.toNewest();
  }, [sending]);

  useLayoutEffect(() => {
    if (stuck.current && rows.length > 0) toEnd();
  }, [rows, toEnd]);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    // A composer that grows or a keyboard that opens takes height from the thread, not the place in it.
    const observer = new ResizeObserver(() => stuck.current && toEnd());
    observer.observe(element);
    return () => observer.disconnect();
  }, [toEnd]);

  const onScroll = (): void => {
    const handle = virtual.current;
    if (handle === null) return;
    const left = handle.scrollSize - handle.scrollOffset - handle.viewportSize;
    // Rows that come or turn out smaller move the place as well; who reads does so while all keeps its size.
    const { offset, size } = place.current;
    const upwards = handle.scrollOffset < offset && handle.scrollSize === size;
    place.current = { offset: handle.scrollOffset, size: handle.scrollSize };
    if (!live || (upwards && left > nearEnd)) stuck.current = false;
    else if (!upwards && left <= nearEnd) stuck.current = true;
    setAway(left > 400 || !live);
    if (stuck.current) setSeenSeq(lastSeq);
    if (handle.scrollOffset < nearEdge && block.from > 1)
      void services.threads.older(conversation, block.from);
    if (left < nearEdge && !live) void services.threads.newer(conversation, block.to);
  };

  // The wheel turns some frames before the place moves: a row that comes between would take the reader back.
  const onWheel = (event: WheelEvent): void => {
    const { scrollHeight, clientHeight } = event.currentTarget;
    if (event.deltaY < 0 && scrollHeight - clientHeight > nearEnd) stuck.current = false;
  };

  useEffect(() => {
    const read = (): void => {
      const visible = document.visibilityState === 'visible' && document.hasFocus();
      if (visible && stuck.current && props.unread > 0) void change(services, conversation, { read: true });
    };
    read();
    window.addEventListener('focus', read);
    return () => window.removeEventListener('focus', read);
  }, [services, conversation, props.unread]);

  const fresh = stuck.current ? 0 : Math.max(0, lastSeq - seenSeq);
  const newest = lastOut(rows);
  return (
    <div className={css.frame} ref={frame}>
      <div className={css.scroll} ref={scroller} role="log" aria-live="off" tabIndex={-1} onWheel={onWheel}>
        <div className={css.push} />
        <Virtualizer
          ref={virtual}
          data={rows}
          shift={prepending}
          onScroll={onScroll}
          onResize={() => queueMicrotask(() => stuck.current && toEnd())}
        >
          {(row) => (
            <div key={row.key}>
              {row.kind === 'day' && <DayRow at={row.at} now={now} />}
              {row.kind === 'unread' && <UnreadRow />}
              {row.kind === 'system' && <SystemRow entry={row.entry} />}
              {row.kind === 'pending' && <PendingRow item={row.item} first={row.first} />}
              {row.kind === 'message' && (
                <Message
                  {...row}
                  key={row.key}
                  person={props.person}
                  me={props.me}
                  lit={row.message.seq === target}
                  latest={row.key === newest}
                />
              )}
            </div>
          )}
        </Virtualizer>
      </div>
      {(away || fresh > 0) && (
        <button
          type="button"
          className={css.pill}
          data-fresh={fresh > 0 || undefined}
          aria-label={t('thread.toNewest')}
          onClick={() => {
            stuck.current = true;
            setSeenSeq(lastSeq);
            if (live) toEnd();
            else props.toNewest();
          }}
        >
          <IconArrowDown size={16} />
          {fresh > 0 && t('thread.fresh', { count: fresh })}
        </button>
      )}
    </div>
  );
}

function lastOut(rows: readonly ThreadRow[]): string | undefined {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.kind === 'message' && row.message.direction === 'out' && row.message.kind === 'message')
      return row.key;
  }
  return undefined;
}
