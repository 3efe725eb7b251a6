import type { EventData, EventName, LoggedEvent } from '../api/protocol.ts';

/** An event on its way into the log. */
export type EventDraft = {
  [N in EventName]: {
    name: N;
    data: EventData<N>;
    /** Readers in any of these get it. */
    rooms: readonly string[];
    /** Readers in any of these do not get it, whatever else they are in. */
    except?: readonly string[];
  };
}[EventName];

/** A logged event with its audience; readers never see the audience. */
export interface LogEntry {
  event: LoggedEvent;
  rooms: readonly string[];
  except?: readonly string[];
}

/** Whether a reader in these rooms gets the entry. */
export function reaches(entry: LogEntry, rooms: ReadonlySet<string>): boolean {
  if (entry.except?.some((room) => rooms.has(room))) return false;
  return entry.rooms.some((room) => rooms.has(room));
}

/** The event as a reader in these rooms sees it: without a word of the rooms of others. */
export function eventFor(entry: LogEntry, rooms: ReadonlySet<string>): LoggedEvent {
  const after: Record<string, number> = {};
  for (const [room, cursor] of Object.entries(entry.event.after)) if (rooms.has(room)) after[room] = cursor;
  return { ...entry.event, after };
}

/** Numbers drafts from `head + 1` and links each to the event before it in every one of its rooms. */
export function linkEntries(
  drafts: readonly EventDraft[],
  head: number,
  at: Date,
  links: ReadonlyMap<string, number>,
): LogEntry[] {
  const moved = new Map<string, number>();
  return drafts.map((draft, index) => {
    const cursor = head + 1 + index;
    const after: Record<string, number> = {};
    for (const room of draft.rooms) after[room] = moved.get(room) ?? links.get(room) ?? 0;
    for (const room of draft.rooms) moved.set(room, cursor);
    const event = { cursor, at: at.toISOString(), name: draft.name, data: draft.data, after } as LoggedEvent;
    const entry: LogEntry = { event, rooms: draft.rooms };
    if (draft.except && draft.except.length > 0) entry.except = draft.except;
    return entry;
  });
}
