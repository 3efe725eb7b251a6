import type { ConversationView } from '../../src/api/protocol.ts';
import type { ChangeConversation } from '../api/shapes.ts';
import { fullTime } from '../i18n/format.ts';
import { currentLanguage, translate } from '../i18n/i18n.ts';
import { filterKey, listRows } from '../sync/lists.ts';
import { mergeConversations } from '../sync/merge.ts';
import type { Services } from './services.ts';
import { toast, toastError } from './toast.ts';

/** The rows of the list that is on the screen. */
export function currentRows({ router, inbox, lists }: Services): ConversationView[] {
  const route = router.route.get();
  if (route.page !== 'inbox') return [];
  const list = lists.store.get()[filterKey(route.filter)];
  return listRows(inbox.get(), route.filter, list?.boundary ?? null);
}

/** The conversation that commands work on: the open one, or that of the person whose page is open. */
export function openNow({ router, inbox }: Services): string | null {
  const route = router.route.get();
  if (route.page === 'inbox') return route.conversation;
  return route.page === 'contact' ? (inbox.get().contacts[route.id]?.conversation ?? null) : null;
}

/** Opens a conversation in the current list; null closes it. */
export function openConversation(
  { router, ui }: Services,
  id: string | null,
  seq: number | null = null,
): void {
  const route = router.route.get();
  const filter =
    route.page === 'inbox'
      ? route.filter
      : ({ view: 'all', status: 'open', channel: null, label: null } as const);
  ui.update((state) => (state.contactOpen ? { ...state, contactOpen: false } : state));
  router.go({ page: 'inbox', filter, conversation: id, seq });
}

/** Moves along the list. */
export function step(services: Services, by: 1 | -1): void {
  const route = services.router.route.get();
  const rows = currentRows(services);
  const open = route.page === 'inbox' ? route.conversation : null;
  const index = rows.findIndex((row) => row.id === open);
  const next = rows[index === -1 ? 0 : index + by];
  if (next !== undefined) openConversation(services, next.id);
}

/** Changes one conversation; the answer is on the screen before the event comes. */
export async function change(services: Services, id: string, what: ChangeConversation): Promise<boolean> {
  try {
    const row = await services.api.changeConversation(id, what);
    services.engine.merge({ cursor: null, merge: (state) => mergeConversations(state, [row]) });
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

/**
 * Gives it to somebody, or to nobody; refused when a colleague was faster than the reader could see. `seen`: who had it
 * where the reader saw it outside of the inbox.
 */
export async function assign(
  services: Services,
  id: string,
  assignee: string | null,
  seen?: string | null,
): Promise<void> {
  const { users, conversations } = services.inbox.get();
  const row = conversations[id];
  const expectedAssignee = row === undefined ? seen : row.assignee;
  const expected = expectedAssignee === undefined ? {} : { expectedAssignee };
  const done = await change(services, id, { assignee, ...expected });
  const name = assignee === null ? translate('view.unassigned') : users[assignee]?.name;
  if (done && name !== undefined) toast(translate('act.assignedToast', { name }));
}

/** Closes it and, when asked, opens the next one that waits in the list. */
export async function close(services: Services, id: string, goOn: boolean): Promise<void> {
  const rows = currentRows(services);
  const index = rows.findIndex((row) => row.id === id);
  const next = rows[index + 1] ?? rows[index - 1];
  if (!(await change(services, id, { status: 'closed' }))) return;
  toast(translate('act.closedToast'));
  if (goOn) openConversation(services, next?.id ?? null);
}

export const reopen = (services: Services, id: string): Promise<boolean> =>
  change(services, id, { status: 'open' });

export async function snooze(services: Services, id: string, until: Date): Promise<void> {
  const snoozedUntil = until.toISOString();
  if (!(await change(services, id, { status: 'snoozed', snoozedUntil }))) return;
  toast(translate('act.snoozedToast', { time: fullTime(snoozedUntil, currentLanguage()) }));
}

/** The next morning at nine, the evening at six, the next Monday: what people mean by these words. */
export const snoozeTimes = {
  hour: (now: Date): Date => new Date(now.getTime() + 3_600_000),
  evening: (now: Date): Date => at(now, now.getHours() >= 17 ? 1 : 0, 18),
  tomorrow: (now: Date): Date => at(now, 1, 9),
  week: (now: Date): Date => at(now, (8 - now.getDay()) % 7 || 7, 9),
} as const;

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** One change for every chosen conversation, and a word about how it went. */
export async function bulk(services: Services, what: ChangeConversation): Promise<void> {
  const { selected } = services.ui.get();
  try {
    const { done, refused } = await services.api.bulk([...selected], what);
    if (done.length > 0) toast(translate('bulk.done', { count: done.length }));
    if (refused.length > 0) toast(translate('bulk.refused', { count: refused.length }), 'bad');
    services.ui.update((state) => ({ ...state, selected: [] }));
  } catch (error) {
    toastError(error);
  }
}
