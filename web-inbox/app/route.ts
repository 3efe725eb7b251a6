import { createStore, type Store } from '../store/store.ts';
import type { Filter } from '../sync/lists.ts';

export type SettingsSection = 'profile' | 'accounts' | 'people' | 'canned';

export type Route =
  | { page: 'inbox'; filter: Filter; conversation: string | null; seq: number | null }
  | { page: 'settings'; section: SettingsSection }
  | { page: 'quarantine' };

export const inboxFilter: Filter = { view: 'mine', status: 'open', channel: null, label: null };

const views = ['mine', 'unassigned', 'all'] as const;
const statuses = ['open', 'snoozed', 'closed', 'any'] as const;
const sections = ['profile', 'accounts', 'people', 'canned'] as const;

const among = <T extends string>(list: readonly T[], value: string | null | undefined, otherwise: T): T =>
  list.find((item) => item === value) ?? otherwise;

/** Reads an address of this page; anything unknown is the inbox. */
export function parseRoute(address: string): Route {
  const { pathname, searchParams } = new URL(address, 'http://okno');
  const [page, first, second] = pathname.split('/').filter((part) => part !== '');
  if (page === 'settings') return { page, section: among(sections, first, 'profile') };
  if (page === 'quarantine') return { page };
  const seq = Number(searchParams.get('seq'));
  return {
    page: 'inbox',
    filter: {
      view: among(views, first, 'mine'),
      status: among(statuses, searchParams.get('status'), 'open'),
      channel: searchParams.get('channel'),
      label: searchParams.get('label'),
    },
    conversation: second === undefined ? null : decodeURIComponent(second),
    seq: Number.isInteger(seq) && seq > 0 ? seq : null,
  };
}

/** The address of a route; `parseRoute` reads it back. */
export function formatRoute(route: Route): string {
  if (route.page === 'settings') return `/settings/${route.section}`;
  if (route.page === 'quarantine') return '/quarantine';
  const { filter, conversation, seq } = route;
  const query = new URLSearchParams();
  if (filter.status !== 'open') query.set('status', filter.status);
  if (filter.channel !== null) query.set('channel', filter.channel);
  if (filter.label !== null) query.set('label', filter.label);
  if (seq !== null) query.set('seq', String(seq));
  const path = `/inbox/${filter.view}${conversation === null ? '' : `/${encodeURIComponent(conversation)}`}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

export interface Router {
  route: Store<Route>;
  go(route: Route, replace?: boolean): void;
}

/** The page's address as a store. */
export function createRouter(): Router {
  const route = createStore(parseRoute(window.location.href));
  window.addEventListener('popstate', () => route.update(() => parseRoute(window.location.href)));
  return {
    route,
    go(next, replace = false) {
      const address = formatRoute(next);
      if (address === window.location.pathname + window.location.search) return;
      if (replace) window.history.replaceState(null, '', address);
      else window.history.pushState(null, '', address);
      route.update(() => next);
    },
  };
}
