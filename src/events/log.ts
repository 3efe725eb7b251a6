import type { Logger } from 'pino';
import type { LoggedEvent } from '../api/protocol.ts';
import { withDeadline } from '../deadline.ts';
import type { Clock } from '../house.ts';
import type { Store } from '../store/connect.ts';
import { appendRun, deleteRuns, type EventRunDoc, runAt, runsBackwards, runsFrom } from '../store/events.ts';
import { type EventDraft, eventFor, type LogEntry, linkEntries, reaches } from './entry.ts';

export { type EventDraft, eventFor, type LogEntry, reaches } from './entry.ts';

export interface EventLog {
  /** Durable when resolved, in this order, without a gap; subscribers have been told by then. */
  publish(drafts: readonly EventDraft[]): Promise<void>;
  /**
   * What readers in `rooms` have missed after `cursor`, oldest first, and the cursor to go on from. Ask again while
   * `cursor < head()`. 'too-old' when the log no longer reaches back, or never reached that far.
   */
  since(
    cursor: number,
    rooms: readonly string[],
    limit?: number,
  ): Promise<{ events: LoggedEvent[]; cursor: number } | 'too-old'>;
  /** Cursor of the newest event; 0 while there is none. */
  head(): number;
  /** Called in the order of the log, also for events of other processes. Returns how to stop. */
  subscribe(listener: (entry: LogEntry) => void): () => void;
  /** Reads what other processes have appended; they are told by a timer or a message. */
  catchUp(): Promise<void>;
  /** Deletes what is older than the retention, except the newest few thousand events. */
  prune(): Promise<void>;
}

export interface EventLogOptions {
  clock: Clock;
  log: Logger;
  /** Milliseconds an event is kept at least. */
  retentionMs?: number;
  /** Events kept in memory for readers who come back. */
  recent?: number;
}

/** Events kept in memory at least for readers who come back. */
export const RECENT = 2_000;
/** Events written in one run at most; a burst takes several. */
const RUN_LIMIT = 500;
/** Events after which the last cursor of every room is written down again. */
const ROOMS_EVERY = 1000;
const SCAN_LIMIT = 5000;
const WEEK_MS = 7 * 86_400_000;
/** Nobody may wait for ever behind a write that never ends; one that ends late is read like another process' own. */
const TURN_MS = 30_000;

/** Opens the log where it ended. Several processes may append to the same store. */
export async function createEventLog(store: Store, options: EventLogOptions): Promise<EventLog> {
  const { clock, log, retentionMs = WEEK_MS, recent = RECENT } = options;
  const listeners = new Set<(entry: LogEntry) => void>();
  const waiting: { drafts: readonly EventDraft[]; done: () => void; failed: (error: unknown) => void }[] = [];
  let links = new Map<string, number>();
  let tail: LogEntry[] = [];
  let head = 0;
  let roomsWrittenAt = Number.NEGATIVE_INFINITY;
  let turn: Promise<void> = Promise.resolve();

  /** Reading and writing the end of the log happen one after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(() => withDeadline(work(), TURN_MS, 'The event log'));
    turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  function take(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      head = entry.event.cursor;
      for (const room of entry.rooms) links.set(room, head);
      tail.push(entry);
    }
    if (tail.length > recent * 2) tail = tail.slice(-recent);
    for (const entry of entries) for (const listener of listeners) tell(listener, entry);
  }

  function tell(listener: (entry: LogEntry) => void, entry: LogEntry): void {
    try {
      listener(entry);
    } catch (error) {
      log.error({ err: error, cursor: entry.event.cursor }, 'a listener of the event log failed');
    }
  }

  async function readNew(): Promise<void> {
    for await (const run of runsFrom(store.events, head + 1)) {
      if (run._id !== head + 1) throw new Error(`The event log has a gap before ${run._id}.`);
      if (run.rooms !== undefined) roomsWrittenAt = run._id;
      take(JSON.parse(run.body) as LogEntry[]);
    }
  }

  async function append(drafts: readonly EventDraft[]): Promise<void> {
    for (;;) {
      const at = new Date(clock.now());
      const entries = linkEntries(drafts, head, at, links);
      const run: EventRunDoc = { _id: head + 1, count: entries.length, at, body: JSON.stringify(entries) };
      const withRooms = run._id - roomsWrittenAt >= ROOMS_EVERY;
      if (withRooms) run.rooms = JSON.stringify([...links]);
      if (await appendRun(store.events, run)) {
        if (withRooms) roomsWrittenAt = run._id;
        take(entries);
        return;
      }
      await readNew();
    }
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      let size = 0;
      let count = 0;
      for (const { drafts } of waiting) {
        if (count > 0 && size + drafts.length > RUN_LIMIT) break;
        size += drafts.length;
        count += 1;
      }
      const group = waiting.splice(0, count);
      try {
        await append(group.flatMap(({ drafts }) => drafts));
        for (const { done } of group) done();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
  }

  await restore();

  async function restore(): Promise<void> {
    const runs: EventRunDoc[] = [];
    let events = 0;
    for await (const run of runsBackwards(store.events)) {
      runs.unshift(run);
      events += run.count;
      if (run.rooms !== undefined && events >= recent) break;
    }
    const first = runs[0];
    if (first === undefined) return;
    head = first._id - 1;
    if (first.rooms !== undefined) links = new Map(JSON.parse(first.rooms) as [string, number][]);
    for (const run of runs) {
      if (run.rooms !== undefined) roomsWrittenAt = run._id;
      take(JSON.parse(run.body) as LogEntry[]);
    }
  }

  return {
    publish(drafts) {
      if (drafts.length === 0) return Promise.resolve();
      return new Promise((done, failed) => {
        waiting.push({ drafts, done, failed });
        if (waiting.length === 1) void inTurn(writeWaiting);
      });
    },
    head: () => head,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    catchUp: () => inTurn(readNew),
    prune: () =>
      deleteRuns(store.events, head - recent - ROOMS_EVERY * 2, new Date(clock.now() - retentionMs)),
    async since(cursor, rooms, limit = 500) {
      if (cursor > head || cursor < 0) return 'too-old';
      const mine = new Set(rooms);
      const events: LoggedEvent[] = [];
      let position = cursor;
      const visit = (entry: LogEntry): boolean => {
        position = entry.event.cursor;
        if (reaches(entry, mine)) events.push(eventFor(entry, mine));
        return events.length < limit && position - cursor < SCAN_LIMIT;
      };
      const oldest = tail[0]?.event.cursor ?? head + 1;
      if (cursor + 1 >= oldest) {
        for (let at = cursor + 1 - oldest; at < tail.length; at += 1) if (!visit(tail[at] as LogEntry)) break;
        return { events, cursor: position };
      }
      const first = await runAt(store.events, cursor + 1);
      if (first === null) return 'too-old';
      for await (const run of runsFrom(store.events, first._id)) {
        if (run._id > position + 1) return 'too-old';
        const entries = (JSON.parse(run.body) as LogEntry[]).filter(({ event }) => event.cursor > cursor);
        if (!entries.every(visit)) break;
      }
      return { events, cursor: position };
    },
  };
}
