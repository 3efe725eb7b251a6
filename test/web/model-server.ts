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
      id: `${id}-${seq}`,
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
