import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer } from '../api/http.ts';
import type { Page } from '../api/shapes.ts';
import { useStore } from '../store/use-store.ts';
import { useServices } from './context.tsx';
import { toastError } from './toast.ts';

/**
 * A list that is not part of the live state, page by page; `items` is null until the first page is there. It is read
 * again after every snapshot and whenever `again` is another value.
 */
export function usePages<T extends { id: string | null }>(
  load: (cursor?: string) => Promise<Answer<Page<T>>>,
  again: unknown = null,
) {
  const { engine } = useServices();
  const epoch = useStore(engine.link, (link) => link.epoch);
  const [page, setPage] = useState<{ items: readonly T[]; next: string | null } | null>(null);
  const read = useRef(load);
  read.current = load;
  const refresh = useCallback(async (): Promise<void> => {
    const { body } = await read.current();
    setPage({ items: body.items, next: body.next });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value of `again` means that the list has changed
  useEffect(() => {
    if (epoch > 0) refresh().catch(toastError);
  }, [refresh, epoch, again]);
  return {
    items: page?.items ?? null,
    next: page?.next ?? null,
    refresh,
    async more(): Promise<void> {
      if (page?.next == null) return;
      const { body } = await read.current(page.next);
      setPage((known) => ({ items: [...(known?.items ?? []), ...body.items], next: body.next }));
    },
    /** Takes one away that was settled here. */
    drop(id: string): void {
      setPage((known) =>
        known === null ? known : { ...known, items: known.items.filter((item) => item.id !== id) },
      );
    },
  };
}
