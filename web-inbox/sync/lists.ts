import type { ConversationView } from '../../src/api/protocol.ts';
import type { Inbox } from './state.ts';

/** What the list shows. */
export interface Filter {
  view: 'mine' | 'unassigned' | 'all';
  status: 'open' | 'snoozed' | 'closed' | 'any';
  channel: string | null;
  label: string | null;
}

/** How far a list is loaded: to this row, or to its end. */
export type Boundary = { at: string; id: string } | 'end' | null;

/** A name for a filter, so that its loaded stretch is remembered. */
export const filterKey = (filter: Filter): string =>
  [filter.view, filter.status, filter.channel ?? '', filter.label ?? ''].join('|');

/** Newest activity first, as the server sorts. */
export function byActivity(one: ConversationView, other: ConversationView): number {
  if (one.lastActivityAt !== other.lastActivityAt) return one.lastActivityAt < other.lastActivityAt ? 1 : -1;
  return one.id < other.id ? 1 : -1;
}

/** The same rule as the server's query. */
export function belongs(filter: Filter, row: ConversationView, me: string | undefined): boolean {
  if (filter.status !== 'any' && row.status !== filter.status) return false;
  if (filter.view === 'mine' && row.assignee !== me) return false;
  if (filter.view === 'unassigned' && row.assignee !== null) return false;
  if (filter.channel !== null && !row.routes.some((route) => route.channel === filter.channel)) return false;
  return filter.label === null || row.labels.includes(filter.label);
}

/** The rows of a list: what is known, belongs to it and lies within the loaded stretch. */
export function listRows(state: Inbox, filter: Filter, boundary: Boundary): ConversationView[] {
  if (boundary === null) return [];
  const rows = Object.values(state.conversations).filter(
    (row) => belongs(filter, row, state.me?.id) && within(row, boundary),
  );
  return rows.sort(byActivity);
}

function within(row: ConversationView, boundary: Exclude<Boundary, null>): boolean {
  if (boundary === 'end') return true;
  if (row.lastActivityAt !== boundary.at) return row.lastActivityAt > boundary.at;
  return row.id >= boundary.id;
}

/** Where a list ends after one more page. A boundary only moves down: rows that rose meanwhile stay inside. */
export function boundaryAfter(page: { items: ConversationView[]; next: string | null }): Boundary {
  const last = page.items[page.items.length - 1];
  if (page.next === null || last === undefined) return 'end';
  return { at: last.lastActivityAt, id: last.id };
}
