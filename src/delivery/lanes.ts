import { createHeap, type Heap } from './heap.ts';

/*
 * What this process knows of the queue: light entries in one lane per conversation. The database stays the judge;
 * a lane only says what is worth claiming next. A lane is in exactly one place: at work, waiting for its time, or
 * ready, where messages that somebody is waiting for stand before mass mail and older before newer.
 */

/** Entries known in memory are due within this time; later ones are read again when it comes. */
export const HORIZON_MS = 10_000;

/** A queued message without its content. Times are Unix milliseconds. */
export interface Due {
  id: string;
  conversationId: string;
  accountId: string;
  channel: string;
  chat: string;
  seq: number;
  /** Lower goes first. */
  priority: number;
  at: number;
}

/** What may be taken now. */
export interface Room {
  chatWait(chat: string): number;
  forPriority(priority: number): boolean;
}

export interface Lanes {
  /** Adds or refreshes an entry. */
  add(due: Due): void;
  /** Forgets an entry; used when it was cancelled or turned out to be gone. */
  remove(due: Pick<Due, 'id' | 'conversationId'>): void;
  /**
   * Takes the best head of the account whose chat may be written to; the lane stays busy until `release`.
   * `chatWait` answers the milliseconds a chat has to wait. 'full': the best one is of a priority without room.
   */
  take(accountId: string, now: number, room: Room): Due | undefined | 'full';
  /** Ends the work on a lane. `until` keeps the whole lane back, for instance behind a message that waits to be retried. */
  release(conversationId: string, now: number, until?: number): void;
  /** Milliseconds until a waiting lane of the account wants attention; Infinity when none does. */
  nextAt(accountId: string): number;
  accounts(): string[];
  size(): number;
}

interface Lane {
  entries: Due[];
  busy: boolean;
  blockedUntil: number;
  /** Bumped whenever the lane is placed anew; older places are void. */
  turn: number;
}

interface Place {
  conversationId: string;
  turn: number;
  key: number;
  tie: string;
}

/** An empty set of lanes. */
export function createLanes(): Lanes {
  const lanes = new Map<string, Lane>();
  const queues = new Map<string, { waiting: Heap<Place>; ready: Heap<Place> }>();
  let size = 0;

  const queueOf = (accountId: string) => {
    const known = queues.get(accountId);
    if (known !== undefined) return known;
    const made = { waiting: createHeap(before), ready: createHeap(before) };
    queues.set(accountId, made);
    return made;
  };

  const place = (conversationId: string, lane: Lane, now: number, notBefore = 0) => {
    lane.turn += 1;
    const head = lane.entries[0];
    if (head === undefined) {
      if (!lane.busy) lanes.delete(conversationId);
      return;
    }
    if (lane.busy) return;
    const queue = queueOf(head.accountId);
    const at = Math.max(head.at, lane.blockedUntil, notBefore);
    const { turn } = lane;
    if (at > now) queue.waiting.push({ conversationId, turn, key: at, tie: head.id });
    else queue.ready.push({ conversationId, turn, key: head.priority, tie: head.id });
  };

  const valid = (found: Place) => lanes.get(found.conversationId)?.turn === found.turn;

  return {
    add: (due) => {
      const lane = lanes.get(due.conversationId) ?? { entries: [], busy: false, blockedUntil: 0, turn: 0 };
      lanes.set(due.conversationId, lane);
      const { entries } = lane;
      const known = entries.findIndex((entry) => entry.id === due.id);
      if (known >= 0) {
        if (entries[known]?.at === due.at) return;
        entries[known] = due;
        if (known > 0) return;
      } else {
        let index = entries.length;
        while (index > 0 && (entries[index - 1]?.seq ?? 0) > due.seq) index -= 1;
        entries.splice(index, 0, due);
        size += 1;
        if (index > 0) return;
      }
      place(due.conversationId, lane, Number.NEGATIVE_INFINITY);
    },
    remove: ({ id, conversationId }) => {
      const lane = lanes.get(conversationId);
      const index = lane?.entries.findIndex((entry) => entry.id === id) ?? -1;
      if (lane === undefined || index < 0) return;
      lane.entries.splice(index, 1);
      size -= 1;
      if (index === 0 && !lane.busy) place(conversationId, lane, Number.NEGATIVE_INFINITY);
    },
    take: (accountId, now, room) => {
      const queue = queues.get(accountId);
      if (queue === undefined) return undefined;
      for (let due = queue.waiting.peek(); due !== undefined && due.key <= now; due = queue.waiting.peek()) {
        queue.waiting.pop();
        const lane = lanes.get(due.conversationId);
        if (lane !== undefined && valid(due)) place(due.conversationId, lane, now);
      }
      for (let found = queue.ready.pop(); found !== undefined; found = queue.ready.pop()) {
        const lane = lanes.get(found.conversationId);
        const head = lane?.entries[0];
        if (lane === undefined || head === undefined || !valid(found)) continue;
        if (!room.forPriority(head.priority)) {
          place(found.conversationId, lane, now);
          return 'full';
        }
        const wait = room.chatWait(head.chat);
        if (wait > 0) {
          place(found.conversationId, lane, now, now + wait);
          continue;
        }
        lane.busy = true;
        lane.turn += 1;
        return head;
      }
      return undefined;
    },
    release: (conversationId, now, until = 0) => {
      const lane = lanes.get(conversationId);
      if (lane === undefined) return;
      lane.busy = false;
      lane.blockedUntil = until;
      place(conversationId, lane, now);
    },
    nextAt: (accountId) => {
      const queue = queues.get(accountId);
      if (queue === undefined) return Number.POSITIVE_INFINITY;
      if (queue.ready.peek() !== undefined) return Number.NEGATIVE_INFINITY;
      return queue.waiting.peek()?.key ?? Number.POSITIVE_INFINITY;
    },
    accounts: () => [...queues.keys()],
    size: () => size,
  };
}

const before = (a: Place, b: Place) => (a.key === b.key ? a.tie < b.tie : a.key < b.key);
