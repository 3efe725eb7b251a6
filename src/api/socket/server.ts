import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { LogEntry } from '../../events/log.ts';
import type { House } from '../../house.ts';
import { userById } from '../../store/users.ts';
import { presentUser } from '../../users/present.ts';
import type { Visitor } from '../../users/sign-in.ts';
import { freshRecognition, type Visitors } from '../../users/visitors.ts';
import type { Live } from '../doors.ts';
import { recognise, sameOrigin } from '../http/guard.ts';
import { roomsOf, type UserView, type VolatileFromServer } from '../protocol.ts';
import { listenTo } from './inbound.ts';
import { createPresence } from './presence.ts';
import { createReaders } from './readers.ts';
import { sweepSessions } from './sweep.ts';
import type { LiveServer, Screen } from './types.ts';

const MAX_PAYLOAD = 16 * 1024;
const SWEEP_MS = 5 * 60_000;

export interface LiveRoom extends Live {
  /** News that a client types, for those who look at the conversation. */
  clientTyping(conversationId: string): void;
  /** Volatile news for every screen in one of the rooms, whatever process it is connected to. */
  tell(rooms: readonly string[], news: VolatileFromServer): void;
  connected(): number;
  /** Says goodbye to every screen; they come back to another process, or to this one when it is up again. */
  close(): Promise<void>;
}

export interface LiveOptions {
  house: House;
  server: HttpServer;
  version: string;
  visitors: Visitors;
  /** Fan-out between processes; absent where there is only one. */
  adapter?: Parameters<LiveServer['adapter']>[0];
  /** Rejects at once while it is known that nobody can be recognised. */
  refuseWhileAway?: () => Promise<void>;
  /** An operator writes in the conversation. */
  typing?: (conversationId: string) => void;
}

