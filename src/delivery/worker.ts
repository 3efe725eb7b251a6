import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelAdapter, ChannelState } from '../../channels/contract.ts';
import { channelName } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import { type QueuedRow, queuedByIds, queuedUntil } from '../store/deliveries.ts';
import { fallbackStep } from './fallback.ts';
import { createLanes, type Due } from './lanes.ts';
import { type AccountLimiter, createLimiter } from './limiter.ts';
import { createRefusals } from './refusals.ts';
import { type SendGiven, sendOne } from './send-one.ts';
import { keepShare, type ShareKeeper } from './share-keeper.ts';
import { sweepAbandoned, sweepOverdue } from './sweep.ts';
import { createTouch } from './touch.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

export interface DeliveryWorker {
  /** Begins to send; what was left in flight is taken up when its locks end. */
  start(): void;
  /** Takes nothing new, waits for what is in flight, then ends it. */
  stop(): Promise<void>;
  /** Looks at the queue now instead of at the next turn. */
  kick(): void;
}

export interface WorkerOptions {
  /** The running adapter of an account; undefined while this process runs none, then its messages wait. */
  adapterOf(accountId: string): ChannelAdapter | undefined;
  /** An account that a person has to mend before it can send. */
  report?(accountId: string, state: ChannelState): void;
  /** No other process sends from this store, so what a former life left in flight is taken up at once. */
  alone?: boolean;
  /** In [0, 1). */
  random?(): number;
  /** Milliseconds after which a silent process has lost its messages. */
  lockMs?: number;
  /** Milliseconds between looks at the queue; what is written in this process or announced is known at once. */
  refillMs?: number;
  /** Milliseconds that `stop` waits for answers. */
  drainMs?: number;
}

/** Entries known in memory are due within this time; later ones are read again when it comes. */
const HORIZON_MS = 10_000;
const MAX_KNOWN = 50_000;
/** Claimed ahead of their turn: enough that the store's own time costs no place in the limits, in seconds. */
const AHEAD_SECONDS = 0.5;
const MOST_AHEAD = 32;
const IDLE_MS = 1_000;
const OVERDUE_LOOK_MS = 30_000;
const FALLBACK_LOOK_MS = 2_000;
/** Reading the queue may take this share of the time. */
const REFILL_SHARE = 20;

/** One account's way out. */
interface Outlet {
  turnstile: Turnstile;
  limiter: AccountLimiter;
  /** Absent while no other process can send. */
  keeper: ShareKeeper | undefined;
  /** Milliseconds between two messages of one chat. */
  chatGapMs: number;
  /** How many of one priority may be claimed before their turn. */
  ahead: number;
  /** How many are, by priority. */
  waiting: Map<number, number>;
}

