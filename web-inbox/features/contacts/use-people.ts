import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useStore } from '../../store/use-store.ts';
import { mergeContact } from '../../sync/merge.ts';

interface Loaded {
  ids: readonly string[];
  next: string | null;
  state: 'loading' | 'ready' | 'failed';
}

/** Contacts in the order of their last activity, page by page. The contacts themselves stay live in the inbox. */
export function usePeople(): {
  people: ContactView[];
  state: Loaded['state'];
  more(): void;
  again(): void;
} {
  const { api, engine } = useServices();
  const contacts = useInbox((state) => state.contacts);
  const epoch = useStore(engine.link, (link) => link.epoch);
  const [loaded, setLoaded] = useState<Loaded>({ ids: [], next: null, state: 'loading' });
  const busy = useRef(false);
  const page = useCallback(
    (after: string | null) => {
      if (busy.current) return;
      busy.current = true;
      api
        .contacts(after ?? undefined)
        .then(({ body, cursor }) => {
          engine.merge({ cursor, merge: (state) => body.items.reduce(mergeContact, state) });
          const fresh = body.items.map((contact) => contact.id);
          setLoaded((known) => ({
            ids: [...new Set([...(after === null ? [] : known.ids), ...fresh])],
            next: body.next,
            state: 'ready',
          }));
        })
        .catch(() => setLoaded((known) => ({ ...known, state: 'failed' })))
        .finally(() => {
          busy.current = false;
        });
    },
    [api, engine],
  );
  useEffect(() => {
    if (epoch > 0) page(null);
  }, [page, epoch]);
  const people = loaded.ids
    .map((id) => contacts[id])
    .filter((contact): contact is ContactView => contact !== undefined);
  return {
    people,
    state: loaded.state,
    more: () => loaded.next !== null && page(loaded.next),
    again: () => page(null),
  };
}
