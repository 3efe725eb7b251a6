import type { LoggedEvent } from '../../src/api/protocol.ts';
import type { Api } from '../api/routes.ts';
import { createStore, type Store } from '../store/store.ts';
import type { Engine } from '../sync/engine.ts';
import { mergeWork } from '../sync/merge-work.ts';

export interface LoadedWork {
  state: 'loading' | 'ready' | 'failed';
  /** Contacts whose planned day has passed, in the server's order. The contacts themselves are in the inbox. */
  leads: readonly string[];
  /** Missed calls of the person's own or of nobody. */
  calls: readonly string[];
}

export interface Work {
  store: Store<LoadedWork>;
  /** Reads everything that waits for the person. */
  refresh(): Promise<void>;
  /** Keeps the lists true while somebody looks at them; answers how to stop. */
  watch(): () => void;
  hear(event: LoggedEvent): void;
}

/** What waits for the person beside conversations. Asked after a snapshot and when the log says that it changed. */
export function createWork(api: Api, engine: () => Engine): Work {
  const store = createStore<LoadedWork>({ state: 'loading', leads: [], calls: [] });
  let running: Promise<void> | null = null;
  let stale = false;
  let watchers = 0;

  async function read(): Promise<void> {
    do {
      stale = false;
      try {
        const { body, cursor } = await api.work();
        engine().merge({ cursor, merge: (state) => mergeWork(state, body) });
        const leads = body.overdueLeads.map((contact) => contact.id);
        store.update(() => ({ state: 'ready', leads, calls: body.missedCalls.map((call) => call.id) }));
      } catch {
        store.update((known) => (known.state === 'ready' ? known : { ...known, state: 'failed' }));
      }
    } while (stale);
    running = null;
  }

  function refresh(): Promise<void> {
    if (running !== null) stale = true;
    running ??= read();
    return running;
  }

  return {
    store,
    refresh,
    watch() {
      watchers += 1;
      void refresh();
      return () => {
        watchers -= 1;
      };
    },
    hear(event) {
      if (event.name === 'work.changed' && watchers > 0) void refresh();
    },
  };
}
