import type { House } from '../house.ts';
import { factsSince, type TalkFact } from '../store/talk-facts.ts';

/** Figures of a day; seconds, null while there is nothing. */
export interface Figures {
  answered: number;
  firstResponse: number | null;
  resolution: number | null;
}

export interface Today {
  /** Figures since a moment, of everybody and of each colleague. Reads only what is new since it was last asked. */
  since(from: Date): Promise<{ all: Figures; of(user: string): Figures }>;
}

/** Facts are read again this far back: other processes' clocks and writes under way. */
const OVERLAP_MS = 2 * 60_000;
const PAGE = 2_000;

/** A day's facts as this process has read them; the store has them all. */
export function createToday(house: House): Today {
  let day = Number.NaN;
  let facts = new Map<string, TalkFact>();
  let readTo = 0;
  let turn: Promise<void> = Promise.resolve();

  async function catchUp(from: Date): Promise<void> {
    if (day !== from.getTime()) {
      day = from.getTime();
      facts = new Map();
      readTo = day;
    }
    for (;;) {
      const begin = new Date(Math.max(day, readTo));
      const page = await factsSince(house.store.talkFacts, begin, PAGE);
      for (const fact of page) facts.set(fact._id, fact);
      const last = page.at(-1)?.at.getTime();
      if (page.length < PAGE || last === undefined || last === begin.getTime()) break;
      readTo = last;
    }
    readTo = Math.max(day, house.clock.now() - OVERLAP_MS);
  }

  return {
    async since(from) {
      turn = turn.catch(() => undefined).then(() => catchUp(from));
      await turn;
      const all = [...facts.values()];
      return {
        all: figuresOf(all),
        of: (user) => figuresOf(all.filter((fact) => fact.user === user)),
      };
    },
  };
}

function figuresOf(facts: readonly TalkFact[]): Figures {
  const answers = facts.filter(({ kind }) => kind === 'answer');
  return {
    answered: answers.length,
    firstResponse: median(answers.filter(({ first }) => first)),
    resolution: median(facts.filter(({ kind }) => kind === 'closed')),
  };
}

function median(facts: readonly TalkFact[]): number | null {
  const sorted = facts.map(({ ms }) => ms / 1000).sort((one, other) => one - other);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}
