import {
  type ConversationView,
  type CountsView,
  conversationRooms,
  type Hello,
  type LoggedEvent,
  type MessageView,
  maySee,
  roomsOf,
  type Standing,
  type UserView,
} from '../../src/api/protocol.ts';
import { ApiError } from '../../web-inbox/api/http.ts';
import type { EventsAnswer, Snapshot } from '../../web-inbox/api/shapes.ts';

const moment = (cursor: number): string => new Date(Date.UTC(2026, 0, 1) + cursor * 1000).toISOString();

export const person = (id: string, role: UserView['role'], teams: string[] = []): UserView => ({
  id,
  rev: 1,
  name: id,
  email: `${id}@example.org`,
  role,
  teams,
  shift: 'on',
  disabled: false,
});

interface Logged {
  event: LoggedEvent;
  rooms: string[];
  except: string[];
}

/** A house of conversations as the protocol describes it: rows with `rev`, one log, rooms, links between events. */
export class ModelServer {
  readonly log: Logged[] = [];
  readonly rows = new Map<string, ConversationView>();
  readonly messages = new Map<string, MessageView[]>();
  /** Merged conversations, as they were, by their own id. */
  readonly merged = new Map<string, { into: string; row: ConversationView }>();
  /** Events at or before this cursor were thrown away. */
  forgotten = 0;
  private readonly last = new Map<string, number>();

  get head(): number {
    return this.log.length;
  }

  write(id: string, direction: 'in' | 'out'): void {
    const list = this.messages.get(id) ?? [];
    const seq = list.length + 1;
    const message: MessageView = {
      id: `${id}-${this.head}`,
      rev: 1,
      conversation: id,
      seq,
      direction,
      kind: 'message',
      text: `${direction} ${seq}`,
      spans: [],
      cards: [],
      attachments: [],
      quotes: null,
      channel: 'paper',
      account: 'a1',
      author: { kind: direction === 'in' ? 'client' : 'user', name: 'x' },
      sentAt: moment(this.head),
      receivedAt: moment(this.head),
      reactions: [],
      delivery: direction === 'in' ? null : { state: 'queued' },
    };
    this.messages.set(id, [...list, message]);
    const row = this.rows.get(id);
    this.publish('message.added', { message }, conversationRooms(row ?? { assignee: null, team: null }));
    this.change(id, {
      status: 'open',
      lastSeq: seq,
      lastActivityAt: moment(this.head),
      unread: direction === 'in' ? (row?.unread ?? 0) + 1 : 0,
      waitingSince: direction === 'in' ? moment(this.head) : null,
    });
  }

  /** A newer revision of a message, for instance its delivery. */
  touch(id: string, index: number): void {
    const list = this.messages.get(id);
    const old = list?.[index % Math.max(1, list.length)];
    if (list === undefined || old === undefined) return;
    const message: MessageView = { ...old, rev: old.rev + 1, text: `${old.text}!` };
    this.messages.set(
      id,
      list.map((candidate) => (candidate === old ? message : candidate)),
    );
    const row = this.rows.get(id) ?? { assignee: null, team: null };
    this.publish('message.changed', { message }, conversationRooms(row));
  }

  change(id: string, change: Partial<ConversationView>): void {
    const old = this.rows.get(id);
    const row: ConversationView = { ...(old ?? this.fresh(id)), ...change, rev: (old?.rev ?? 0) + 1 };
    this.rows.set(id, row);
    const was = old === undefined ? null : standing(old);
    const rooms = conversationRooms(row);
    const before = old === undefined ? [] : conversationRooms(old);
    const left = before.filter((room) => !rooms.includes(room));
    this.publish('conversation.changed', { conversation: row, was }, rooms);
    if (left.length > 0 && was !== null) {
      this.publish('conversation.hidden', { id, rev: row.rev, was }, left, rooms);
    }
  }

  /** One thread out of two, in the order in which the messages came; the other row leaves. */
  merge(into: string, from: string): void {
    const [left, right] = [this.rows.get(into), this.rows.get(from)];
    if (left === undefined || right === undefined || into === from) return;
    this.rows.delete(from);
    this.merged.set(from, { into, row: right });
    const hidden = { id: from, rev: right.rev + 1, was: standing(right), into };
    this.publish('conversation.hidden', hidden, conversationRooms(right));
    const both = [...(this.messages.get(into) ?? []), ...(this.messages.get(from) ?? [])];
    this.messages.delete(from);
    this.place(into, both);
    this.change(into, {
      status: left.status === 'open' || right.status === 'open' ? 'open' : left.status,
      assignee: left.assignee ?? right.assignee,
      unread: left.unread + right.unread,
      lastSeq: both.length,
    });
    this.rewritten(into);
  }

