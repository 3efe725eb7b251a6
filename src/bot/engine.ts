import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowBody } from '../api/protocol/flow.ts';
import type { LoggedEvent } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { pause } from '../pause.ts';
import { unfinishedBotStates } from '../store/bot-states.ts';
import { isTransient } from '../store/duplicate.ts';
import { progressOf, saveProgress } from '../store/search.ts';
import { consider } from './consider.ts';
import { type Glimpse, glance, type Newest } from './glance.ts';
import { closeRun, withdrawQueued } from './interrupt.ts';
import { isCurrent, readSpeaker, type Speaker } from './speaker.ts';

export interface Bot {
  start(): void;
  stop(): Promise<void>;
  /** Resolves when everything that is in the log by now was considered. */
  caughtUp(): Promise<void>;
  /** Takes up what an earlier life decided and did not do. */
  sweep(): Promise<void>;
}

const NAME = 'bot';
const PAGE = 500;
/** Conversations that are thought about at once. */
const AT_ONCE = 8;
const SWEEP_MS = 30_000;
const TRIES = 3;
/** Events after which the place is written down although nothing was to be done. */
const SAVE_EVERY = 2000;

/** What happened in one conversation. */
interface Jobs {
  /** Cursor of the event by which it was closed. */
  closed?: number;
  operator?: true;
  /** Absent where the bot begins by itself with what was left. */
  wrote?: Newest;
  resumes?: true;
}

/**
 * Follows the event log beside the intake, never in its way: what was stored is considered a moment later. Its place
 * in the log is durable, so whatever came before a crash is considered after it. Switched off it reads nothing.
 */
export function createBot(house: House): Bot {
  const { store, events, log } = house;
  const bodies = new Map<string, FlowBody>();
  let running: Promise<void> | undefined;
  let open = false;
  let cursor = -1;
  let saved = 0;
  let asked = new AbortController();
  let speaker: Speaker | null = null;
  let stale = true;

  async function begin(): Promise<void> {
    const progress = await progressOf(store.progress, NAME);
    cursor = Math.min(progress?.cursor ?? events.head(), events.head());
    await refresh();
    if (speaker !== null) await sweep();
  }

  async function refresh(): Promise<void> {
    stale = false;
    const was = speaker;
    speaker = await readSpeaker(house, bodies);
    // From here on nothing may be missed, whatever becomes of this process.
    if (was === null && speaker !== null && cursor >= 0)
      await saveProgress(store.progress, { _id: NAME, cursor });
  }

  async function follow(): Promise<void> {
    if (stale) await refresh();
    if (speaker === null) {
      cursor = events.head();
      return;
    }
    const page = await events.since(cursor, ['managers'], PAGE);
    const jobs = jobsOf(page === 'too-old' ? [] : page.events);
    if (jobs.size > 0) {
      // What was published or switched meanwhile counts for what is said now.
      if (stale || !(await isCurrent(house, speaker))) await refresh();
      // What is left when the process ends is taken up by the next one.
      if (!(await workOff(jobs))) return;
    }
    cursor = page === 'too-old' ? events.head() : page.cursor;
    if (jobs.size > 0 || cursor - saved > SAVE_EVERY) {
      saved = cursor;
      await saveProgress(store.progress, { _id: NAME, cursor });
    }
  }

  /** False when it ended before everything was attended to. */
  async function workOff(jobs: ReadonlyMap<string, Jobs>): Promise<boolean> {
    const waiting = [...jobs];
    const onlyWrote = new Map(
      waiting.flatMap(([id, job]): [string, Newest][] =>
        job.wrote && Object.keys(job).length === 1 ? [[id, job.wrote]] : [],
      ),
    );
    const seen = await glance(house, onlyWrote);
    let all = true;
    const work = async () => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const [id] = job;
        if (onlyWrote.has(id) && !seen.has(id)) continue;
        all = (await attend(...job, seen.get(id))) && all;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return all;
  }

  /** One conversation that cannot be thought about must not hold up the others; a store that is away holds up all. */
  async function attend(id: string, jobs: Jobs, seen?: Glimpse): Promise<boolean> {
    for (let attempt = 1; open; attempt += 1) {
      if (speaker === null) return true;
      try {
        if (jobs.closed !== undefined) await closeRun(house, id, jobs.closed);
        if (jobs.operator) await withdrawQueued(house, id);
        if (jobs.wrote || jobs.resumes) await consider(house, speaker, id, attempt === 1 ? seen : undefined);
        return true;
      } catch (error) {
        log.warn({ err: error, conversation: id, attempt }, 'the bot could not consider a conversation');
        if (attempt >= TRIES && !isTransient(error)) return true;
        await sleep(Math.min(200 * attempt, 5_000));
      }
    }
    return false;
  }

  async function sweep(): Promise<void> {
    if (stale) await refresh();
    const unfinished = await unfinishedBotStates(store.botStates, new Date(house.clock.now()), PAGE);
    await workOff(new Map(unfinished.map((id) => [id, { resumes: true }])));
  }

  async function run(): Promise<void> {
    let swept = house.clock.now();
    while (open) {
      asked = new AbortController();
      try {
        if (cursor < 0) await begin();
        while (open && cursor < events.head()) await follow();
        if (speaker !== null && house.clock.now() - swept > SWEEP_MS) {
          swept = house.clock.now();
          await sweep();
        }
      } catch (error) {
        if (open) log.warn({ err: error }, 'the bot cannot follow; trying again');
        await sleep(500);
      }
      if (open && cursor >= events.head()) {
        await pause(SWEEP_MS, asked.signal);
      }
    }
  }

  let unsubscribe = () => {};
  return {
    start() {
      if (open) return;
      open = true;
      unsubscribe = events.subscribe(({ event }) => {
        if (event.name === 'settings.changed' || event.name.startsWith('account.')) stale = true;
        if (speaker !== null || stale) asked.abort();
        else if (cursor >= 0) cursor = event.cursor;
      });
      running = run();
    },
    async stop() {
      open = false;
      unsubscribe();
      asked.abort();
      await running;
      running = undefined;
      cursor = -1;
    },
    async caughtUp() {
      for (const head = events.head(); open && cursor < head; ) await sleep(5);
    },
    sweep,
  };
}

/** What is to be done in each conversation, in the order in which they spoke. */
function jobsOf(list: readonly LoggedEvent[]): Map<string, Jobs> {
  const jobs = new Map<string, Jobs>();
  const add = (id: string, more: Jobs) => jobs.set(id, { ...jobs.get(id), ...more });
  for (const event of list) {
    if (event.name === 'message.added') {
      const { message } = event.data;
      if (message.kind !== 'message') continue;
      const { id, seq, conversation } = message;
      if (message.direction === 'in') add(conversation, { wrote: { id, seq } });
      else if (message.author.kind !== 'bot') add(conversation, { operator: true });
    } else if (event.name === 'conversation.changed') {
      const { conversation, was } = event.data;
      const closed = conversation.status === 'closed' && was !== null && was.status !== 'closed';
      if (closed) add(conversation.id, { closed: event.cursor });
    }
  }
  return jobs;
}
