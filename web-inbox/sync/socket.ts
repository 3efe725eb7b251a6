import { io } from 'socket.io-client';
import type { Hello } from '../../src/api/protocol/events.ts';
import { ApiError } from '../api/http.ts';
import type { Api } from '../api/routes.ts';
import type { Connection, Transport, TransportHandlers } from './engine.ts';
import { readEvent, readVolatile } from './read-event.ts';

const comeBackMs = 3_000;

/** The live line over Socket.IO; everything durable goes over HTTP. */
export function createTransport(api: Api): Transport {
  return {
    snapshot: api.snapshot,
    events: api.events,
    connect: (handlers) => connect(api, handlers),
  };
}

function connect(api: Api, handlers: TransportHandlers): Connection {
  const socket = io({
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000,
    randomizationFactor: 0.5,
  });
  let looking: string | null = null;
  const wake = (): void => {
    if (document.visibilityState === 'visible' && !socket.connected) socket.connect();
  };
  let later: ReturnType<typeof setTimeout> | undefined;
  /** A refusal is final to the library; a server that cannot look just now is asked again. */
  const comeBack = (): void => {
    clearTimeout(later);
    later = setTimeout(() => socket.connect(), comeBackMs);
  };
  const returned = async (): Promise<void> => {
    try {
      await api.session();
      socket.connect();
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthenticated') handlers.signedOut();
      else comeBack();
    }
  };
  socket.on('connect', () => socket.emit('look', { conversation: looking }));
  socket.on('hello', (hello: Hello) => handlers.hello(hello));
  socket.on('event', (...events: unknown[]) => {
    for (const event of events) handlers.event(readEvent(event));
  });
  socket.on('volatile', (news: unknown) => {
    const read = readVolatile(news);
    if (read !== null) handlers.volatile(read);
  });
  socket.on('disconnect', (reason) => {
    handlers.down();
    if (reason === 'io server disconnect') void returned();
  });
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    handlers.down();
    if (error.data?.code === 'unauthenticated') handlers.signedOut();
    else if (!socket.active) comeBack();
  });
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  return {
    look(conversation) {
      looking = conversation;
      if (socket.connected) socket.emit('look', { conversation });
    },
    typing: (conversation) => socket.volatile.emit('typing', { conversation }),
    close() {
      clearTimeout(later);
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      socket.removeAllListeners();
      socket.close();
    },
  };
}
