import { useEffect, useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';

const waitMs = 180;

/** People who fit what is typed; `found` is null until at least two letters were answered. */
export function useFoundPeople() {
  const { api } = useServices();
  const [query, setQuery] = useState('');
  const [answer, setAnswer] = useState<{ query: string; people: ContactView[] } | null>(null);
  const wanted = query.trim();
  useEffect(() => {
    if (wanted.length < 2) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api
        .search(wanted, stop.signal)
        .then(({ contacts }) => setAnswer({ query: wanted, people: contacts }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) toastError(error);
        });
    }, waitMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, wanted]);
  const found = wanted.length < 2 ? null : (answer?.people ?? null);
  return { query, setQuery, found, busy: wanted.length >= 2 && answer?.query !== wanted };
}
