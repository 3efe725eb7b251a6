import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useStore } from '../../store/use-store.ts';
import { mergeContact } from '../../sync/merge.ts';

interface Loaded {
  /** When the first page was read. */
  at: string;
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
  const [loaded, setLoaded] = useState<Loaded>({
    at: '9',
    ids: [],
    next: null,
    state: 'loading',
  });
  const busy = useRef(false);
  const page = useCallback(
    (after: string | null) => {
      if (busy.current) return;
      busy.current = true;
      const asked = new Date().toISOString();
      api
        .contacts(after ?? undefined)
        .then(({ body, cursor }) => {
          engine.merge({ cursor, merge: (state) => body.items.reduce(mergeContact, state) });
          const fresh = body.items.map((contact) => contact.id);
          setLoaded((known) => ({
            at: after === null ? asked : known.at,
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
  const people = useMemo(() => {
    const listed = loaded.ids.flatMap((id) => contacts[id] ?? []);
    // Whoever came since the list was read stands on top of it.
    const known = new Set(loaded.ids);
    const fresh = Object.values(contacts).filter(
      (contact) => contact.createdAt > loaded.at && !known.has(contact.id),
    );
    return [...fresh.sort((one, other) => other.createdAt.localeCompare(one.createdAt)), ...listed];
  }, [loaded, contacts]);
  return {
    people,
    state: loaded.state,
    more: () => loaded.next !== null && page(loaded.next),
    again: () => page(null),
  };
}
