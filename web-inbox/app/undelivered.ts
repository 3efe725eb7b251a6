import type { LoggedEvent, UndeliveredCountView } from '../../src/api/protocol.ts';
import type { Http } from '../api/http.ts';
import { createStore, type Store } from '../store/store.ts';
import { createCalmReads } from './calm-reads.ts';

export interface Undelivered {
  /** What did not arrive today; null until it is known. */
  store: Store<UndeliveredCountView | null>;
  /** Reads the count again, at most once in a while. */
  refresh(): void;
  hear(event: LoggedEvent): void;
}

/** What fails is asked for by the next event or snapshot. */
const pace = { calmMs: 4000 };
const troubled: readonly string[] = ['failed', 'uncertain'];

/** The beginning of the reader's day, for the server. */
export const dayStart = (now: Date): string =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();

/** Counts what did not arrive today. Asked after a snapshot and when a message fails or is helped; never by the clock. */
export function createUndelivered(http: () => Http): Undelivered {
  const store = createStore<UndeliveredCountView | null>(null);
  const known = new Set<string>();
  const reads = createCalmReads(async () => {
    const query = { since: dayStart(new Date()) };
    const { body } = await http().get<UndeliveredCountView>('/undelivered/count', query);
    store.update(() => body);
  }, pace);

  return {
    store,
    refresh: reads.ask,
    hear(event) {
      if (event.name !== 'message.added' && event.name !== 'message.changed') return;
      const { id, delivery } = event.data.message;
      const bad = delivery !== null && (troubled.includes(delivery.state) || (delivery.attempts ?? 0) > 1);
      if (bad) known.add(id);
      if (bad || known.has(id)) reads.ask();
    },
  };
}

/** How many messages need a look. */
export const undeliveredTotal = (count: UndeliveredCountView | null): number =>
  count === null ? 0 : count.failed + count.uncertain + count.waiting;
