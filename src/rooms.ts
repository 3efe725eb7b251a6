import { readFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { createAlarmClock } from './accounts/alarms.ts';
import { provisionAccounts } from './accounts/provision.ts';
import { reportHealth } from './accounts/report-health.ts';
import { createRunner, type Runner } from './accounts/runner.ts';
import { createStandingWatch } from './accounts/standing.ts';
import type { Doors } from './api/doors.ts';
import { createMetrics } from './api/http/health.ts';
import { publicPath } from './api/http/public-links.ts';
import { createLive, type LiveOptions } from './api/socket/server.ts';
import { createApp } from './app.ts';
import { createBot } from './bot/engine.ts';
import type { Config } from './config.ts';
import { createIntroductions } from './contacts/introduce.ts';
import { createMergeClock } from './contacts/merge/work.ts';
import { createCounts } from './conversations/counts.ts';
import { createSnoozeClock } from './conversations/snooze.ts';
import { createRecordings } from './crm/recordings.ts';
import { createWorkClock } from './crm/work-clock.ts';
import { createDeliveryRoom } from './delivery/room.ts';
import { createDeliveryWorker } from './delivery/worker.ts';
import { HouseError } from './errors.ts';
import { startChores } from './events/chores.ts';
import { createEventLog } from './events/log.ts';
import { createFileFetcher } from './files/fetcher.ts';
import { openBytes } from './files/open-bytes.ts';
import { createFileStore } from './files/store.ts';
import { createGestures } from './gestures/gestures.ts';
import type { Clock, House } from './house.ts';
import { createIngest } from './ingest/ingest.ts';
import { fetchMedia, type Registry } from './registry.ts';
import { createFactFollower } from './reports/follower.ts';
import { createRoutingClock } from './routing/clock.ts';
import { createToday } from './routing/today.ts';
import { createIndexer } from './search/indexer.ts';
import { createSecretBox } from './secrets.ts';
import { connectStore } from './store/connect.ts';
import { createThrottle, SIGN_IN_LIMITS } from './users/throttle.ts';
import { createVisitors } from './users/visitors.ts';

export interface RoomsOptions {
  config: Config;
  clock: Clock;
  registry: Registry;
  log: Logger;
  /** Connection string of the database, whichever it is. */
  storeUri: string;
  /** Carries live events between processes. */
  adapter?: LiveOptions['adapter'];
  /** Whether what carries them answers. */
  redis?: () => Promise<boolean>;
}

/** Everything the service is made of, whoever listens for it. */
export interface Rooms {
  house: House;
  doors: Doors;
  runner: Runner;
  /** Every HTTP door. The live side answers its own address on the server given and must not be asked here. */
  app: RequestListener;
  /** Makes the accounts that the environment names. */
  provision(): Promise<void>;
  /** Begins to take and to send. */
  start(): Promise<void>;
  /** Stops taking, lets what is under way end, and closes everything in order, the server given as well. */
  close(): Promise<void>;
}

/** The folder that holds package.json, wherever this file runs from. */
export function projectRoot(from: string = dirname(fileURLToPath(import.meta.url))): string {
  try {
    readFileSync(join(from, 'package.json'));
    return from;
  } catch {
    return projectRoot(dirname(from));
  }
}

/** Puts the rooms together. The live side joins `server`, which must have its own listener by now. */
export async function openRooms(options: RoomsOptions, server: Server): Promise<Rooms> {
  const { config, clock, registry, log } = options;
  const store = await connectStore(options.storeUri, log);
  const events = await createEventLog(store, { clock, log });
  const files = createFileStore({
    files: store.files,
    bytes: await openBytes(config),
    maxBytes: config.maxUploadBytes,
    ...(config.filesQuotaBytes !== undefined && { quotaBytes: config.filesQuotaBytes }),
    clock,
    log,
  });
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  const house: House = {
    version,
    store,
    config,
    log,
    clock,
    registry,
    events,
    files,
    secrets: createSecretBox(config.secret),
    delivery: createDeliveryRoom(() => house),
    volatile: {
      clientTyping: (_account, _event, conversationId) => live.clientTyping(conversationId),
      tell: (rooms, news) => live.tell(rooms, news),
    },
  };
  const ingest = createIngest(house);
  const runner = createRunner(house, ingest, { publicPath: (file) => publicPath(house, file) });
  const fetcher = createFileFetcher(house, { adapterOf: runner.adapterOf });
  const introductions = createIntroductions(house, { adapterOf: runner.adapterOf });
  const gestures = createGestures(house, { adapterOf: runner.adapterOf });
  const worker = createDeliveryWorker(house, {
    alone: config.mongodbUri === undefined,
    adapterOf: runner.adapterOf,
    report: (id, state) => {
      reportHealth(house, id, state).catch((error: unknown) =>
        log.warn({ err: error, account: id }, 'the health of an account was not stored'),
      );
    },
  });
  const counts = createCounts(house);
  const snooze = createSnoozeClock(house);
  const alarms = createAlarmClock(house, runner.adapterOf);
  const work = createWorkClock(house);
  const recordings = createRecordings(house, { open: fetchMedia });
  const routing = createRoutingClock(house);
  const merges = createMergeClock(house, config.mongodbUri === undefined);
  const indexer = createIndexer(house);
  const facts = createFactFollower(house);
  const bot = createBot(house);
  let draining = false;

  const { adapter, redis } = options;
  const standing = createStandingWatch(house, redis === undefined ? {} : { redis });
  const visitors = createVisitors(house);
  const live = createLive({
    house,
    server,
    version,
    visitors,
    typing: gestures.typing,
    refuseWhileAway: standing.refuseWhileAway,
    ...(adapter === undefined ? {} : { adapter }),
  });
  const throttle = createThrottle(SIGN_IN_LIMITS, clock.now);
  const today = createToday(house);
  const doors: Doors = {
    house,
    version,
    counts,
    today,
    throttle,
    visitors,
    live,
    ingest,
    bot,
    runner,
    standing,
  };
  const metrics = createMetrics(house, live.connected);
  const webDir = join(projectRoot(), 'dist', 'web');
  const app = createApp({ doors, metrics, webDir, draining: () => draining });
  const chores = startChores(house);

  async function close(): Promise<void> {
    draining = true;
    // While the accounts still run, what is on its way can end.
    await Promise.all([worker.stop(), fetcher.stop(), introductions.stop()]);
    await alarms.stop();
    standing.stop();
    await runner.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await ingest.stop();
    gestures.stop();
    snooze.stop();
    await work.stop();
    await recordings.stop();
    await routing.stop();
    await merges.stop();
    await indexer.stop();
    await facts.stop();
    await bot.stop();
    chores.stop();
    counts.stop();
    await live.close();
    visitors.stop();
    server.closeAllConnections();
    await closed;
    await store.close();
  }

  async function start(): Promise<void> {
    await ingest.start();
    worker.start();
    fetcher.start();
    introductions.start();
    gestures.start();
    snooze.start();
    alarms.start();
    standing.start();
    work.start();
    recordings.start();
    routing.start();
    merges.start();
    indexer.start();
    facts.start();
    bot.start();
    await runner.start();
  }

  return { house, doors, runner, app, provision: () => provision(house), start, close };
}

async function provision(house: House): Promise<void> {
  await provisionAccounts(house).catch((error: unknown) => {
    if (!(error instanceof HouseError)) throw error;
    const why = 'An account from the environment (TOKEN and URL variables of the channels) cannot be used';
    throw new HouseError(error.code, `${why}: ${error.message}`, error.field);
  });
}
