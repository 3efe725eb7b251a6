import { maySee } from '../../src/api/protocol/rooms.ts';
import type {
  ConversationView,
  CountsView,
  EventData,
  LoggedEvent,
  MessageView,
  Standing,
  TimelineEntryView,
} from '../../src/api/protocol.ts';
import { insertPage, replaceMessage } from '../store/timeline-window.ts';
import type { Inbox, LoadedTimeline } from './state.ts';

/**
 * One event on top of a state. Pure; never mutates. Entities obey `rev`, so repeats change nothing; counters are
 * moved by differences, so each event may pass here only once (see `chain.ts`).
 */
export function apply(state: Inbox, event: LoggedEvent): Inbox {
  switch (event.name) {
    case 'conversation.changed':
      return conversationChanged(state, event.cursor, event.data);
    case 'conversation.hidden':
      return conversationHidden(state, event.cursor, event.data);
    case 'conversation.rewritten':
      return conversationRewritten(state, event.data.id);
    case 'message.added':
    case 'message.changed':
      return withMessage(state, event.data.message, event.name === 'message.added');
    case 'contact.changed':
      return { ...state, contacts: keepNewer(state.contacts, event.data.contact, state.gone) };
    case 'contact.removed':
      return without(state, 'contacts', event.data);
    case 'timeline.added':
    case 'timeline.changed':
      return withEntry(state, event.data.entry);
    case 'timeline.removed':
      return withoutEntry(state, event.data);
    case 'account.changed':
      return { ...state, accounts: keepNewer(state.accounts, event.data.account, state.gone) };
    case 'account.removed':
      return without(state, 'accounts', event.data);
    case 'user.changed':
      return withUser(state, event.data.user);
    case 'quarantine.changed':
      return { ...state, quarantine: event.data.count };
    case 'call.changed':
      return { ...state, calls: keepNewer(state.calls, event.data.call, state.gone) };
    case 'call.hidden':
      return without(state, 'calls', event.data);
    case 'task.changed':
      return { ...state, tasks: keepNewer(state.tasks, event.data.task, state.gone) };
    case 'task.removed':
      return without(state, 'tasks', event.data);
    case 'work.changed':
      return { ...state, work: event.data.counts };
    case 'settings.changed':
      return withSetting(state, event.data);
  }
}

/** Many events in the order of the log. */
export function applyAll(state: Inbox, events: readonly LoggedEvent[]): Inbox {
  return events.reduce(apply, state);
}

/**
 * Repeats events on top of an answer that was read before they happened. Entities settle by `rev`; counters, which
 * had these events already, stay.
 */
export function reapply(state: Inbox, events: readonly LoggedEvent[]): Inbox {
  if (events.length === 0) return state;
  const { counts } = state;
  return { ...applyAll(state, events), counts };
}

/** Adds an entity of an answer unless a newer one is known or it has gone meanwhile. */
export function keepNewer<T extends { id: string; rev: number }>(
  known: Readonly<Record<string, T>>,
  entity: T,
  gone: Readonly<Record<string, number>> = {},
): Readonly<Record<string, T>> {
  const current = known[entity.id];
  if (current !== undefined && current.rev >= entity.rev) return known;
  if ((gone[entity.id] ?? -1) >= entity.rev) return known;
  return { ...known, [entity.id]: entity };
}

/** What a conversation counts as for a reader. */
export function standingOf(row: ConversationView): Standing {
  return {
    status: row.status,
    assignee: row.assignee,
    team: row.team,
    waiting: row.waitingSince !== null,
  };
}

function conversationChanged(
  state: Inbox,
  cursor: number,
  { conversation, was }: EventData<'conversation.changed'>,
): Inbox {
  const counts = moved(state, cursor, was, standingOf(conversation));
  const hiddenLater = (state.gone[conversation.id] ?? -1) > conversation.rev;
  const known = state.conversations;
  return { ...state, counts, conversations: hiddenLater ? known : keepNewer(known, conversation) };
}

function conversationHidden(state: Inbox, cursor: number, data: EventData<'conversation.hidden'>): Inbox {
  const counted = { ...state, counts: moved(state, cursor, data.was, null) };
  const known = state.conversations[data.id];
  if (known !== undefined && known.rev > data.rev) return counted;
  const { [data.id]: _window, ...windows } = state.windows;
  return { ...without(counted, 'conversations', data), windows };
}

/** Every message has a new place; what is loaded by old places would show them twice or not at all. */
function conversationRewritten(state: Inbox, id: string): Inbox {
  const { [id]: _window, ...windows } = state.windows;
  const contact = contactOf(state, id);
  if (contact === undefined) return { ...state, windows };
  const { [contact]: _timeline, ...timelines } = state.timelines;
  return { ...state, windows, timelines };
}

