import type { Api } from '../api/routes.ts';
import { createStore, type Store } from '../store/store.ts';
import type { Engine, Loaded } from '../sync/engine.ts';
import { type Boundary, boundaryAfter, type Filter, filterKey } from '../sync/lists.ts';
import { mergeConversations } from '../sync/merge.ts';

export interface LoadedList {
  boundary: Boundary;
  cursor: string | null;
  state: 'loading' | 'ready' | 'failed';
}

export interface Lists {
  store: Store<Readonly<Record<string, LoadedList>>>;
  /** Loads the first page of a list that is not known yet. */
  open(filter: Filter): void;
  more(filter: Filter): void;
  /** Reads the first page anew and forgets how far other lists were loaded. */
  renew(filter: Filter): Promise<Loaded>;
}

/** How far each list of conversations is loaded. The rows themselves are in the inbox. */
export function createLists(api: Api, engine: () => Engine): Lists {
  const store = createStore<Readonly<Record<string, LoadedList>>>({});
  const put = (filter: Filter, list: LoadedList): void =>
    store.update((lists) => ({ ...lists, [filterKey(filter)]: list }));

  async function page(filter: Filter, known: LoadedList | undefined): Promise<void> {
    const started: LoadedList = { boundary: null, cursor: null, ...known, state: 'loading' };
    put(filter, started);
    try {
      const { body, cursor } = await api.conversations(query(filter, started.cursor));
      engine().merge({ cursor, merge: (state) => mergeConversations(state, body.items) });
      put(filter, { boundary: boundaryAfter(body), cursor: body.next, state: 'ready' });
    } catch {
      put(filter, { ...started, state: 'failed' });
    }
  }

  return {
    store,
    open(filter) {
      const known = store.get()[filterKey(filter)];
      if (known === undefined || known.state === 'failed') void page(filter, undefined);
    },
    more(filter) {
      const known = store.get()[filterKey(filter)];
      if (known?.state === 'ready' && known.cursor !== null) void page(filter, known);
      if (known?.state === 'failed') void page(filter, known);
    },
    async renew(filter) {
      const { body, cursor } = await api.conversations(query(filter, null));
      const list: LoadedList = { boundary: boundaryAfter(body), cursor: body.next, state: 'ready' };
      return {
        cursor,
        merge(state) {
          store.update(() => ({ [filterKey(filter)]: list }));
          return mergeConversations(state, body.items);
        },
      };
    },
  };
}

function query(filter: Filter, cursor: string | null) {
  return {
    view: filter.view,
    status: filter.status,
    ...(filter.channel === null ? {} : { channel: filter.channel }),
    ...(filter.label === null ? {} : { label: filter.label }),
    ...(cursor === null ? {} : { cursor }),
    limit: 50,
  };
}
