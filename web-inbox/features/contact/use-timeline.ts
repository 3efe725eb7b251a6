import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { TimelineEntryView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useStore } from '../../store/use-store.ts';
import { mergeEntries } from '../../sync/apply.ts';
import { type Filter, kindsOf, shownEntries } from './timeline-view.ts';

export interface TimelineStretch {
  entries: readonly TimelineEntryView[];
  state: 'loading' | 'ready' | 'failed';
  /** Everything there is, down to the beginning. */
  atEnd: boolean;
  more(): void;
  again(): void;
}

const none: readonly TimelineEntryView[] = [];

/** The whole timeline of a contact, which follows the events. */
export function useLiveTimeline(contact: string): TimelineStretch {
  const { engine, threads } = useServices();
  const epoch = useStore(engine.link, (link) => link.epoch);
  const timeline = useInbox((state) => state.timelines[contact]);
  const [state, setState] = useState<TimelineStretch['state']>('loading');
  const load = useCallback(
    (before: string | undefined): void => {
      setState('loading');
      threads.history(contact, before).then(
        () => setState('ready'),
        () => setState('failed'),
      );
    },
    [threads, contact],
  );
  const unknown = timeline === undefined;
  // A merge and its undoing drop what was loaded by old places.
  useEffect(() => {
    if (epoch > 0 && unknown) load(undefined);
    else if (!unknown) setState('ready');
  }, [load, epoch, unknown]);
  const older = timeline?.older ?? null;
  return {
    entries: timeline?.entries ?? none,
    state: unknown && state === 'ready' ? 'loading' : state,
    atEnd: !unknown && older === null,
    more: () => state !== 'loading' && older !== null && load(older),
    again: () => load(undefined),
  };
}

interface Loaded {
  entries: readonly TimelineEntryView[];
  older: string | null;
  state: TimelineStretch['state'];
}

const nothing: Loaded = { entries: [], older: null, state: 'loading' };
/** Pages read in a row while a filter of our own lets nothing of them through. */
const patience = 6;

/** A stretch of a contact's timeline: of some kinds, up to a date, page by page. What is live of it joins. */
export function useChosenTimeline(
  contact: string,
  chosen: readonly Filter[],
  until: string | null,
): TimelineStretch {
  const { api, engine } = useServices();
  const epoch = useStore(engine.link, (link) => link.epoch);
  const live = useInbox((state) => state.timelines[contact]?.entries);
  const [loaded, setLoaded] = useState<Loaded>(nothing);
  const ticket = useRef(0);
  const kinds = kindsOf(chosen);
  const onlyFiles = chosen.length === 1 && chosen[0] === 'files';
  const unknown = live === undefined;

  const read = useCallback(
    async (from: string | undefined): Promise<void> => {
      ticket.current += 1;
      const mine = ticket.current;
      let before = from;
      for (let page = 1; ; page += 1) {
        const { body } = await api.timeline(contact, before, kinds);
        if (mine !== ticket.current) return;
        const some = !onlyFiles || shownEntries(body.items, none, chosenFiles, '').length > 0;
        const enough = some || body.next === null || page >= patience;
        const state = enough ? 'ready' : 'loading';
        setLoaded((known) => ({ entries: mergeEntries(known.entries, body.items), older: body.next, state }));
        if (enough) return;
        before = body.next ?? undefined;
      }
    },
    [api, contact, kinds, onlyFiles],
  );
  const start = useCallback((): void => {
    setLoaded(nothing);
    read(until === null ? undefined : afterDay(until)).catch(() =>
      setLoaded((known) => ({ ...known, state: 'failed' })),
    );
  }, [read, until]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a merge dropped is read anew
  useEffect(() => {
    if (epoch > 0) start();
  }, [start, epoch, unknown]);

  const entries = useMemo(
    () => shownEntries(loaded.entries, live ?? none, chosen, until),
    [loaded.entries, live, chosen, until],
  );
  return {
    entries,
    state: loaded.state,
    atEnd: loaded.state === 'ready' && loaded.older === null,
    more(): void {
      if (loaded.state !== 'ready' || loaded.older === null) return;
      setLoaded((known) => ({ ...known, state: 'loading' }));
      read(loaded.older).catch(() => setLoaded((known) => ({ ...known, state: 'ready' })));
    },
    again: start,
  };
}

const chosenFiles: readonly Filter[] = ['files'];

/** The place in the timeline just after a day of the reader's, as the server's cursor for it. */
export function afterDay(day: string): string {
  const next = new Date(`${day}T00:00`);
  next.setDate(next.getDate() + 1);
  return `${next.getTime()}.0`;
}
