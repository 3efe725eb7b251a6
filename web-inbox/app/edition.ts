import { createStore, type Store } from '../store/store.ts';

/** Whether the server hands out other pages than the ones that run here: then their parts may be gone. */
export interface Edition {
  outdated: Store<boolean>;
  /** Looks again. A server that does not answer says nothing. */
  check(): Promise<void>;
}

/**
 * `own` is the address of the script that runs; a build names each after its content. `readPage` reads the page as the
 * server hands it out now.
 */
export function createEdition(own: string | null, readPage: () => Promise<string>): Edition {
  const outdated = createStore(false);
  return {
    outdated,
    async check() {
      const page = await readPage().catch(() => '');
      if (own !== null && page.includes('<script') && !page.includes(own)) outdated.update(() => true);
    },
  };
}

/** The address of the script that this page was loaded with, as it stands in the page. */
export const ownScript = (): string | null =>
  document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null;

export async function readPage(): Promise<string> {
  const answer = await fetch('/', { cache: 'no-store', headers: { Accept: 'text/html' } });
  return answer.ok ? answer.text() : '';
}
