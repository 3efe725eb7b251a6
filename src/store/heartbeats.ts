import type { Connection } from 'mongoose';
import type { Logger } from 'pino';

/** The driver looks every ten seconds and gives a server ten more to answer. */
const SILENT_MS = 25_000;
const EVERY_MS = 5_000;

/**
 * The driver's monitor can wait for ever for a server that accepted its connection and hung up in the same moment, as
 * proxies do before a database that is gone; then nothing reaches the database again although it is back. When no
 * heartbeat has had any outcome for longer than it can take, the connection is opened anew.
 */
export function watchHeartbeats(
  connection: Connection,
  log: Logger,
  reopen: () => Promise<void>,
): { stop(): void } {
  let heard = performance.now();
  let looked = heard;
  let busy = false;
  const hear = (): void => {
    heard = performance.now();
  };
  const listen = (): void => {
    hear();
    const client = connection.getClient() as ReturnType<Connection['getClient']> | undefined;
    client?.on('serverHeartbeatSucceeded', hear);
    client?.on('serverHeartbeatFailed', hear);
  };

  async function look(): Promise<void> {
    // A process that stood still itself heard nothing.
    if (performance.now() - looked > EVERY_MS * 2) hear();
    looked = performance.now();
    if (busy || looked - heard < SILENT_MS) return;
    busy = true;
    log.warn('the database was not heard of for a while; connecting anew');
    try {
      await reopen();
      log.info('connected to the database anew');
    } catch (error) {
      log.warn({ err: error }, 'the database cannot be reached; trying again');
    } finally {
      listen();
      busy = false;
    }
  }

  listen();
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
