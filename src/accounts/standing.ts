import { withDeadline } from '../deadline.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { raw } from '../store/raw.ts';
import { spaceOf } from './space.ts';

export interface Standing {
  /** `full`: reads go on, nothing can be written, so nothing is confirmed to any network. */
  store: 'ok' | 'full' | 'unreachable';
  /** `unused` where the house is one process and needs none. */
  redis: 'ok' | 'unreachable' | 'unused';
}

/** Knows whether what the house stands on holds. */
export interface StandingWatch {
  /** As of now or a second ago. Never rejects, never takes longer than two seconds. */
  ask(): Promise<Standing>;
  /** Rejects with `unavailable` while the database is known to be out of reach; costs nothing while it is not. */
  refuseWhileAway(): Promise<void>;
  /** Begins to look by itself; what changes is logged and told to every screen. */
  start(): void;
  stop(): void;
}

export interface StandingOptions {
  /** Whether Redis answers; absent where none is used. */
  redis?: () => Promise<boolean>;
}

const EVERY_MS = 5_000;
const FRESH_MS = 1_000;
const ANSWER_MS = 1_500;
/** For a database whose connection is known to be gone. */
const GONE_MS = 250;
/** The engine needs room to write even where it only replaces. */
const LEAST_BYTES = 512 * 1024;
/** MongoDB's code for a disk that is full (error_codes.yml, OutOfDiskSpace). */
const FULL = 14_031;
const CONNECTED = 1;

export function createStandingWatch(house: House, { redis }: StandingOptions = {}): StandingWatch {
  let known: Standing = { store: 'ok', redis: redis === undefined ? 'unused' : 'ok' };
  let last = known;
  let asking: Promise<Standing> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<Standing> {
    const [store, answers] = await Promise.all([storeStanding(house), redis?.()]);
    last = { store, redis: answers === undefined ? 'unused' : answers ? 'ok' : 'unreachable' };
    return last;
  }

  function ask(): Promise<Standing> {
    const now = performance.now();
    if (asking === undefined || now - askedAt > FRESH_MS) {
      askedAt = now;
      asking = look();
    }
    return asking;
  }

  async function step(): Promise<void> {
    const found = await ask();
    const changed = found.store !== known.store || found.redis !== known.redis;
    if (changed) {
      const holds = found.store === 'ok' && found.redis !== 'unreachable';
      if (holds) house.log.info(found, 'the house stands on firm ground again');
      else house.log.error(found, 'the house cannot rely on what it stands on');
    }
    // Said again as long as it lasts: screens that were opened meanwhile have to know as well.
    if (found.store !== 'ok' || known.store !== 'ok') {
      house.volatile.tell(['everyone'], { kind: 'standing', store: found.store });
    }
    known = found;
  }

  return {
    ask,
    async refuseWhileAway() {
      // The driver would let everybody wait for long before it gives up.
      if (last.store === 'unreachable' && (await ask()).store === 'unreachable') throw storeAway();
    },
    start() {
      timer ??= setInterval(() => void step(), EVERY_MS);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

const storeAway = (): HouseError =>
  new HouseError(
    'unavailable',
    'The database does not answer: nothing is taken in or sent until it does; what people write waits at the networks.',
  );

/** Only a write tells that writes succeed. */
async function storeStanding({ store, config }: House): Promise<Standing['store']> {
  const disk = config.mongodbUri === undefined ? await spaceOf(config.dataDir) : undefined;
  if (disk !== undefined && disk.free < LEAST_BYTES) return 'full';
  const ms = store.connection.readyState === CONNECTED ? ANSWER_MS : GONE_MS;
  try {
    const written = raw(store.progress).updateOne(
      { _id: 'standing' },
      { $inc: { cursor: 1 } },
      { upsert: true, timeoutMS: ms },
    );
    await withDeadline(written, ms, 'The database');
    return 'ok';
  } catch (error) {
    return (error as { code?: unknown }).code === FULL ? 'full' : 'unreachable';
  }
}
