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

export interface EventLog {
  /** Durable when resolved, in this order, without a gap; subscribers have been told by then. */
  publish(drafts: readonly EventDraft[]): Promise<void>;
  /**
   * What readers in `rooms` have missed after `cursor`, oldest first, and the cursor to go on from. Ask again while
   * `cursor < head()`. 'too-old' when the log no longer reaches back, or never reached that far.
   */
  since(
    cursor: number,
    rooms: readonly string[],
    limit?: number,
  ): Promise<{ events: LoggedEvent[]; cursor: number } | 'too-old'>;
  /** Cursor of the newest event; 0 while there is none. */
  head(): number;
  /** Called in the order of the log, also for events of other processes. Returns how to stop. */
  subscribe(listener: (entry: LogEntry) => void): () => void;
  /** Reads what other processes have appended; they are told by a timer or a message. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** Whether a reader in these rooms gets the entry. */
export function reaches(entry: LogEntry, rooms: ReadonlySet<string>): boolean {
  if (entry.except?.some((room) => rooms.has(room))) return false;
  return entry.rooms.some((room) => rooms.has(room));
}