/** Sends what is queued: the durable queue is the database, what is in memory only says what to claim next. */
export function createDeliveryWorker(house: House, options: WorkerOptions): DeliveryWorker {
  const {
    adapterOf,
    report,
    alone = false,
    random = Math.random,
    lockMs = 15_000,
    refillMs = 1_000,
    drainMs = 10_000,
  } = options;
  const worker = newId();
  const touch = createTouch(house);
  const lanes = createLanes();
  const outlets = new Map<string, Outlet>();
  const inFlight = new Set<Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const refusals = createRefusals<ChannelAdapter>(house.clock);
  const fresh = new Set<string>();
  const ending = new AbortController();
  const cutting = new AbortController();
  // Every send in flight listens to it.
  setMaxListeners(0, cutting.signal, ending.signal);
  let unsubscribe = () => {};
  let background: Promise<unknown> = Promise.resolve();
  let reading: Promise<void> | undefined;
  let hurry: (() => void) | undefined;

  const remember = (row: QueuedRow) => {
    const { _id: id, conversationId, accountId, channel, chat, seq, delivery } = row;
    const { priority, nextTryAt, sendAt } = delivery;
    // What is scheduled is not in line yet: it would keep back what was written after it.
    if (sendAt !== undefined && sendAt.getTime() > house.clock.now()) return;
    lanes.add({ id, conversationId, accountId, channel, chat, seq, priority, at: nextTryAt.getTime() });
  };

  async function refill(): Promise<void> {
    const until = new Date(house.clock.now() + HORIZON_MS);
    for await (const row of queuedUntil(house.store.messages, until)) {
      if (ending.signal.aborted || lanes.size() >= MAX_KNOWN) break;
      remember(row);
    }
    for (const accountId of lanes.accounts()) pump(accountId);
  }

  /** Messages that were announced as queued, by this process or another, a turn ago. */
  async function readFresh(): Promise<void> {
    while (fresh.size > 0 && !ending.signal.aborted) {
      const ids = [...fresh].slice(0, 500);
      for (const id of ids) fresh.delete(id);
      const rows = await queuedByIds(house.store.messages, ids);
      const horizon = house.clock.now() + HORIZON_MS;
      for (const row of rows) if (row.delivery.nextTryAt.getTime() < horizon) remember(row);
      for (const accountId of new Set(rows.map((row) => row.accountId))) pump(accountId);
    }
  }

  function outletOf(due: Pick<Due, 'accountId' | 'channel'>): Outlet | undefined {
    const known = outlets.get(due.accountId);
    if (known !== undefined) return known;
    const channel = house.registry.get(channelName(due.channel));
    if (channel === undefined) return undefined;
    const { rate } = channel.codec.capabilities;
    const limiter = createLimiter(rate);
    const turnstile = createTurnstile(limiter, () => house.clock.now());
    const ahead = Math.min(MOST_AHEAD, Math.ceil(rate.perSecond * AHEAD_SECONDS));
    const keeper = alone ? undefined : shareOf(due.accountId, limiter, turnstile);
    const chatGapMs = 1000 / rate.perChatPerSecond;
    const made: Outlet = { turnstile, limiter, keeper, chatGapMs, ahead, waiting: new Map() };
    outlets.set(due.accountId, made);
    return made;
  }

  function shareOf(accountId: string, limiter: AccountLimiter, turnstile: Turnstile): ShareKeeper {
    return keepShare({
      house,
      accountId,
      worker,
      limiter,
      busy: () => turnstile.waiting() > 0 || lanes.nextAt(accountId) <= house.clock.now(),
      changed: () => {
        turnstile.look();
        pump(accountId);
      },
    });
  }

  function wake(accountId: string, ms: number): void {
    clearTimeout(timers.get(accountId));
    const wait = Math.max(1, Math.ceil(Math.min(ms, IDLE_MS)));
    timers.set(
      accountId,
      setTimeout(() => pump(accountId), wait),
    );
  }

  function pump(accountId: string): void {
    const wait = launchAll(accountId);
    if (wait !== undefined) wake(accountId, wait);
  }

  /** Starts as many sends as network, chats and conversations allow now; answers when to look again, in ms. */
  function launchAll(accountId: string): number | undefined {
    for (;;) {
      if (ending.signal.aborted) return undefined;
      const adapter = adapterOf(accountId);
      const now = house.clock.now();
      if (adapter === undefined || refusals.isResting(adapter)) return IDLE_MS;
      const outlet = outlets.get(accountId);
      if (outlet?.keeper !== undefined && lanes.nextAt(accountId) <= now) {
        outlet.keeper.wake();
        // What others may send now must not be held here.
        if (!outlet.limiter.open(now)) return undefined;
      }
      const due = lanes.take(accountId, now, {
        chatWait: (chat) => outlet?.turnstile.chatWait(chat) ?? 0,
        forPriority: (priority) => outlet === undefined || (outlet.waiting.get(priority) ?? 0) < outlet.ahead,
      });
      if (due === 'full') return undefined;
      if (due === undefined) return lanes.nextAt(accountId) - now;
      const itsOutlet = outletOf(due);
      if (itsOutlet === undefined) lanes.release(due.conversationId, now, now + HORIZON_MS);
      else launch(due, adapter, itsOutlet);
    }
  }

  function launch(due: Due, adapter: ChannelAdapter, outlet: Outlet): void {
    const { accountId, priority } = due;
    const { turnstile, waiting, keeper } = outlet;
    const count = (change: number) => waiting.set(priority, (waiting.get(priority) ?? 0) + change);
    let stands = true;
    count(1);
    const leave = () => {
      if (stands) count(-1);
      stands = false;
      pump(accountId);
    };
    const given: SendGiven = {
      house,
      adapter,
      worker,
      lockMs,
      random,
      signal: cutting.signal,
      nextTurn: async (chat, weight) => {
        const turn = await turnstile.enter(chat, priority, weight);
        leave();
        return turn;
      },
      chatGapMs: () => (keeper?.shared() ? outlet.chatGapMs : 0),
      limited: (chat, scope, until) => {
        turnstile.limited(chat, scope, until);
        keeper?.limited();
      },
      blocked: (action, error, detail) => {
        refusals.refuse(adapter);
        report?.(accountId, { state: 'blocked', action, error, detail });
      },
    };
    const work = finish(due, sendOne(given, due), adapter).finally(() => {
      inFlight.delete(work);
      leave();
    });
    inFlight.add(work);
  }

  async function finish(
    due: Due,
    sending: ReturnType<typeof sendOne>,
    adapter: ChannelAdapter,
  ): Promise<void> {
    try {
      const outcome = await sending;
      const now = house.clock.now();
      const until = outcome.kind === 'later' ? outcome.at : 0;
      // Once it waits for long, the others of the lane find out by themselves that one before them waits.
      if (outcome.kind !== 'later' || until > now + HORIZON_MS) lanes.remove(due);
      lanes.release(due.conversationId, now, Math.min(until, now + HORIZON_MS));
      if (outcome.kind !== 'sent') return;
      if (refusals.forget(adapter)) report?.(due.accountId, { state: 'online' });
      await touch(due.accountId);
    } catch (error) {
      house.log.error({ err: error, message: due.id }, 'sending a message broke off');
      lanes.remove(due);
      lanes.release(due.conversationId, house.clock.now());
    }
  }

  async function runEvery(ms: () => number, task: () => Promise<unknown>, what: string): Promise<void> {
    while (!ending.signal.aborted) {
      await task().catch((error: unknown) => house.log.error({ err: error }, what));
      await sleep(ms(), undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
    }
  }

  async function refillEvery(): Promise<void> {
    while (!ending.signal.aborted) {
      const began = performance.now();
      await refill().catch((error: unknown) => house.log.error({ err: error }, 'the queue cannot be read'));
      const pause = new AbortController();
      hurry = () => pause.abort();
      const signal = AbortSignal.any([pause.signal, ending.signal]);
      const ms = Math.max(refillMs, (performance.now() - began) * REFILL_SHARE);
      await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    start: () => {
      // Before anything is claimed: a lock of now would look like one of a former life.
      const orphans: Promise<unknown> = alone
        ? sweepAbandoned(house, true).catch((error: unknown) =>
            house.log.error({ err: error }, 'abandoned sends cannot be taken up'),
          )
        : Promise.resolve();
      unsubscribe = house.events.subscribe(({ event }) => {
        if (event.name !== 'message.added' && event.name !== 'message.changed') return;
        const { id, delivery } = event.data.message;
        if (delivery?.state !== 'queued') return;
        fresh.add(id);
        reading ??= orphans
          .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
          .then(readFresh)
          .catch((error: unknown) => house.log.error({ err: error }, 'the queue cannot be read'))
          .finally(() => {
            reading = undefined;
          });
      });
      background = orphans.then(() =>
        Promise.all([
          refillEvery(),
          runEvery(
            () => lockMs / 2,
            () => sweepAbandoned(house),
            'abandoned sends cannot be taken up',
          ),
          runEvery(
            () => OVERDUE_LOOK_MS,
            () => sweepOverdue(house),
            'overdue messages cannot be marked',
          ),
          runEvery(
            () => FALLBACK_LOOK_MS,
            () => fallbackStep(house),
            'failed messages cannot go another way',
          ),
        ]),
      );
    },
    kick: () => {
      hurry?.();
      for (const accountId of lanes.accounts()) pump(accountId);
    },
    stop: async () => {
      ending.abort();
      unsubscribe();
      for (const timer of timers.values()) clearTimeout(timer);
      for (const { turnstile } of outlets.values()) turnstile.close();
      await background;
      await reading;
      const drained = Promise.all(inFlight);
      await Promise.race([drained, sleep(drainMs, undefined, { ref: false })]);
      cutting.abort();
      await Promise.all(inFlight);
      await Promise.all([...outlets.values()].map(({ keeper }) => keeper?.stop()));
    },
  };
}
