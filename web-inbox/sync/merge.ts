import type { ContactView, ConversationView, MessageView } from '../../src/api/protocol.ts';
import type { Page, Snapshot } from '../api/shapes.ts';
import { emptyWindow, insertPage } from '../store/timeline-window.ts';
import { keepNewer, mergeEntries } from './apply.ts';
import { emptyInbox, type Inbox, type LoadedTimeline } from './state.ts';

/** The state right after a snapshot; entities of the old state go, since their events may have been missed. */
export function fromSnapshot(snapshot: Snapshot): Inbox {
  return {
    ...emptyInbox(),
    me: snapshot.user,
    users: byId(snapshot.users),
    accounts: byId(snapshot.accounts),
    counts: snapshot.counts,
    countsAt: snapshot.cursor,
    quarantine: snapshot.quarantine,
    settings: Object.fromEntries(snapshot.settings.map(({ key, rev, value }) => [key, { rev, value }])),
  };
}

function byId<T extends { id: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

/** Rows of an answer; newer knowledge stays. */
export function mergeConversations(state: Inbox, rows: readonly ConversationView[]): Inbox {
  const fresh = rows.filter(
    (row) => (state.conversations[row.id]?.rev ?? -1) < row.rev && (state.gone[row.id] ?? -1) < row.rev,
  );
  if (fresh.length === 0) return state;
  return { ...state, conversations: { ...state.conversations, ...byId(fresh) } };
}

/** A contact of an answer. */
export function mergeContact(state: Inbox, contact: ContactView): Inbox {
  return { ...state, contacts: keepNewer(state.contacts, contact, state.gone) };
}

/** A contiguous page of a conversation, which from now on follows the events. */
export function mergeMessages(state: Inbox, conversation: string, page: readonly MessageView[]): Inbox {
  const window = insertPage(state.windows[conversation] ?? emptyWindow, page);
  return { ...state, windows: { ...state.windows, [conversation]: window } };
}

/** A page of a contact's timeline; the first one opens it. */
export function mergeTimeline(
  state: Inbox,
  contact: string,
  page: Page<LoadedTimeline['entries'][number]>,
): Inbox {
  const loaded = state.timelines[contact]?.entries ?? [];
  const fresh = page.items.filter((entry) => (state.gone[entry.id] ?? -1) < entry.rev);
  const timeline = { entries: mergeEntries(loaded, fresh), older: page.next };
  return { ...state, timelines: { ...state.timelines, [contact]: timeline } };
}
