import { createStore, type Store } from '../store/store.ts';
import type { Filter } from '../sync/lists.ts';

export type ContactsTab = 'people' | 'suggestions' | 'merges';
export type WorkTab = 'day' | 'calls';
const sections = [
  'profile',
  'canned',
  'tokens',
  'accounts',
  'people',
  'teams',
  'routing',
  'house',
  'refusals',
  'delivery',
] as const;
export type SettingsSection = (typeof sections)[number];

const reports = ['leads', 'response', 'load', 'outcomes', 'refusals', 'sales'] as const;
export type ReportName = (typeof reports)[number];

/** Pages that have nothing to choose in their address. */
const plain = ['quarantine', 'board', 'undelivered', 'channels'] as const;

export type Route =
  | { page: 'inbox'; filter: Filter; conversation: string | null; seq: number | null }
  | { page: 'contacts'; tab: ContactsTab }
  | { page: 'contact'; id: string }
  | { page: 'work'; tab: WorkTab }
  /** `flow`: the one that is being edited. */
  | { page: 'bot'; flow: string | null }
  | { page: 'settings'; section: SettingsSection }
  /** `search`: period, comparison and filters, as the page itself reads them. */
  | { page: 'reports'; report: ReportName; search: string }
  | { page: (typeof plain)[number] };

export const inboxFilter: Filter = { view: 'mine', status: 'open', channel: null, label: null };

const views = ['mine', 'unassigned', 'all'] as const;
const statuses = ['open', 'snoozed', 'closed', 'any'] as const;
const contactsTabs = ['people', 'suggestions', 'merges'] as const;
const workTabs = ['day', 'calls'] as const;

const among = <T extends string>(list: readonly T[], value: string | null | undefined, otherwise: T): T =>
  list.find((item) => item === value) ?? otherwise;

/** Reads an address of this page; anything unknown is the inbox. */
export function parseRoute(address: string): Route {
  const { pathname, search, searchParams } = new URL(address, 'http://okno');
  const [page, first, second] = pathname.split('/').filter((part) => part !== '');
  if (page === 'contacts') return contactsRoute(first);
  if (page === 'work') return { page, tab: among(workTabs, first, 'day') };
  if (page === 'bot') return { page, flow: first === undefined ? null : decodeURIComponent(first) };
  if (page === 'settings') return { page, section: among(sections, first, 'profile') };
  if (page === 'reports') return { page, report: among(reports, first, 'leads'), search };
  const simple = plain.find((name) => name === page);
  if (simple !== undefined) return { page: simple };
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

/** A contact's id never equals the name of a tab. */
function contactsRoute(first: string | undefined): Route {
  const tab = contactsTabs.find((one) => one === first);
  if (first === undefined || tab !== undefined) return { page: 'contacts', tab: tab ?? 'people' };
  return { page: 'contact', id: decodeURIComponent(first) };
}

/** The address of a route; `parseRoute` reads it back. */
export function formatRoute(route: Route): string {
  if (route.page === 'contacts') return route.tab === 'people' ? '/contacts' : `/contacts/${route.tab}`;
  if (route.page === 'contact') return `/contacts/${encodeURIComponent(route.id)}`;
  if (route.page === 'work') return route.tab === 'day' ? '/work' : `/work/${route.tab}`;
  if (route.page === 'bot') return route.flow === null ? '/bot' : `/bot/${encodeURIComponent(route.flow)}`;
  if (route.page === 'settings') return `/settings/${route.section}`;
  if (route.page === 'reports') return `/reports/${route.report}${route.search}`;
  if (route.page !== 'inbox') return `/${route.page}`;
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
