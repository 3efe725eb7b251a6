import { setTimeout as sleep } from 'node:timers/promises';
import type { InboundSink } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { fields, items, number, text, wholeId } from '../../channels/json.ts';
import { reconnectBackoff } from '../backoff.ts';
import { requestJson, type VkCall } from './call.ts';
import type { Complete } from './complete.ts';
import { envelopeOf, isVolatile } from './envelopes.ts';
import { reportFailure } from './health.ts';

const WAIT_SECONDS = 25;

interface Server {
  server: string;
  key: string;
}

export interface LongPollOptions {
  call: VkCall;
  groupId: number;
  sink: InboundSink;
  cursor: string | undefined;
  complete: Complete;
  now: () => number;
  /** Part of the past is gone from the queue: find it another way. */
  onGap: () => Promise<void>;
  /** The place in the queue is known, or the first try has failed: from now on nothing is missed. */
  onPlace: () => void;
}

/** Runs until `signal`. The position moves only after the events before it are stored. */
export async function longPoll(options: LongPollOptions, signal: AbortSignal): Promise<void> {
  const { sink, now } = options;
  const backoff = reconnectBackoff(now);
  let ts = options.cursor;
  let server: Server | undefined;
  let since: number | undefined;
  let down: (() => void) | undefined;
  sink.report({ state: 'connecting' });
  while (!signal.aborted) {
    try {
      if (server === undefined) {
        const found = await connect(options, signal);
        server = found;
        ts ??= found.ts;
        options.onPlace();
        // A quiet poll lasts long; the server's answer is proof enough to be shown.
        if (down === undefined) sink.report({ state: 'online' });
        down ??= backoff.up();
      }
      const next = await poll(options, server, ts ?? '', signal);
      ts = next.ts ?? ts;
      if (next.renew) server = undefined;
      if (next.forget) ts = undefined;
      if (next.gap) await options.onGap();
      since = undefined;
    } catch (error) {
      options.onPlace();
      if (signal.aborted) return;
      down?.();
      down = undefined;
      server = undefined;
      since ??= now();
      const wait = error instanceof ChannelError && error.code === 'unauthorised' ? 300_000 : backoff.next();
      reportFailure(sink, error, since, now() + wait);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function connect(options: LongPollOptions, signal: AbortSignal): Promise<Server & { ts: string }> {
  const answer = fields(
    await options.call('groups.getLongPollServer', { group_id: options.groupId }, signal),
  );
  const server = text(answer?.server);
  const key = text(answer?.key);
  const ts = wholeId(answer?.ts);
  if (server === undefined || key === undefined || ts === undefined) {
    throw new ChannelError('rejected', 'VK named no long poll server.', { certainty: 'not-sent' });
  }
  return { server, key, ts };
}

interface Polled {
  ts?: string;
  renew: boolean;
  forget: boolean;
  gap: boolean;
}

async function poll(options: LongPollOptions, at: Server, ts: string, signal: AbortSignal): Promise<Polled> {
  const url = new URL(at.server);
  url.search = new URLSearchParams({
    act: 'a_check',
    key: at.key,
    ts,
    wait: String(WAIT_SECONDS),
  }).toString();
  const answer = await requestJson(url.href, signal, (WAIT_SECONDS + 15) * 1000);
  const failed = number(answer.failed);
  const next = wholeId(answer.ts);
  if (failed !== undefined) {
    // 1: the history is outdated, go on from the given place. 2: only the key is old. 3: key and place are lost.
    const known = failed === 1 && next !== undefined ? { ts: next } : {};
    return { ...known, renew: failed !== 1, forget: failed > 2, gap: failed !== 2 };
  }
  const events = items(answer.updates);
  for (const event of events.filter(isVolatile)) options.sink.hint?.(event);
  const whole = await Promise.all(
    events.filter((event) => !isVolatile(event)).map((event) => options.complete(event, signal)),
  );
  const kept = whole.map((event) => envelopeOf(event, options.now()));
  if (kept.length > 0) await options.sink.accept(kept);
  if (next !== undefined && next !== ts) await options.sink.saveCursor({ ts: next });
  return { ...(next === undefined ? {} : { ts: next }), renew: false, forget: false, gap: false };
}
