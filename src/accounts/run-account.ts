import type { AdapterHost, ChannelAdapter, ChannelState, InboundSink } from '../../channels/contract.ts';
import type { OutboundFile } from '../../channels/outbound.ts';
import type { House } from '../house.ts';
import { applyHint } from '../ingest/hint.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { pause } from '../pause.ts';
import { channelOf } from '../registry.ts';
import { type AccountDoc, accountById, saveCursor } from '../store/accounts.ts';
import { createBackoff } from './backoff.ts';
import { createHealthKeeper } from './health.ts';
import { acquireLease, LEASE_MS, type Lease } from './lease.ts';
import { openSettings } from './settings.ts';
import { accountViewOf } from './view.ts';

export interface RunnerOptions {
  /** A signed link to a file, as a path; used where a network wants a link and the service has a public address. */
  publicPath?: (file: OutboundFile) => string;
}

/** One account while it runs in this process. */
export interface RunningAccount {
  /** `configured` of the account as it was started. */
  configured: number;
  /** For sending and for webhooks; undefined while it could not be made. */
  adapter(): ChannelAdapter | undefined;
  /** Takes what reaches this account by another way than its adapter. */
  sink: InboundSink;
  stop(): Promise<void>;
}

const BACKOFF = { firstMs: 1_000, longestMs: 5 * 60_000, stableMs: 60_000 };
/** A block that ends when the other consumer stops is tried again by itself, this seldom. */
const BLOCKED_MS = 60_000;

/**
 * Runs one account until stopped: waits for the right to poll where the network hands each message to one consumer
 * only, starts a fresh adapter, and starts another one, later and later, when that fails.
 */
export function runAccount(
  house: House,
  ingest: Pick<Ingest, 'accept'>,
  account: AccountDoc,
  options: RunnerOptions,
): RunningAccount {
  const stopping = new AbortController();
  const health = createHealthKeeper(house, account);
  const backoff = createBackoff(BACKOFF);
  const alone = house.config.mongodbUri === undefined;
  let adapter: ChannelAdapter | undefined;
  let fence: number | undefined;
  let tryAgain: () => void = () => {};

  function report(state: ChannelState): void {
    const now = house.clock.now();
    if (state.state === 'online') backoff.works(now);
    if (state.state === 'degraded' || state.state === 'blocked') backoff.fails(now);
    health.report(state);
    if (state.state === 'blocked' && state.action === 'stop-other-consumer') tryAgain();
  }

  const sink: InboundSink = {
    accept: async (envelopes) => {
      await ingest.accept(account, envelopes);
      if (envelopes.length > 0) health.heard();
    },
    hint: (raw) => applyHint(house, account, raw),
    report,
    learn: health.learn,
    count: health.count,
    saveCursor: async (cursor) => {
      await saveCursor(house.store.accounts, account._id, { ...cursor }, fence);
    },
  };

  /** Ends when the adapter has to be replaced, the lease is lost, or the account is stopped. */
  async function serve(lease: Lease | undefined): Promise<void> {
    const run = new AbortController();
    const end = () => run.abort();
    stopping.signal.addEventListener('abort', end, { once: true });
    const again = new Promise<void>((resolve) => {
      tryAgain = resolve;
    });
    // What an earlier run or another process has read by now is in the stored cursor.
    const current = makeAdapter((await accountById(house.store.accounts, account._id)) ?? account);
    adapter = current;
    try {
      await current.start(sink, run.signal);
      const lost = lease ? keepLease(lease, run.signal) : never(run.signal);
      const outcome = await Promise.race([lost, again.then(() => 'again' as const)]);
      if (outcome === 'again') await pause(BLOCKED_MS, run.signal);
    } finally {
      end();
      stopping.signal.removeEventListener('abort', end);
      await current.stop();
      // An instance serves one start; the next one keeps sending meanwhile possible.
      adapter = stopping.signal.aborted ? undefined : makeAdapter(account);
    }
  }

  function makeAdapter(from: AccountDoc): ChannelAdapter {
    const channel = channelOf(house.registry, from.channel);
    return channel.createAdapter(hostOf(house, from, options));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let lease: Lease | undefined;
      try {
        adapter ??= makeAdapter(account);
        if (adapter.webhook === undefined) {
          lease = (await acquireLease(house, account._id, alone)) ?? undefined;
          if (lease === undefined) {
            await pause(LEASE_MS / 3, stopping.signal);
            continue;
          }
          fence = lease.fence;
        }
        await serve(lease);
      } catch (error) {
        const wait = backoff.next();
        const now = house.clock.now();
        const detail = error instanceof Error ? error.message : 'It does not start.';
        report({ state: 'degraded', since: now, nextTryAt: now + wait, error: 'unknown', detail });
        house.log.warn({ err: error, account: account._id }, 'an account does not run; trying again');
        await pause(wait, stopping.signal);
      } finally {
        await lease?.release().catch(() => undefined);
      }
    }
  }

  const unsubscribe = house.events.subscribe(({ event }) => {
    if (event.name !== 'message.added') return;
    const { account: through, direction, sentAt, receivedAt } = event.data.message;
    if (through !== account._id || direction !== 'in') return;
    health.late(Math.max(0, Math.round((Date.parse(receivedAt) - Date.parse(sentAt)) / 1000)));
  });
  const done = run();
  return {
    configured: account.configured,
    adapter: () => adapter,
    sink,
    async stop() {
      stopping.abort();
      unsubscribe();
      await done;
      await health.flush();
    },
  };
}

/** Resolves when the lease is gone; renews it until then. Being unable to ask for too long means gone. */
async function keepLease(lease: Lease, signal: AbortSignal): Promise<'lost'> {
  let renewedAt = performance.now();
  while (!signal.aborted) {
    await pause(LEASE_MS / 3, signal);
    if (signal.aborted) break;
    const kept = await lease.renew().catch(() => undefined);
    if (kept === false) break;
    if (kept) renewedAt = performance.now();
    else if (performance.now() - renewedAt > LEASE_MS) break;
  }
  return 'lost';
}

function never(signal: AbortSignal): Promise<'lost'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('lost');
    else signal.addEventListener('abort', () => resolve('lost'), { once: true });
  });
}

function hostOf(house: House, account: AccountDoc, { publicPath }: RunnerOptions): AdapterHost {
  const { publicUrl } = house.config;
  const log = house.log.child({ account: account._id, channel: account.channel });
  return {
    account: accountViewOf(account),
    settings: openSettings(house, account),
    cursor: account.cursor,
    webhookUrl: publicUrl && `${publicUrl}/hooks/${account.channel}/${account._id}`,
    readFile: (file) => bytesOf(house, file.key),
    publicLink: publicUrl && publicPath ? (file) => `${publicUrl}${publicPath(file)}` : undefined,
    now: () => house.clock.now(),
    log,
  };
}

async function* bytesOf(house: House, key: string): AsyncGenerator<Uint8Array> {
  yield* await house.files.open(key);
}
