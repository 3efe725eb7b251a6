import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageView } from '../api/protocol.ts';
import { createGiveWay } from '../events/give-way.ts';
import { presentMessage } from '../events/present.ts';
import type { House } from '../house.ts';
import { leaveHalf } from '../pause.ts';
import { type FactDoc, insertFacts } from '../store/facts.ts';
import { messagesBefore, messagesFrom } from '../store/messages.ts';
import { progressOf, saveProgress } from '../store/search.ts';
import { countable, countHours, forgetHours } from './hours.ts';
import { answerOf, answerTo, factOf, isAnswer } from './message-facts.ts';
import { createTalks } from './talks.ts';

export interface FactFollower {
  start(): void;
  stop(): Promise<void>;
  /** Counts everything that is in the log by now. */
  catchUp(): Promise<void>;
}

const NAME = 'reports';
const PAGE = 500;
const PAUSE_MS = 500;
/** How far back an answer looks for what it answers, where nobody followed the conversation. */
const LOOK_BACK = 40;
/** The place is written down after so many events or so long; what is read twice is not counted twice. */
const SAVE_EVENTS = 5_000;
const SAVE_MS = 10_000;

/**
 * Follows the event log and keeps what reports count, a moment later than it happens and never in its way: with one
 * write for many messages. Its place is durable; where the log does not reach back, all messages are read anew, and
 * what was counted is not counted again.
 */
export function createFactFollower(house: House): FactFollower {
  const { store, events } = house;
  const talks = createTalks();
  let open = true;
  let started = false;
  let running: Promise<void> | undefined;
  let turn: Promise<void> = Promise.resolve();
  let cursor = -1;
  let saved = { cursor: -1, at: 0 };
  /** Hours before this one are counted; found out anew after a start. */
  let counted = 0;

  async function begin(): Promise<void> {
    const progress = await progressOf(store.progress, NAME);
    if (progress && progress.rebuilding === undefined) cursor = progress.cursor;
    else await rebuild(progress?.rebuilding ?? '', progress?.cursor ?? events.head());
  }

  async function rebuild(from: string, head: number): Promise<void> {
    for (let after = from; open; ) {
      const began = performance.now();
      await saveProgress(store.progress, { _id: NAME, cursor: head, rebuilding: after });
      const page = await messagesFrom(store.messages, after, PAGE);
      await count(page.map(presentMessage));
      after = page.at(-1)?._id ?? after;
      if (page.length < PAGE) {
        cursor = head;
        return save();
      }
      await leaveHalf(began);
    }
  }

  async function save(): Promise<void> {
    await saveProgress(store.progress, { _id: NAME, cursor });
    saved = { cursor, at: house.clock.now() };
  }

  const unsaved = (): boolean =>
    cursor - saved.cursor >= SAVE_EVENTS ||
    (cursor > saved.cursor && Math.abs(house.clock.now() - saved.at) >= SAVE_MS);

  async function follow(): Promise<void> {
    while (open && cursor < events.head()) {
      const page = await events.since(cursor, ['managers'], PAGE);
      if (page === 'too-old') return rebuild('', events.head());
      await count(
        page.events.flatMap((event) => (event.name === 'message.added' ? [event.data.message] : [])),
      );
      cursor = page.cursor;
    }
  }

  async function count(messages: readonly MessageView[]): Promise<void> {
    const facts: FactDoc[] = [];
    for (const message of messages) {
      const fact = factOf(message);
      if (fact !== null) facts.push(fact);
      const known = talks.follow(message);
      if (!isAnswer(message)) continue;
      const answer = known === undefined ? await lookBack(message) : answerTo(message, known);
      if (answer !== null) facts.push(answer);
    }
    const added = await insertFacts(store.facts, facts);
    const earliest = await forgetHours(house, added, counted);
    if (earliest !== null) counted = Math.min(counted, earliest);
  }

  async function lookBack(message: MessageView): Promise<FactDoc | null> {
    const earlier = await messagesBefore(store.messages, message.conversation, message.seq, LOOK_BACK);
    return answerOf(message, earlier.map(presentMessage));
  }

  /** Looks one after the other. */
  function look(): Promise<void> {
    const result = turn.then(async () => {
      if (cursor < 0) await begin();
      await follow();
      if (open && cursor >= 0) counted = await countHours(house, counted);
      if (open && unsaved()) await save();
    });
    turn = result.catch(() => undefined);
    return result;
  }

  async function run(): Promise<void> {
    const giveWay = createGiveWay(events);
    while (open) {
      const due = cursor < events.head() || countable(house, counted) || unsaved();
      if (due && !giveWay(cursor)) {
        await look().catch((error: unknown) => {
          if (open) house.log.warn({ err: error }, 'counting for the reports failed; trying again');
        });
      }
      if (open) await sleep(PAUSE_MS, undefined, { ref: false });
    }
  }

  return {
    start() {
      if (started) return;
      started = true;
      running = run();
    },
    async stop() {
      open = false;
      await running;
      await turn;
    },
    catchUp: look,
  };
}
