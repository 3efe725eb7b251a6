import type { Logger } from 'pino';
import { type Config, ConfigError, readConfig, unknownVariables } from './config.ts';
import { HouseError } from './errors.ts';
import { createLog } from './log.ts';
import { openStore } from './open-store.ts';

/** Longer than any answer of a network; after it the process ends whatever is still under way. */
const DRAIN_MS = 25_000;
/** A second signal this soon is the same one, delivered twice by the terminal and by npm. */
const SAME_SIGNAL_MS = 1_000;

void main();

async function main(): Promise<void> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    return fail(error instanceof ConfigError ? error.problems : [String(error)]);
  }
  const log = createLog(config.logLevel);
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error) => dieOf(log, error));
  }
  for (const name of unknownVariables(process.env)) {
    log.warn(`${name} is not a variable of Okno: look for a misspelling, or remove it.`);
  }
  try {
    // The store opens in a thread of its own while this one loads everything else.
    const [store, { openAll }, { openService }] = await Promise.all([
      openStore(config, log),
      import('./open.ts'),
      import('./service.ts'),
    ]);
    const { service, end } = await openAll(config, log, store, openService);
    drainOnSignals(log, end);
    process.stdout.write(`Okno is ready at ${config.publicUrl ?? service.address}\n`);
  } catch (error) {
    const sentence = sentenceFor(error, config);
    if (sentence === undefined) return dieOf(log, error);
    return fail([sentence]);
  }
}

function drainOnSignals(log: Logger, end: () => Promise<void>): void {
  let began: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (began !== undefined) {
        if (Date.now() - began > SAME_SIGNAL_MS) process.exit(1);
        return;
      }
      began = Date.now();
      log.info({ signal }, 'Stopping: taking nothing new, letting the rest end');
      setTimeout(() => {
        log.error('Some work did not end in time; what is not done will be taken up at the next start');
        process.exit(1);
      }, DRAIN_MS).unref();
      end().then(
        () => process.exit(0),
        (error: unknown) => dieOf(log, error),
      );
    });
  }
}

/** A sentence with a remedy for what can be wrong outside of the service; undefined for everything else. */
function sentenceFor(error: unknown, config: Config): string | undefined {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  const words = String(message ?? '');
  if (code === 'EADDRINUSE') {
    return `PORT ${config.port} is taken by another program: stop it, or set PORT to a free port.`;
  }
  if (code === 'EACCES' && /listen/.test(words)) {
    return `PORT ${config.port} needs more rights than this user has: set PORT to 1024 or more.`;
  }
  if (code === 'EADDRNOTAVAIL')
    return `HOST ${config.host} is no address of this machine: set it to one that is.`;
  if (/ in use by process /.test(words) || error instanceof HouseError) return words;
  if (/^Redis does not answer/.test(words)) {
    return 'REDIS_URL names a Redis that does not answer: start it, or correct or remove REDIS_URL.';
  }
  if (/^Mongo/.test(String(name)) && config.mongodbUri !== undefined) {
    return 'MONGODB_URI names a database that does not answer or refuses: start it, or correct MONGODB_URI.';
  }
  return undefined;
}

function fail(sentences: readonly string[]): void {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
  // Sockets and threads of what was half opened must not keep a process alive that has nothing to do.
  setTimeout(() => process.exit(1), 100).unref();
}

function dieOf(log: Logger, error: unknown): void {
  log.fatal(
    { err: error },
    'An unexpected error ended the service; start it again, nothing that was confirmed is lost',
  );
  process.exit(1);
}
