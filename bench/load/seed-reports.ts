import { presentMessage } from '../../src/events/present.ts';
import { cellsOf, hourOf } from '../../src/reports/hours.ts';
import { answerTo, factOf, isAnswer } from '../../src/reports/message-facts.ts';
import { createTalks } from '../../src/reports/talks.ts';
import type { Store } from '../../src/store/connect.ts';
import { type FactDoc, insertFacts } from '../../src/store/facts.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { raw } from '../../src/store/raw.ts';
import { saveProgress } from '../../src/store/search.ts';

const BATCH = 1_000;
const DAY = 86_400_000;

/** What the reports have counted of messages that were written past them. */
export interface ReportSeed {
  /** Whole conversations, the messages of each in order. */
  add(messages: readonly MessageDoc[]): Promise<void>;
  /** Counts the hours; those of the last day are left to the service, which expects more of them. */
  end(): Promise<void>;
}

/** A house that has followed its log for years has nothing left to count when it starts. */
export function reportSeed(store: Store): ReportSeed {
  const talks = createTalks();
  const hours = new Map<number, FactDoc[]>();

  function factsOf(message: MessageDoc): FactDoc[] {
    const view = presentMessage(message);
    const known = talks.follow(view);
    const answer = known !== undefined && isAnswer(view) ? answerTo(view, known) : null;
    return [factOf(view), answer].filter((fact) => fact !== null);
  }

  return {
    async add(messages) {
      const facts = messages.flatMap(factsOf);
      for (const fact of facts) {
        const hour = hourOf(fact.at.getTime());
        const known = hours.get(hour);
        if (known) known.push(fact);
        else hours.set(hour, [fact]);
      }
      await insertFacts(store.facts, facts);
    },
    async end() {
      const over = [...hours].filter(([hour]) => hour < hourOf(Date.now() - DAY));
      for (let at = 0; at < over.length; at += BATCH) {
        const docs = over.slice(at, at + BATCH).map(([_id, facts]) => ({ _id, cells: cellsOf(facts) }));
        await raw(store.factHours).insertMany(docs as never);
      }
      await saveProgress(store.progress, { _id: 'reports', cursor: 0 });
    },
  };
}
