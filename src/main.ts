import type { Logger } from 'pino';
import { openFanOut } from './api/socket/fan-out.ts';
import { type Config, ConfigError, readConfig, unknownVariables } from './config.ts';
import { HouseError } from './errors.ts';
import { systemClock } from './house.ts';
import { createLog } from './log.ts';
import { createRegistry } from './registry.ts';
import { openService, type Service, type ServiceOptions } from './service.ts';
import { startEmbedded } from './store/embedded/index.ts';
import { addFirstAdministrator } from './users/people.ts';

/** Longer than any answer of a network; after it the process ends whatever is still under way. */
const DRAIN_MS = 25_000;
/** A second signal this soon is the same one, delivered twice by the terminal and by npm. */
const SAME_SIGNAL_MS = 1_000;

await main();

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
    const { service, end } = await open(config, log);
    drainOnSignals(log, end);
    process.stdout.write(`Okno is ready at ${config.publicUrl ?? service.address}\n`);
  } catch (error) {
    const sentence = sentenceFor(error, config);
    if (sentence === undefined) return dieOf(log, error);
    return fail([sentence]);
  }
}

/** Opens everything, or closes again what was opened before the trouble. */
async function open(config: Config, log: Logger): Promise<{ service: Service; end: () => Promise<void> }> {
  const closers: (() => Promise<unknown>)[] = [];
  const end = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const options: ServiceOptions = {
      config,
      log,
      clock: systemClock,
      registry: createRegistry(),
      storeUri: config.mongodbUri ?? (await openEmbedded(config, log, closers)),
    };
    if (config.redisUrl !== undefined) {
      const fanOut = await openFanOut(config.redisUrl, log);
      closers.push(fanOut.close);
      options.adapter = fanOut.adapter;
    }
    const service = await openService(options);
    closers.push(service.close);
    if (config.admin !== undefined) await makeAdministrator(service, config.admin);
    return { service, end };
  } catch (error) {
    await end().catch((trouble: unknown) => log.error({ err: trouble }, 'Closing failed'));
    throw error;
  }
}

async function openEmbedded(
  config: Config,
  log: Logger,
  closers: (() => Promise<unknown>)[],
): Promise<string> {
  const listen = config.storePort === undefined ? 'socket' : { port: config.storePort };
  const embedded = await startEmbedded({ dir: config.dataDir, listen, log });
  closers.push(embedded.close);
  return embedded.uriFor('okno');
}

/** The first start makes him; later ones find somebody there and leave everything as it is. */
async function makeAdministrator(service: Service, admin: NonNullable<Config['admin']>): Promise<void> {
  await addFirstAdministrator(service.house, { ...admin, name: 'Administrator' }).catch((error: unknown) => {
    if (!(error instanceof HouseError) || error.code !== 'conflict') throw error;
  });
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
