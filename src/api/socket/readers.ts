import { eventFor, type LogEntry } from '../../events/log.ts';
import { groupBy } from '../../group.ts';
import type { LoggedEvent, VolatileFromServer } from '../protocol.ts';
import type { LiveServer, Screen } from './types.ts';

/** Which screens of this process are in which room, and how an event reaches them. */
export interface Readers {
  add(screen: Screen): void;
  remove(screen: Screen): void;
  /** Takes a screen out of its rooms and puts it into others. */
  move(screen: Screen, rooms: ReadonlySet<string>): void;
  ofUser(userId: string): Screen[];
  all(): Screen[];
  /** In the order of the log; what one screen gets of them goes in as few packets as it can. */
  deliver(entries: readonly LogEntry[]): void;
  /** Volatile news for the screens of this process that are in one of the rooms. */
  tell(rooms: readonly string[], news: VolatileFromServer): void;
}

/** Events in one packet at most; a burst must not become one that fills a slow line. */
const PACKET = 50;

/** An index of its own, because every reader gets the links of his own rooms only. */
export function createReaders(io: LiveServer): Readers {
  const byRoom = new Map<string, Set<Screen>>();

  const enter = (screen: Screen): void => {
    for (const room of screen.data.rooms) {
      const inside = byRoom.get(room);
      if (inside === undefined) byRoom.set(room, new Set([screen]));
      else inside.add(screen);
    }
  };
  const leave = (screen: Screen): void => {
    for (const room of screen.data.rooms) {
      const inside = byRoom.get(room);
      inside?.delete(screen);
      if (inside?.size === 0) byRoom.delete(room);
    }
  };

  /** The rooms by which each screen gets an entry. */
  function* hearers({ rooms: all, except }: LogEntry): Generator<[Screen, string]> {
    const seen = new Set<Screen>();
    for (const room of all) {
      for (const screen of byRoom.get(room) ?? []) {
        if (seen.has(screen)) continue;
        seen.add(screen);
        const { rooms } = screen.data;
        if (except?.some((other) => rooms.has(other))) continue;
        yield [screen, all.filter((candidate) => rooms.has(candidate)).join('\n')];
      }
    }
  }

  /** Screens that get the same events by the same rooms get the same bytes; they are encoded once for all of these. */
  function send(entries: readonly LogEntry[]): void {
    const views = new Map<string, LoggedEvent>();
    const heardBy = new Map<Screen, string[]>();
    for (const [at, entry] of entries.entries()) {
      for (const [screen, shared] of hearers(entry)) {
        const view = `${at}\n${shared}`;
        if (!views.has(view)) views.set(view, eventFor(entry, new Set(shared.split('\n'))));
        const heard = heardBy.get(screen);
        if (heard === undefined) heardBy.set(screen, [view]);
        else heard.push(view);
      }
    }
    for (const group of groupBy([...heardBy], ([, heard]) => heard.join('\n')).values()) {
      const ids = group.map(([screen]) => screen.id);
      const events = group[0]?.[1].flatMap((view) => views.get(view) ?? []) ?? [];
      io.local.to(ids).emit('event', ...events);
    }
  }

  return {
    add: enter,
    remove: leave,
    move(screen, rooms) {
      leave(screen);
      screen.data.rooms = rooms;
      enter(screen);
    },
    ofUser: (userId) => [...(byRoom.get(`user:${userId}`) ?? [])],
    all: () => [...(byRoom.get('everyone') ?? [])],

    deliver(entries) {
      for (let at = 0; at < entries.length; at += PACKET) send(entries.slice(at, at + PACKET));
    },

    tell(rooms, news) {
      const screens = new Set(rooms.flatMap((room) => [...(byRoom.get(room) ?? [])]));
      const ids = [...screens].map((screen) => screen.id);
      // Said once and often right after an event: a busy line must not drop a ring or a reminder.
      if (ids.length > 0) io.local.to(ids).emit('volatile', news);
    },
  };
}
