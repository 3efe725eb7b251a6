import { io, type Socket } from 'socket.io-client';
import type { Hello, LoggedEvent, VolatileFromServer } from '../../src/api/protocol.ts';

/** A connected screen that keeps what it hears. */
export interface TestScreen {
  socket: Socket;
  hello: Hello[];
  events: LoggedEvent[];
  news: VolatileFromServer[];
  /** Resolves once `seen` holds, looked at after everything that is heard. */
  until(seen: () => boolean): Promise<void>;
  close(): void;
}

export interface ScreenOptions {
  token?: string;
  headers?: Record<string, string>;
  transports?: ('polling' | 'websocket')[];
}

/** Connects and answers when `hello` came; rejects with the handshake's refusal. */
export async function connectScreen(address: string, options: ScreenOptions = {}): Promise<TestScreen> {
  const socket = io(address, {
    transports: options.transports ?? ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(options.token === undefined ? {} : { auth: { token: options.token } }),
    ...(options.headers === undefined ? {} : { extraHeaders: options.headers }),
  });
  const waiting = new Set<() => void>();
  const screen: TestScreen = {
    socket,
    hello: [],
    events: [],
    news: [],
    until: (seen) =>
      new Promise((resolve) => {
        const look = () => {
          if (!seen()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => socket.close(),
  };
  const heard = () => {
    for (const look of [...waiting]) look();
  };
  socket.on('hello', (hello: Hello) => {
    screen.hello.push(hello);
    heard();
  });
  socket.on('event', (...events: LoggedEvent[]) => {
    screen.events.push(...events);
    heard();
  });
  socket.on('volatile', (news: VolatileFromServer) => {
    screen.news.push(news);
    heard();
  });
  socket.on('disconnect', heard);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
    void screen.until(() => screen.hello.length > 0).then(resolve);
  });
  return screen;
}

/** The token with which a test client was made. */
export const tokenOf = (client: { headers: Readonly<Record<string, string>> }): string =>
  (client.headers.authorization ?? '').replace('Bearer ', '');