/** A reader who did not see the old standing never counted it. */
function moved(state: Inbox, cursor: number, was: Standing | null, is: Standing | null): CountsView | null {
  if (state.counts === null || state.me === null || cursor <= state.countsAt) return state.counts;
  const counts = { ...state.counts };
  for (const [standing, step] of [
    [was, -1],
    [is, 1],
  ] as const) {
    if (standing === null || standing.status !== 'open' || !maySee(state.me, standing)) continue;
    counts.all += step;
    if (standing.assignee === null) counts.unassigned += step;
    else if (standing.assignee === state.me.id) counts.mine += step;
  }
  return counts;
}

function withMessage(state: Inbox, message: MessageView, added: boolean): Inbox {
  const next = inTimeline(state, message);
  const window = next.windows[message.conversation];
  if (window === undefined) return next;
  const changed = added ? insertPage(window, [message]) : replaceMessage(window, message);
  if (changed === window) return next;
  return { ...next, windows: { ...next.windows, [message.conversation]: changed } };
}

/** Whose conversation it is. A person's page may be open while no list has shown the row. */
function contactOf({ conversations, contacts, timelines }: Inbox, conversation: string): string | undefined {
  const row = conversations[conversation];
  if (row !== undefined) return row.contact.id;
  return Object.keys(timelines).find((id) => contacts[id]?.conversation === conversation);
}

/** A message is an entry of its contact's timeline as well; the log tells of it only once. */
function inTimeline(state: Inbox, message: MessageView): Inbox {
  const contact = contactOf(state, message.conversation);
  if (contact === undefined) return state;
  const { id, rev, kind } = message;
  return withEntry(state, {
    id,
    rev,
    kind,
    contact,
    at: message.receivedAt,
    by: message.author.name,
    message,
  });
}

function withUser(state: Inbox, user: EventData<'user.changed'>['user']): Inbox {
  const users = keepNewer(state.users, user);
  const mine = state.me?.id === user.id && user.rev > state.me.rev;
  return { ...state, users, me: mine ? user : state.me };
}

function withSetting(state: Inbox, { key, rev, value }: EventData<'settings.changed'>): Inbox {
  const known = state.settings[key];
  if (known !== undefined && known.rev >= rev) return state;
  return { ...state, settings: { ...state.settings, [key]: { rev, value } } };
}

function without(
  state: Inbox,
  kind: 'conversations' | 'contacts' | 'accounts' | 'calls' | 'tasks',
  { id, rev }: { id: string; rev: number },
): Inbox {
  const known = state[kind][id];
  if (known !== undefined && known.rev > rev) return state;
  const { [id]: _removed, ...rest } = state[kind];
  return { ...state, [kind]: rest, gone: { ...state.gone, [id]: Math.max(rev, state.gone[id] ?? 0) } };
}

/** Newest first; the id decides between entries of the same moment. */
export function byTime(one: TimelineEntryView, other: TimelineEntryView): number {
  return other.at.localeCompare(one.at) || other.id.localeCompare(one.id);
}

/** Adds a page or a single entry to a loaded timeline, keeping the higher `rev`. */
export function mergeEntries(
  loaded: readonly TimelineEntryView[],
  page: readonly TimelineEntryView[],
): TimelineEntryView[] {
  const byId = new Map(loaded.map((entry) => [entry.id, entry]));
  for (const entry of page) {
    const known = byId.get(entry.id);
    if (known === undefined || entry.rev > known.rev) byId.set(entry.id, entry);
  }
  return [...byId.values()].sort(byTime);
}

function withEntry(state: Inbox, entry: TimelineEntryView): Inbox {
  const loaded = state.timelines[entry.contact];
  if (loaded === undefined || (state.gone[entry.id] ?? -1) >= entry.rev || isBelow(loaded, entry)) {
    return state;
  }
  const entries = mergeEntries(loaded.entries, [entry]);
  return { ...state, timelines: { ...state.timelines, [entry.contact]: { ...loaded, entries } } };
}

/** Entries older than what is loaded come with their page. */
function isBelow(loaded: LoadedTimeline, entry: TimelineEntryView): boolean {
  const last = loaded.entries[loaded.entries.length - 1];
  return loaded.older !== null && last !== undefined && byTime(last, entry) < 0;
}

function withoutEntry(state: Inbox, { id, rev, contact }: EventData<'timeline.removed'>): Inbox {
  const gone = { ...state.gone, [id]: Math.max(rev, state.gone[id] ?? 0) };
  const loaded = state.timelines[contact];
  if (loaded === undefined) return { ...state, gone };
  const entries = loaded.entries.filter((entry) => entry.id !== id || entry.rev > rev);
  return { ...state, gone, timelines: { ...state.timelines, [contact]: { ...loaded, entries } } };
}
