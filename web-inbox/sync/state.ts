import type {
  AccountView,
  CallView,
  ContactView,
  ConversationView,
  CountsView,
  TaskView,
  TimelineEntryView,
  UserView,
  WorkCounts,
} from '../../src/api/protocol.ts';
import type { TimelineWindow } from '../store/timeline-window.ts';

/** The loaded part of a contact's timeline, newest first. */
export interface LoadedTimeline {
  entries: TimelineEntryView[];
  /** Cursor of the next older page; null when everything is loaded. */
  older: string | null;
}

/** Everything live that the screen shows. Changed by `apply` and by merging answers, and by nothing else. */
export interface Inbox {
  me: UserView | null;
  users: Readonly<Record<string, UserView>>;
  accounts: Readonly<Record<string, AccountView>>;
  conversations: Readonly<Record<string, ConversationView>>;
  contacts: Readonly<Record<string, ContactView>>;
  /** By conversation; present once a page was loaded. */
  windows: Readonly<Record<string, TimelineWindow>>;
  /** By contact; present once a page was loaded. */
  timelines: Readonly<Record<string, LoadedTimeline>>;
  /** Of contacts whose tasks were loaded, and whatever the log told since. */
  tasks: Readonly<Record<string, TaskView>>;
  calls: Readonly<Record<string, CallView>>;
  /** What waits to be fought down to zero; null until it was asked for. */
  work: WorkCounts | null;
  counts: CountsView | null;
  /** Events up to this cursor are already inside `counts`. */
  countsAt: number;
  quarantine: number;
  settings: Readonly<Record<string, { rev: number; value: unknown }>>;
  /** Revision at which an entity left this reader's sight, so that late answers do not bring it back. */
  gone: Readonly<Record<string, number>>;
}

/** A screen that knows nothing yet. */
export function emptyInbox(): Inbox {
  return {
    me: null,
    users: {},
    accounts: {},
    conversations: {},
    contacts: {},
    windows: {},
    timelines: {},
    tasks: {},
    calls: {},
    work: null,
    counts: null,
    countsAt: 0,
    quarantine: 0,
    settings: {},
    gone: {},
  };
}