  /** Whether others were merged into it; the model keeps merges one deep. */
  hasMerged(id: string): boolean {
    return [...this.merged.values()].some(({ into }) => into === id);
  }

  /** Both threads again, each with what came to it since. */
  undo(from: string): void {
    const known = this.merged.get(from);
    const holder = known && this.rows.get(known.into);
    if (known === undefined || holder === undefined) return;
    this.merged.delete(from);
    const all = this.messages.get(known.into) ?? [];
    this.place(
      from,
      all.filter(({ id }) => id.startsWith(`${from}-`)),
    );
    this.place(
      known.into,
      all.filter(({ id }) => !id.startsWith(`${from}-`)),
    );
    const lastSeq = this.messages.get(from)?.length ?? 0;
    const row = { ...known.row, rev: known.row.rev + 2, lastSeq };
    this.rows.set(from, row);
    this.publish('conversation.changed', { conversation: row, was: null }, conversationRooms(row));
    this.change(known.into, { lastSeq: this.messages.get(known.into)?.length ?? 0 });
    this.rewritten(from);
    this.rewritten(known.into);
  }

  private place(conversation: string, list: readonly MessageView[]): void {
    const sorted = [...list].sort((one, other) => one.receivedAt.localeCompare(other.receivedAt));
    this.messages.set(
      conversation,
      sorted.map((message, index) => ({ ...message, conversation, seq: index + 1, rev: message.rev + 1 })),
    );
  }

  private rewritten(id: string): void {
    const row = this.rows.get(id);
    if (row) this.publish('conversation.rewritten', { id, rev: row.rev }, conversationRooms(row));
  }

  private fresh(id: string): ConversationView {
    return {
      id,
      rev: 0,
      contact: { id: `c-${id}`, name: id },
      status: 'open',
      assignee: null,
      team: null,
      unread: 0,
      waitingSince: null,
      snoozedUntil: null,
      lastActivityAt: moment(this.head),
      lastSeq: 0,
      lastMessage: null,
      labels: [],
      routes: [],
      bot: 'silent',
      leaseUntil: null,
    };
  }

  private publish(name: string, data: unknown, rooms: string[], except: string[] = []): void {
    const cursor = this.log.length + 1;
    const after = Object.fromEntries(rooms.map((room) => [room, this.last.get(room) ?? 0]));
    for (const room of rooms) this.last.set(room, cursor);
    this.log.push({ event: { cursor, at: moment(cursor), name, data, after } as LoggedEvent, rooms, except });
  }

  /** The log as one reader gets it. */
  mine(user: UserView, entries: readonly Logged[] = this.log): LoggedEvent[] {
    const rooms = new Set(roomsOf(user));
    return entries
      .filter(
        (entry) =>
          entry.rooms.some((room) => rooms.has(room)) && !entry.except.some((room) => rooms.has(room)),
      )
      .map((entry) => entry.event);
  }

  counts(user: UserView): CountsView {
    const open = [...this.rows.values()].filter((row) => row.status === 'open' && maySee(user, row));
    return {
      all: open.length,
      unassigned: open.filter((row) => row.assignee === null).length,
      mine: open.filter((row) => row.assignee === user.id).length,
    };
  }

  hello(user: UserView): Hello {
    return { cursor: this.head, rooms: roomsOf(user), user, version: '1' };
  }

  snapshot(user: UserView): Snapshot {
    return {
      cursor: this.head,
      version: '1',
      user,
      users: [user],
      teams: [],
      accounts: [],
      channels: [],
      counts: this.counts(user),
      settings: [],
      quarantine: 0,
    };
  }

  visible(user: UserView): ConversationView[] {
    return [...this.rows.values()].filter((row) => maySee(user, row));
  }

  events(user: UserView, after: number, limit: number): EventsAnswer {
    if (after < this.forgotten) throw new ApiError('too_old', 410, 'The log begins later.');
    const events = this.mine(user, this.log.slice(after));
    const page = events.slice(0, limit);
    const more = events.length > page.length;
    const position = more ? page[page.length - 1]?.cursor : undefined;
    return { events: page, cursor: position ?? this.head, more };
  }
}

export const standing = (row: ConversationView): Standing => ({
  status: row.status,
  assignee: row.assignee,
  team: row.team,
  waiting: row.waitingSince !== null,
});
