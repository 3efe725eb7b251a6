import { eventFor, type LogEntry } from '../../events/log.ts';
import type { VolatileFromServer } from '../protocol.ts';
import type { LiveServer, Screen } from './types.ts';

/** Which screens of this process are in which room, and how an event reaches them. */
export interface Readers {
  add(screen: Screen): void;
  remove(screen: Screen): void;
  /** Takes a screen out of its rooms and puts it into others. */
  move(screen: Screen, rooms: ReadonlySet<string>): void;
  ofUser(userId: string): Screen[];
  all(): Screen[];
  deliver(entry: LogEntry): void;
  /** Volatile news for the screens of this process that are in one of the rooms. */
  tell(rooms: readonly string[], news: VolatileFromServer): void;
}

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

    deliver(entry) {
      // Readers who share the same rooms of this event get the same bytes; it is encoded once for each such group.
      const groups = new Map<string, string[]>();
      const seen = new Set<Screen>();
      for (const room of entry.rooms) {
        for (const screen of byRoom.get(room) ?? []) {
          if (seen.has(screen)) continue;
          seen.add(screen);
          const { rooms } = screen.data;
          if (entry.except?.some((other) => rooms.has(other))) continue;
          const shared = entry.rooms.filter((candidate) => rooms.has(candidate)).join('\n');
          const group = groups.get(shared);
          if (group === undefined) groups.set(shared, [screen.id]);
          else group.push(screen.id);
        }
      }
      for (const [shared, ids] of groups) {
        io.local.to(ids).emit('event', eventFor(entry, new Set(shared.split('\n'))));
      }
    },

    tell(rooms, news) {
      const screens = new Set(rooms.flatMap((room) => [...(byRoom.get(room) ?? [])]));
      const ids = [...screens].map((screen) => screen.id);
      // Said once and often right after an event: a busy line must not drop a ring or a reminder.
      if (ids.length > 0) io.local.to(ids).emit('volatile', news);
    },
  };
}
