import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';

const SOCKETS = '/socket.io';

/** A handler for `app.use`, on Express of any version or on anything else that calls handlers this way. */
export type Router = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

export interface Mounting {
  /** Never listens; the rooms hang on it as on a server of their own. */
  server: Server;
  router: Router;
  /** Lets the live side's WebSockets in through a server of the owner's. */
  attach(server: Server): void;
  /** Sets what answers; until then everything is told to come later. */
  serve(app: RequestListener): void;
  /** Leaves the owner's servers as they were. */
  detach(): void;
}

/** Brings requests of the owner's own server to a server that never listens. `path` is where the router is mounted. */
export function createMounting(path: string): Mounting {
  let app: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => app(request, response));
  const attached = new Map<Server, (request: IncomingMessage, socket: Duplex, head: Buffer) => void>();

  return {
    server,
    router: (request, response) => {
      server.emit('request', request, response);
    },
    attach(owner) {
      if (attached.has(owner)) return;
      const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const { url = '' } = request;
        if (url.startsWith(`${path}${SOCKETS}/`)) {
          request.url = url.slice(path.length);
          server.emit('upgrade', request, socket, head);
        } else if (owner.listenerCount('upgrade') === 1) {
          // Nobody else would answer, and the connection would stay open for ever.
          socket.destroy();
        }
      };
      attached.set(owner, upgrade);
      owner.on('upgrade', upgrade);
    },
    serve(given) {
      app = given;
    },
    detach() {
      for (const [owner, upgrade] of attached) owner.off('upgrade', upgrade);
      attached.clear();
    },
  };
}
