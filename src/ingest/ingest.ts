import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '../../channels/contract.ts';
import { withDeadline } from '../deadline.ts';
import { HouseError, notFound } from '../errors.ts';
import type { House } from '../house.ts';
import { lowestIdAt } from '../ids.ts';
import type { AccountDoc } from '../store/accounts.ts';
import {
  countTry,
  deleteApplied,
  mostTries,
  openIds,
  quarantinedByOthers,
  reopen,
  settleEnvelopes,
} from '../store/envelopes.ts';
import { createAcceptor } from './accept.ts';
import { createBatches, type Prepared } from './batches.ts';
import { createParking } from './parking.ts';
import { announceQuarantine } from './quarantine.ts';
import { createQueue, type Taken } from './queue.ts';
import { createSettling } from './settling.ts';

export interface Ingest {
  /** Resolves when every envelope is durable; what arrived before is recognised and makes nothing new. */
  accept(account: Pick<AccountDoc, '_id' | 'channel'>, envelopes: readonly Envelope[]): Promise<void>;
  /** Takes up what an earlier life left behind, in its order, and begins to apply. */
  start(): Promise<void>;
  /** Accepts nothing more and waits for what is being applied. The rest is taken up at the next start. */
  stop(): Promise<void>;
  /** Resolves when everything accepted so far is applied or laid aside. */
  idle(): Promise<void>;
  /** Applies a quarantined envelope again; it may land there again. Rejects with `not_found`. */
  replay(id: string): Promise<void>;
  /** The same for all of quarantine, oldest first. Answers how many were taken up. */
  replayAll(): Promise<number>;
}

const BATCH = 256;
const SWEEP_MS = 30_000;
const RETENTION_MS = 30 * 86_400_000;
const PAGE = 2000;
/** Applying again changes nothing, so a batch that hangs is begun again. */
const LONGEST_MS = 60_000;

/** So many lives ended with an envelope under way in a batch; from then on the batch is applied one by one. */
const SUSPICIOUS = 3;

/** What spoke of a message that was not there yet is short; its size is not known any more. */
const SHORT = 4096;
const named = (ids: readonly string[]) => ids.map((id) => ({ id, size: SHORT }));

