import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { publishAddress, withdrawAddress } from './care/address.ts';
import { claimDirectory } from './lock.ts';
import type { EngineOptions, StoreLog } from './store/engine.ts';
import { SILENT } from './store/silent.ts';
import type { Listen } from './wire/server.ts';
import type { FromWorker, WorkerStart } from './worker-messages.ts';

export interface EmbeddedOptions {
  /** The folder the data lives in; made when missing. One process at a time. */
  readonly dir: string;
  /** False: the engine runs in the calling thread, as it always does from TypeScript source. */
  readonly thread?: boolean;
  /** A Unix socket inside the folder (the default, not on Windows) or a loopback TCP port, 0 = any. */
  readonly listen?: 'socket' | { readonly port: number };
  /** How often expired documents are removed; 60,000 ms. */
  readonly ttlSweepMs?: number;
  readonly log?: StoreLog;
  /** Called when the engine's thread dies: nothing can be stored any more and the process should end. */
  readonly onFailure?: (error: Error) => void;
}

export interface EmbeddedStore {
  /** The connection string without a database: put a name with `uriFor`, or pass `dbName` to the driver. */
  readonly uri: string;
  /** The connection string of a database. */
  uriFor(database: string): string;
  /** Resolves when everything acknowledged is on disk and the folder is free for others. */
  close(): Promise<void>;
}

/** sun_path holds 108 bytes with its end mark, 104 on macOS (man 7 unix). */
const MAX_SOCKET_PATH = 100;
const SOCKET_NAME = 'db.sock';

interface Place {
  readonly listen: Listen;
  uri(port: number, database: string): string;
  remove(): void;
}

const QUERY = 'directConnection=true';

function socketPlace(directory: string): Place {
  let folder = join(directory, 'run');
  if (Buffer.byteLength(join(folder, SOCKET_NAME)) > MAX_SOCKET_PATH)
    folder = mkdtempSync(join(tmpdir(), 'okno-'));
  else mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700); // the socket has no other protection
  const path = join(folder, SOCKET_NAME);
  rmSync(path, { force: true });
  return {
    listen: { path },
    uri: (_port, database) => `mongodb://${encodeURIComponent(path)}/${database}?${QUERY}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function portPlace(port: number): Place {
  return {
    listen: { port },
    uri: (chosen, database) => `mongodb://127.0.0.1:${chosen}/${database}?${QUERY}`,
    remove: () => {},
  };
}

function placeOf(directory: string, listen: EmbeddedOptions['listen']): Place {
  if (typeof listen === 'object') return portPlace(listen.port);
  return process.platform === 'win32' ? portPlace(0) : socketPlace(directory);
}

interface Running {
  readonly port: number;
  close(): Promise<void>;
}

function startThread(data: WorkerStart, log: StoreLog, onFailure: (error: Error) => void): Promise<Running> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: data });
  return new Promise((ready, fail) => {
    let closed: (() => void) | undefined;
    let closing = false;
    let isReady = false;
    let dead = false;
    const failed = (error: Error): void => {
      dead = true;
      fail(error);
      closed?.();
      if (!isReady || closing) return;
      closing = true;
      log.error({ err: error }, 'The thread of the embedded store stopped');
      onFailure(error);
    };
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'log') log[message.level](message.details, message.message);
      else if (message.kind === 'closed') closed?.();
      else {
        isReady = true;
        ready({
          port: message.port,
          async close() {
            closing = true;
            if (dead) return;
            const done = new Promise<void>((resolveClosed) => {
              closed = resolveClosed;
            });
            worker.postMessage('close');
            await done;
          },
        });
      }
    });
    worker.on('error', failed);
    worker.on('exit', () => failed(new Error('The thread of the embedded store ended')));
  });
}

/** The engine is loaded only where it runs: a process with a thread for it starts sooner and is smaller. */
async function serveHere(directory: string, listen: Listen, options: EngineOptions): Promise<Running> {
  const { serve } = await import('./serve.ts');
  return serve(directory, listen, options);
}

function encodeDatabase(name: string): string {
  if (name === '' || /[/\\. "$*<>:|?\0]/.test(name))
    throw new Error(`"${name}" cannot be the name of a database`);
  return encodeURIComponent(name);
}

/**
 * Starts the embedded store of a folder. Any MongoDB driver of this machine can use its `uri`; there is no
 * authentication, so the socket is only for this user and a TCP port only for this machine.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedStore> {
  const { log = SILENT, ttlSweepMs } = options;
  const directory = resolve(options.dir);
  const release = claimDirectory(directory);
  let place: Place | undefined;
  try {
    place = placeOf(directory, options.listen);
    const { listen } = place;
    const threaded = options.thread !== false && import.meta.url.endsWith('.js');
    const running: Running = threaded
      ? await startThread({ directory, listen, ttlSweepMs }, log, options.onFailure ?? (() => {}))
      : await serveHere(directory, listen, { log, ...(ttlSweepMs === undefined ? {} : { ttlSweepMs }) });
    publishAddress(directory, place.uri(running.port, ''));
    return stored(directory, place, running, release);
  } catch (error) {
    place?.remove();
    release();
    throw error;
  }
}

function stored(directory: string, place: Place, running: Running, release: () => void): EmbeddedStore {
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    withdrawAddress(directory);
    await running.close();
    place.remove();
    release();
  };
  return {
    uri: place.uri(running.port, ''),
    uriFor: (database) => place.uri(running.port, encodeDatabase(database)),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
