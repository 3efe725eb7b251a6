import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageView } from '../api/protocol.ts';
import { presentMessage } from '../events/present.ts';
import type { House } from '../house.ts';
import { type FactDoc, insertFacts } from '../store/facts.ts';
import { messagesBefore, messagesFrom } from '../store/messages.ts';
import { progressOf, saveProgress } from '../store/search.ts';
import { countable, countHours, forgetHours } from './hours.ts';
import { answerOf, factOf, isAnswer } from './message-facts.ts';

export interface FactFollower {
  start(): void;
  stop(): Promise<void>;
  /** Counts everything that is in the log by now. */
  catchUp(): Promise<void>;
}

const NAME = 'reports';
const PAGE = 500;
const PAUSE_MS = 500;
/** A busy intake goes first: so much growth between two looks, so many pauses at most. */
const BUSY = 200;
const GIVE_WAY = 20;
/** How far back an answer looks for what it answers. */
const LOOK_BACK = 40;

/**
 * Follows the event log and keeps what reports count, a moment later than it happens and never in its way. Its place
 * is durable; where the log does not reach back, all messages are read anew, and what was counted is not counted again.
 */
export function createFactFollower(house: House): FactFollower {
  const { store, events } = house;
  let open = true;
  let started = false;
  let running: Promise<void> | undefined;
  let turn: Promise<void> = Promise.resolve();
  let cursor = -1;
  /** Hours before this one are counted; found out anew after a start. */
  let counted = 0;

  async function begin(): Promise<void> {
    const progress = await progressOf(store.progress, NAME);
    if (progress && progress.rebuilding === undefined) cursor = progress.cursor;
    else await rebuild(progress?.rebuilding ?? '', progress?.cursor ?? events.head());
  }

  async function rebuild(from: string, head: number): Promise<void> {
    for (let after = from; open; ) {
      await saveProgress(store.progress, { _id: NAME, cursor: head, rebuilding: after });
      const page = await messagesFrom(store.messages, after, PAGE);
      await count(page.map(presentMessage));
      after = page.at(-1)?._id ?? after;
      if (page.length < PAGE) {
        cursor = head;
        await saveProgress(store.progress, { _id: NAME, cursor });
        return;
      }
    }
  }

  async function follow(): Promise<void> {
    while (open && cursor < events.head()) {
      const page = await events.since(cursor, ['managers'], PAGE);
      if (page === 'too-old') return rebuild('', events.head());
      await count(
        page.events.flatMap((event) => (event.name === 'message.added' ? [event.data.message] : [])),
      );
      if (page.cursor === cursor) return;
      cursor = page.cursor;
      await saveProgress(store.progress, { _id: NAME, cursor });
    }
  }

  async function count(messages: readonly MessageView[]): Promise<void> {
    const facts: FactDoc[] = [];
    for (const message of messages) {
      const fact = factOf(message);
      if (fact !== null) facts.push(fact);
      if (!isAnswer(message)) continue;
      const earlier = await messagesBefore(store.messages, message.conversation, message.seq, LOOK_BACK);
      const answer = answerOf(message, earlier.map(presentMessage));
      if (answer !== null) facts.push(answer);
    }
    const added = await insertFacts(store.facts, facts);
    const earliest = await forgetHours(house, added);
    if (earliest !== null) counted = Math.min(counted, earliest);
  }

  /** Looks one after the other. */
  function look(): Promise<void> {
    const result = turn.then(async () => {
      if (cursor < 0) await begin();
      await follow();
      if (open && cursor >= 0) counted = await countHours(house, counted);
    });
    turn = result.catch(() => undefined);
    return result;
  }

  async function run(): Promise<void> {
    let given = 0;
    for (let head = events.head(); open; ) {
      const busy = events.head() - head > BUSY && given < GIVE_WAY;
      given = busy ? given + 1 : 0;
      head = events.head();
      if (!busy && (cursor < head || countable(house, counted))) {
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
