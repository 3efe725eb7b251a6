import { isDeepStrictEqual } from 'node:util';
import type { LoggedEvent } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { pause } from '../pause.ts';
import { waitingCalls } from '../store/calls.ts';
import { conversationById, conversationsById } from '../store/conversations.ts';
import { claimReminder } from '../store/tasks.ts';
import { allUsers } from '../store/users.ts';
import { saveWork, toldWork } from '../store/work.ts';
import { announceTask } from './announce-task.ts';
import { presentTask } from './present.ts';
import { handleCall, settleWaiting } from './waiting-calls.ts';
import { countWork, gatherWork, readerOf } from './work.ts';

export interface WorkClock {
  start(): void;
  stop(): Promise<void>;
  /** Does now what is due: reminders, missed calls that were answered in writing, counts that changed. */
  step(): Promise<void>;
}

/** Work falls due by the passing of time; what people do is heard of at once and gathered for a moment. */
const EVERY_MS = 5_000;
const GATHER_MS = 200;
const AT_ONCE = 200;
/** Numbers that move while they are told are told again, but not for ever. */
const ATTEMPTS = 5;

/**
 * Keeps everybody's work true. All of it is in the store and every step may be done by several processes at once, or
 * again after a crash: reminders are claimed, and of counts the store remembers what was told last.
 */
export function createWorkClock(house: House): WorkClock {
  let ending = new AbortController();
  let woken = new AbortController();
  let running: Promise<void> | undefined;
  let unsubscribe = () => {};

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      woken = new AbortController();
      await stepWork(house).catch((error: unknown) =>
        house.log.warn({ err: error }, 'keeping the work true failed'),
      );
      await pause(EVERY_MS, AbortSignal.any([woken.signal, ending.signal]));
      if (woken.signal.aborted) await pause(GATHER_MS, ending.signal);
    }
  }

  return {
    step: () => stepWork(house),
    start() {
      ending = new AbortController();
      unsubscribe = house.events.subscribe(({ event }) => {
        if (movesWork(event)) woken.abort();
      });
      running ??= run();
    },
    async stop() {
      unsubscribe();
      ending.abort();
      await running;
      running = undefined;
    },
  };
}

/** Whether an event may change what waits for anybody. */
function movesWork(event: LoggedEvent): boolean {
  switch (event.name) {
    case 'call.changed':
    case 'task.changed':
    case 'task.removed':
    case 'user.changed':
    case 'contact.removed':
      return true;
    case 'timeline.added':
      // Only planned leads are ever work; the planning itself changes the contact.
      return event.data.entry.kind === 'lead' && event.data.entry.from === 'planned';
    case 'contact.changed':
      return event.data.contact.lead.status === 'planned';
    case 'conversation.changed': {
      const { conversation, was } = event.data;
      if (was === null) return false;
      if (was.waiting && conversation.waitingSince === null) return true;
      return was.assignee !== conversation.assignee || (was.team ?? null) !== conversation.team;
    }
    default:
      return false;
  }
}

/** One step of the clock at the house's time. */
export async function stepWork(house: House): Promise<void> {
  await remind(house);
  await settleCalls(house);
  await tellCounts(house);
}

/** Gives the reminders that are due; each is given by whoever claims it. */
async function remind(house: House): Promise<void> {
  for (let given = 0; given < AT_ONCE; given += 1) {
    const task = await claimReminder(house.store.tasks, new Date(house.clock.now()));
    if (task === null) return;
    const row = await conversationById(house.store.conversations, task.conversationId);
    if (row === null) continue;
    await announceTask(house, task, task, row);
    house.volatile.tell([`user:${task.assignee}`], { kind: 'task-due', task: presentTask(task, row) });
  }
}

/** A missed call whose conversation waits no more was answered there; one that it never heard of is told now. */
async function settleCalls(house: House): Promise<void> {
  const calls = await waitingCalls(house.store.calls, AT_ONCE);
  const ids = calls.flatMap(({ conversationId }) => conversationId ?? []);
  const rows = await conversationsById(house.store.conversations, [...new Set(ids)]);
  for (const call of calls) {
    const row = rows.get(call.conversationId ?? '');
    if (row === undefined) continue;
    if (!call.opened) await settleWaiting(house, call);
    else if (row.waitingSince === null)
      await handleCall(house, call._id, { by: null, at: new Date(house.clock.now()) });
  }
}

/** Tells everybody whose counts differ from what they were told last. */
async function tellCounts(house: House): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const users = await allUsers(house.store.users);
    const told = await toldWork(
      house.store.work,
      users.map(({ _id }) => _id),
    );
    const work = await gatherWork(house, new Date(house.clock.now()), users);
    let moved = false;
    for (const user of users) {
      const reader = readerOf(user);
      const before = told.get(reader.id);
      const counts = countWork(work, reader);
      if (isDeepStrictEqual(counts, before?.counts ?? { overdueLeads: 0, tasks: 0, missedCalls: 0 }))
        continue;
      // Told before it is written down: dying in between tells it twice, never not at all.
      await house.events.publish([{ name: 'work.changed', data: { counts }, rooms: [`user:${reader.id}`] }]);
      if (!(await saveWork(house.store.work, reader.id, before, counts))) moved = true;
    }
    if (!moved) return;
  }
}
