import type { ImapFlow } from 'imapflow';
import type { AdapterHost, InboundSink } from '../../../channels/contract.ts';
import { type Backoff, createBackoff } from '../../backoff.ts';
import type { TokenSource } from '../oauth.ts';
import type { EmailSettings } from '../settings.ts';
import { connectImap, disconnect } from './connect.ts';
import { type MailboxCursor, readCursor } from './cursor.ts';
import { imapTrouble, type Trouble } from './errors.ts';
import { NotStored, type SyncContext } from './sync.ts';
import { type WatchTiming, watch } from './watch.ts';

export interface IntakeTiming extends WatchTiming {
  firstRetryMs: number;
  longestRetryMs: number;
  stableMs: number;
  /** After a refused login. A password that was right may be so again when the server's own trouble is over. */
  refusedMs: number;
  longestRefusedMs: number;
}

export const INTAKE_TIMING: IntakeTiming = {
  pollMs: 60_000,
  pollNoIdleMs: 30_000,
  slowMs: 10 * 60_000,
  firstRetryMs: 1000,
  longestRetryMs: 5 * 60_000,
  stableMs: 5 * 60_000,
  refusedMs: 10 * 60_000,
  longestRefusedMs: 60 * 60_000,
};

const GROUP = 100;
/** A group that ended this many connections is taken letter by letter; a letter that did so is given up. */
const STRIKES = 3;

/** Follows a mailbox for ever: connect, take in, watch, and after a loss again, ever more slowly. */
export class Intake {
  private readonly host: AdapterHost;
  private readonly settings: EmailSettings;
  private readonly tokens: TokenSource | undefined;
  private readonly timing: IntakeTiming;
  private readonly backoff: Backoff;
  private readonly cursor: MailboxCursor;
  private readonly givenUp = new Set<string>();
  private readonly strikes = new Map<string, number>();
  private fetching: readonly number[] = [];
  private groupSize = GROUP;
  private troubledSince: number | undefined;

  constructor(
    host: AdapterHost,
    settings: EmailSettings,
    tokens: TokenSource | undefined,
    timing: IntakeTiming,
  ) {
    this.host = host;
    this.settings = settings;
    this.tokens = tokens;
    this.timing = timing;
    this.cursor = readCursor(host.cursor);
    this.backoff = createBackoff({
      firstMs: timing.firstRetryMs,
      longestMs: timing.longestRetryMs,
      stableMs: timing.stableMs,
      now: () => host.now(),
      random: Math.random,
    });
  }

  /** Ends when `signal` fires; never rejects. A refused login is tried again too seldom to lock anything. */
  async run(sink: InboundSink, signal: AbortSignal): Promise<void> {
    sink.report({ state: 'connecting' });
    let refused = 0;
    while (!signal.aborted) {
      const error = await this.session(sink, signal);
      if (signal.aborted) return;
      if (!(error instanceof NotStored)) this.countStrike();
      const trouble: Trouble =
        error instanceof NotStored
          ? { error: 'unknown', detail: error.message }
          : imapTrouble(error, this.settings.imap.host);
      if (trouble.action !== undefined) {
        sink.report({
          state: 'blocked',
          action: trouble.action,
          error: trouble.error,
          detail: trouble.detail,
        });
        const rest = Math.min(this.timing.refusedMs * 2 ** refused, this.timing.longestRefusedMs);
        refused += 1;
        await sleep(rest, signal);
        continue;
      }
      refused = 0;
      const wait = Math.max(this.backoff.next(), trouble.retryAfterMs ?? 0);
      this.troubledSince ??= this.host.now();
      const nextTryAt = this.host.now() + wait;
      sink.report({
        state: 'degraded',
        since: this.troubledSince,
        nextTryAt,
        error: trouble.error,
        detail: trouble.detail,
      });
      await sleep(wait, signal);
    }
  }

  /** One connection from beginning to end; answers what ended it. */
  private async session(sink: InboundSink, signal: AbortSignal): Promise<unknown> {
    let client: ImapFlow | undefined;
    let down = () => {};
    const close = () => client?.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      client = await connectImap(this.settings, this.tokens, signal);
      down = this.backoff.up();
      await watch(client, this.settings.imap.folders, this.context(sink), this.timing, signal, () => {
        this.troubledSince = undefined;
        this.groupSize = GROUP;
        sink.report({ state: 'online' });
      });
      return new Error('the server ended the connection');
    } catch (error) {
      this.host.log.debug(
        { error: error instanceof Error ? error.message : 'unknown' },
        'mailbox connection ended',
      );
      return error;
    } finally {
      signal.removeEventListener('abort', close);
      down();
      if (client !== undefined) await disconnect(client);
    }
  }

  private context(sink: InboundSink): SyncContext {
    this.fetching = [];
    return {
      sink,
      cursor: this.cursor,
      since: this.settings.since,
      now: () => this.host.now(),
      groupSize: () => this.groupSize,
      givenUp: this.givenUp,
      tally: { expected: 0, stored: 0 },
      fetching: (uids) => {
        this.fetching = uids;
      },
    };
  }

  /** A loss while letters were fetched is laid at their door, so that a letter no server can send stops nobody. */
  private countStrike(): void {
    const [uid] = this.fetching;
    if (uid === undefined) return;
    const key = String(uid);
    const count = (this.strikes.get(key) ?? 0) + 1;
    this.strikes.set(key, count);
    if (count < STRIKES) return;
    if (this.fetching.length > 1) {
      this.groupSize = 1;
      this.strikes.delete(key);
    } else if (count >= STRIKES) {
      for (const path of Object.keys(this.cursor)) this.givenUp.add(`${path}/${uid}`);
    }
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