/** The live side: every screen hears the events of its rooms, from the cursor that `hello` names. */
export function createLive(options: LiveOptions): LiveRoom {
  const { house, server, version, visitors, adapter, typing, refuseWhileAway } = options;
  const io: LiveServer = new Server(server, {
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: MAX_PAYLOAD,
    connectTimeout: 10_000,
    httpCompression: false,
    perMessageDeflate: false,
    cleanupEmptyChildNamespaces: true,
    allowRequest: (req, answer) => answer(null, sameOrigin(house, req.headers)),
    ...(adapter === undefined ? {} : { adapter }),
  });
  const readers = createReaders(io);
  const presence = createPresence(io, {
    name: randomUUID(),
    now: house.clock.now,
    several: adapter !== undefined,
  });
  let delivered = house.events.head();

  io.use((screen, next) => {
    void admitScreen(screen).then(next);
  });

  async function admitScreen(screen: Screen): Promise<Error | undefined> {
    const visitor = await asks(screen).catch((error: unknown) => {
      house.log.error({ err: error }, 'A handshake could not be checked');
      return undefined;
    });
    // Who cannot be recognised for the moment is not signed out.
    if (visitor === undefined) {
      return Object.assign(new Error('Come back in a moment.'), { data: { code: 'unavailable' } });
    }
    if (visitor === null) {
      return Object.assign(new Error('Sign in first.'), { data: { code: 'unauthenticated' } });
    }
    const rooms = new Set(roomsOf(rightsOf(presentUser(visitor.user))));
    const { credential, by } = visitor;
    screen.data = { userId: visitor.user._id, credential, by, rooms, looksAt: null };
    await screen.join(`credential:${credential}`);
    return undefined;
  }

  async function asks(screen: Screen): Promise<Visitor | null> {
    await refuseWhileAway?.();
    return visitorOf(house, screen);
  }

  io.on('connection', (screen) => {
    forgetRequest(screen);
    readers.add(screen);
    listenTo(house, screen, presence, typing);
    screen.on('disconnect', () => {
      readers.remove(screen);
      presence.gone(screen);
    });
    greet(screen).catch((error: unknown) => {
      house.log.warn({ err: error }, 'A screen could not be greeted; it comes back');
      screen.disconnect(true);
    });
  });

  async function greet(screen: Screen): Promise<void> {
    // Read again: between the handshake and here the rights may have changed, and the log does not repeat itself.
    const user = await userById(house.store.users, screen.data.userId);
    if (user === null || user.disabled) screen.disconnect(true);
    else if (screen.connected) welcome(screen, presentUser(user));
  }

  function welcome(screen: Screen, user: UserView): void {
    readers.move(screen, new Set(roomsOf(rightsOf(user))));
    screen.emit('hello', { cursor: delivered, rooms: [...screen.data.rooms], user, version });
  }

  let pending: LogEntry[] = [];
  const forget = house.events.subscribe((entry) => {
    // A run's events are told one after the other in the same turn: they are said together when it is over.
    if (pending.push(entry) === 1) queueMicrotask(deliver);
    if (entry.event.name !== 'user.changed') return;
    deliver();
    rightsChanged(entry.event.data.user);
  });
  function deliver(): void {
    const entries = pending;
    pending = [];
    const last = entries.at(-1);
    if (last === undefined) return;
    delivered = last.event.cursor;
    try {
      readers.deliver(entries);
    } catch (error) {
      // Nobody else would catch it, and a screen that misses events sees the hole and asks for them.
      house.log.error({ err: error, cursor: delivered }, 'Events could not be told to the screens');
    }
    if (adapter !== undefined) announceGrowth();
  }
  let announced = delivered;
  function announceGrowth(): void {
    if (announced >= delivered) return;
    announced = delivered;
    io.serverSideEmit('grew', delivered);
  }
  io.on('grew', (head) => {
    announced = Math.max(announced, head);
    if (head > delivered) house.events.catchUp().catch(() => undefined);
  });

  /** News are about what the screens know: never before the events they follow. */
  function tell(rooms: readonly string[], news: VolatileFromServer): void {
    deliver();
    readers.tell(rooms, news);
  }
  io.on('told', tell);
  io.on('over', visitors.forget);

  function rightsChanged(user: UserView): void {
    const rooms = roomsOf(rightsOf(user));
    for (const screen of readers.ofUser(user.id)) {
      if (user.disabled) screen.disconnect(true);
      else if (
        rooms.length !== screen.data.rooms.size ||
        !rooms.every((room) => screen.data.rooms.has(room))
      ) {
        presence.look(screen, null);
        welcome(screen, user);
      }
    }
  }

  const sweep = setInterval(() => {
    sweepSessions(house, readers.all()).catch((error: unknown) =>
      house.log.warn({ err: error }, 'Sweep failed'),
    );
  }, SWEEP_MS);
  sweep.unref();

  return {
    end: (credentials) => {
      if (credentials.length === 0) return;
      visitors.forget(credentials);
      if (adapter !== undefined) io.serverSideEmit('over', [...credentials]);
      io.in(credentials.map((credential) => `credential:${credential}`)).disconnectSockets(true);
    },
    clientTyping: (conversationId) => presence.clientTyping(conversationId),
    tell: (rooms, news) => {
      tell(rooms, news);
      if (adapter !== undefined) io.serverSideEmit('told', [...rooms], news);
    },
    connected: () => io.of('/').sockets.size,
    async close() {
      forget();
      clearInterval(sweep);
      presence.close();
      io.local.disconnectSockets(true);
      await io.close();
    },
  };
}

const rightsOf = (user: UserView) => ({ id: user.id, role: user.role, teams: user.teams });

async function visitorOf(house: House, screen: Screen): Promise<Visitor | null> {
  const { cookie, authorization } = screen.handshake.headers;
  const token: unknown = screen.handshake.auth.token;
  const bearer = typeof token === 'string' ? `Bearer ${token}` : authorization;
  return recognise(freshRecognition(house), { cookie, authorization: bearer });
}

/** The first HTTP request of a connection would be held as long as the connection lives; nothing needs it any more. */
function forgetRequest(screen: Screen): void {
  // The client and the socket only pass this member on.
  (screen.conn as { request: unknown }).request = undefined;
  const { handshake } = screen as { handshake: { headers: object; auth: object } };
  handshake.headers = {};
  handshake.auth = {};
}
