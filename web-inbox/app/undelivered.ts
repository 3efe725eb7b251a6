import type { LoggedEvent, UndeliveredCountView } from '../../src/api/protocol.ts';
import type { Http } from '../api/http.ts';
import { createStore, type Store } from '../store/store.ts';

export interface Undelivered {
  /** What did not arrive today; null until it is known. */
  store: Store<UndeliveredCountView | null>;
  /** Reads the count again, at most once in a while. */
  refresh(): void;
  hear(event: LoggedEvent): void;
}

const calmMs = 4000;
const troubled: readonly string[] = ['failed', 'uncertain'];

/** The beginning of the reader's day, for the server. */
export const dayStart = (now: Date): string =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();

/** Counts what did not arrive today. Asked after a snapshot and when a message fails or is helped; never by the clock. */
export function createUndelivered(http: () => Http): Undelivered {
  const store = createStore<UndeliveredCountView | null>(null);
  const known = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;

  async function read(): Promise<void> {
    timer = undefined;
    last = Date.now();
    try {
      const query = { since: dayStart(new Date()) };
      const { body } = await http().get<UndeliveredCountView>('/undelivered/count', query);
      store.update(() => body);
    } catch {
      // The next event or snapshot asks again.
    }
  }

  function refresh(): void {
    if (timer !== undefined) return;
    timer = setTimeout(() => void read(), Math.max(0, last + calmMs - Date.now()));
  }

  return {
    store,
    refresh,
    hear(event) {
      if (event.name !== 'message.added' && event.name !== 'message.changed') return;
      const { id, delivery } = event.data.message;
      const bad = delivery !== null && (troubled.includes(delivery.state) || (delivery.attempts ?? 0) > 1);
      if (bad) known.add(id);
      if (bad || known.has(id)) refresh();
    },
  };
}

/** How many messages need a look. */
export const undeliveredTotal = (count: UndeliveredCountView | null): number =>
  count === null ? 0 : count.failed + count.uncertain + count.waiting;
