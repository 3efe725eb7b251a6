import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Doors } from './api/doors.ts';
import type { Config } from './config.ts';
import type { House } from './house.ts';
import { openRooms, type RoomsOptions } from './rooms.ts';

export type ServiceOptions = RoomsOptions;

export interface Service {
  house: House;
  doors: Doors;
  /** `http://host:port` as a person of this machine opens it. */
  address: string;
  /** Stops taking, lets what is under way end, and closes everything in order. */
  close(): Promise<void>;
}

/** Puts the rooms together, listens, and begins to take and to send. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { config, log } = options;
  // Listens before the live side does, which then keeps its own address from it; two answers to one request end the process.
  let app: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => app(request, response));
  const rooms = await openRooms(options, server);
  app = rooms.app;
  try {
    await rooms.provision();
    await listen(server, config);
    await rooms.start();
  } catch (error) {
    await rooms.close().catch((trouble: unknown) => log.error({ err: trouble }, 'Closing failed'));
    throw error;
  }
  return { house: rooms.house, doors: rooms.doors, address: addressOf(server, config), close: rooms.close };
}

/** Resolves when the port is ours; rejects with the system's own error. */
function listen(server: Server, config: Config): Promise<void> {
  // A slow client may not hold a connection without sending; uploads take as long as they need.
  server.headersTimeout = 20_000;
  server.requestTimeout = 0;
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server, config: Config): string {
  const { port } = server.address() as AddressInfo;
  const everywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = everywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${port}`;
}