/** The intake: store first, answer the network, then apply in batches. */
export function createIngest(house: House, options: { retentionMs?: number } = {}): Ingest {
  const { envelopes } = house.store;
  const queue = createQueue();
  const parking = createParking(house);
  const batches = createBatches(house);
  const idlers: (() => void)[] = [];
  const accept = createAcceptor(house, (docs) => {
    queue.add(docs);
    wake();
  });
  /** Told apart from its promise: a run that finds nothing to do ends before its promise is known. */
  let busy = false;
  let running: Promise<void> = Promise.resolve();
  const settling = createSettling(settle);
  let open = false;
  let leftovers = new Set<string>();
  let sweeper: NodeJS.Timeout | undefined;

  function wake(): void {
    if (!open || busy || queue.size() === 0) return;
    busy = true;
    running = run();
  }

  /** While a batch is applied, which is the store's work, the next one is decoded, which is ours. */
  async function run(): Promise<void> {
    let ahead: ReturnType<typeof next>;
    while (open) {
      const upcoming = await (ahead ?? next());
      if (upcoming === undefined) break;
      // Nothing beside those that are suspected, so that the right one is.
      ahead = 'suspects' in upcoming ? undefined : next();
      if ('suspects' in upcoming) await applyOneByOne(upcoming.suspects);
      else await insist(() => apply(upcoming));
    }
    busy = false;
  }

  function next(): Promise<Prepared | { suspects: Taken[] } | undefined> | undefined {
    const taken = queue.take(BATCH);
    if (taken.length === 0) return undefined;
    return insist(async () => {
      const again = taken.map(({ id }) => id).filter((id) => leftovers.has(id));
      if ((await mostTries(envelopes, again)) >= SUSPICIOUS) return { suspects: taken };
      await countLeftovers(again);
      return batches.prepare(taken);
    });
  }

  async function applyOneByOne(taken: readonly Taken[]): Promise<void> {
    for (const one of taken) {
      await insist(async () => {
        await countLeftovers([one.id].filter((id) => leftovers.has(id)));
        await apply(await batches.prepare([one]));
      });
    }
  }

  /** Tries again while the store is away; undefined when the intake closes meanwhile. */
  async function insist<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (let pause = 50; open; pause = Math.min(pause * 2, 5000)) {
      try {
        return await withDeadline(work(), LONGEST_MS, 'A batch');
      } catch (error) {
        const waiting = queue.size();
        house.log.warn({ err: error, waiting }, 'the store cannot take messages; trying again');
        await sleep(pause);
      }
    }
    return undefined;
  }

  async function apply(prepared: Prepared): Promise<void> {
    const result = await batches.apply(prepared);
    parking.park(result.parked);
    if (result.quarantined > 0) await announceQuarantine(house);
    const released = await parking.release(result.keys);
    // They are held as long as what laid them aside is not done with.
    if (released.length > 0) await settling.flush();
    queue.addUnread(named(released));
    settling.add(result.settled, prepared.ids);
    if (idlers.length > 0) void settling.flush();
  }

  async function settle(settled: readonly string[], done: readonly string[]): Promise<void> {
    try {
      await settleEnvelopes(envelopes, settled, new Date(house.clock.now()));
    } catch (error) {
      house.log.warn({ err: error }, 'applied envelopes were not settled; they are applied again later');
    }
    queue.done(done);
    if (queue.size() === 0) for (const resolve of idlers.splice(0)) resolve();
  }

  /** What was being applied when an earlier life ended may be what ended it; its tries are counted beforehand. */
  async function countLeftovers(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await countTry(envelopes, ids);
    for (const id of ids) leftovers.delete(id);
  }

  async function takeUp(before?: string): Promise<void> {
    let after = '';
    for (;;) {
      const range = before === undefined ? { after } : { after, before };
      const list = await openIds(envelopes, 'new', range, PAGE);
      queue.addUnread(list);
      if (before === undefined) leftovers = new Set([...leftovers, ...list.map(({ id }) => id)]);
      const last = list[list.length - 1];
      if (list.length < PAGE || last === undefined) return;
      after = last.id;
    }
  }

  /** What an older version of the program could not read, this one may. */
  async function replayOutdated(): Promise<void> {
    const { version } = house;
    if (version === undefined) return;
    for (;;) {
      const ids = await quarantinedByOthers(envelopes, version, PAGE);
      if (ids.length === 0) return;
      for (const { id } of ids) await reopen(envelopes, id, 'quarantined');
      queue.addUnread(ids);
      house.log.info({ count: ids.length }, 'what an older version could not read is tried again');
      await idle();
      await announceQuarantine(house);
    }
  }

  /** What another process stored and did not live to apply; messages that parked ones waited for. */
  async function sweep(): Promise<void> {
    const now = house.clock.now();
    await takeUp(lowestIdAt(now - SWEEP_MS));
    queue.addUnread(named(await parking.sweep()));
    wake();
    await deleteApplied(house.store, lowestIdAt(now - (options.retentionMs ?? RETENTION_MS)));
  }

  function idle(): Promise<void> {
    if (queue.size() === 0) return Promise.resolve();
    return new Promise((resolve) => {
      idlers.push(resolve);
      wake();
      void settling.flush();
    });
  }

  return {
    accept: (account, list) =>
      open ? accept(account, list) : Promise.reject(new HouseError('unavailable', 'The intake is closed.')),
    async start() {
      await parking.load();
      await takeUp();
      open = true;
      wake();
      replayOutdated().catch((error: unknown) =>
        house.log.warn({ err: error }, 'quarantine was not tried again'),
      );
      sweeper = setInterval(() => {
        sweep().catch((error: unknown) => house.log.warn({ err: error }, 'sweeping the intake failed'));
      }, SWEEP_MS);
    },
    async stop() {
      open = false;
      clearInterval(sweeper);
      await running;
      await settling.flush();
    },
    idle,
    async replay(id) {
      if (!(await reopen(envelopes, id, 'quarantined'))) throw notFound('quarantined envelope');
      queue.addUnread(named([id]));
      await idle();
      await announceQuarantine(house);
    },
    async replayAll() {
      let count = 0;
      const list = await openIds(envelopes, 'quarantined', {}, 100_000);
      for (const { id } of list) if (await reopen(envelopes, id, 'quarantined')) count += 1;
      queue.addUnread(list);
      await idle();
      await announceQuarantine(house);
      return count;
    },
  };
}
