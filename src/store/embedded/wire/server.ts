import { createServer, type Server, type Socket } from 'node:net';
import { type Handler, serveConnection } from './connection.ts';

/** A loopback TCP port (0 = chosen by the system) or a Unix socket. */
export type Listen = { readonly port: number } | { readonly path: string };

export interface WireServer {
  /** The port in use; 0 for a Unix socket. */
  readonly port: number;
  /** Stops listening, lets commands under way end and closes the connections. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 2_000;
const CLOSE_MILLISECONDS = 5_000;

function listening(server: Server, listen: Listen): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const ready = (): void => {
      server.off('error', reject);
      resolve();
    };
    // There is no authentication: nothing beyond this machine may ever reach the port.
    if ('path' in listen) server.listen(listen.path, ready);
    else server.listen(listen.port, '127.0.0.1', ready);
  });
}

/** Speaks the MongoDB wire protocol on a socket only this machine can reach. */
export async function listenWire(listen: Listen, handle: Handler): Promise<WireServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let running = 0;
  let idle: (() => void) | undefined;
  const ended = (): void => {
    running -= 1;
    if (running === 0 && idle !== undefined) setImmediate(idle);
  };
  const counted: Handler = (request, connectionId) => {
    running += 1;
    const reply = handle(request, connectionId);
    if (reply instanceof Promise) return reply.finally(ended);
    ended();
    return reply;
  };
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, connections, counted);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listening(server, listen);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      if (running > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, CLOSE_MILLISECONDS);
          idle = (): void => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
