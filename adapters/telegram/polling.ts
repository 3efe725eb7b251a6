import type { AdapterHost, InboundSink } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { items, number, text } from '../../channels/json.ts';
import type { BotClient } from './client.ts';
import { envelopeOf } from './envelopes.ts';
import { toChannelError } from './errors.ts';
import { introduce, webhookInfo } from './identity.ts';
import { type Pace, pause } from './pace.ts';
import { Trouble } from './trouble.ts';
import { allowedUpdates } from './updates.ts';

export interface Intake {
  client: BotClient;
  host: AdapterHost;
  sink: InboundSink;
  groups: boolean;
  pace: Pace;
}

/** A server that answers an empty poll sooner than this does not wait; asking on at once would be a storm. */
const HASTY_MS = 500;

/** Polls until stopped. The offset, our only acknowledgement, moves when the batch is durable and not before. */
export async function poll(intake: Intake, signal: AbortSignal): Promise<void> {
  const { host, sink, pace } = intake;
  const trouble = new Trouble(sink, pace, () => host.now());
  let ready = false;
  let offset: number | undefined;
  let quick = true;
  trouble.connecting();
  while (!signal.aborted) {
    try {
      if (!ready) {
        await takeOver(intake, signal);
        ready = true;
      }
      const next = await pollOnce(intake, offset, quick ? 0 : pace.poll, signal);
      if (next === undefined) sink.count?.({ pending: 0 });
      offset = next ?? offset;
      quick = false;
      trouble.well();
    } catch (error) {
      quick = asksQuickly(error);
      await trouble.wait(error, signal);
    }
  }
}

/**
 * The first poll after a failure does not wait, so that the state is true again soon. Beside another poller only a
 * poll that waited proves that the other has gone.
 */
function asksQuickly(error: unknown): boolean {
  return toChannelError(error).code !== 'duplicate_consumer';
}

/** A webhook and polling exclude each other; waiting updates stay with the network. */
async function takeOver({ client, host, sink }: Intake, signal: AbortSignal): Promise<void> {
  await introduce(client.call, sink, signal);
  const info = await webhookInfo(client.call, signal);
  sink.count?.({ pending: number(info.pending_update_count) ?? 0 });
  if (text(info.url) === undefined) return;
  host.log.info({ account: host.account.id }, 'A webhook was set; it is removed because this account polls.');
  await client.call('deleteWebhook', { drop_pending_updates: false }, signal);
}

/** One poll; the next offset, or undefined when it stays. */
async function pollOnce(
  intake: Intake,
  offset: number | undefined,
  waitMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { client, host, sink, groups } = intake;
  const body = {
    ...(offset === undefined ? {} : { offset }),
    limit: 100,
    timeout: Math.ceil(waitMs / 1000),
    allowed_updates: allowedUpdates(groups),
  };
  const askedAt = host.now();
  const answer = await client.call('getUpdates', body, signal);
  if (!Array.isArray(answer)) throw unreadable();
  const updates = items(answer);
  if (updates.length === 0) {
    if (answer.length > 0) throw unreadable();
    if (waitMs > 0 && host.now() - askedAt < HASTY_MS) await pause(HASTY_MS, signal);
    return undefined;
  }
  const now = host.now();
  await sink.accept(updates.map((update) => envelopeOf(update, now))).catch(notStored);
  return nextOffset(updates.map((update) => number(update.update_id)));
}

/** Follows the batch, not the greatest number ever seen: after a silent week the network draws a new one. */
function nextOffset(numbers: (number | undefined)[]): number {
  const known = numbers.filter((one) => one !== undefined);
  if (known.length === 0) throw unreadable();
  return Math.max(...known) + 1;
}

function notStored(): never {
  throw new ChannelError('unknown', 'The updates could not be stored.', { certainty: 'not-sent' });
}

function unreadable(): ChannelError {
  return new ChannelError('unreachable_network', 'The answer to getUpdates holds no updates.', {
    certainty: 'not-sent',
  });
}
