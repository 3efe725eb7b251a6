import { createHmac } from 'node:crypto';
import type { InboundSink, WebhookAnswer, WebhookRequest } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { number, text } from '../../channels/json.ts';
import { isSameSecret } from '../same-secret.ts';
import { rawEnvelope } from './envelopes.ts';
import { introduce, webhookInfo } from './identity.ts';
import { pause } from './pace.ts';
import type { Intake } from './polling.ts';
import { Trouble } from './trouble.ts';
import { allowedUpdates } from './updates.ts';

/** The word that calls must bring; the same in every process of one account. */
export function webhookSecret(settings: { token: string; secret?: string }): string {
  return settings.secret ?? createHmac('sha256', settings.token).update('webhook secret').digest('hex');
}

/** Verifies the caller, stores, and only then says yes; any other answer makes the network come again. */
export async function receive(
  request: WebhookRequest,
  secret: string,
  sink: InboundSink | undefined,
  now: number,
): Promise<WebhookAnswer> {
  const given = request.headers['x-telegram-bot-api-secret-token'];
  if (typeof given !== 'string' || !isSameSecret(given, secret)) return { status: 401 };
  if (sink === undefined) return { status: 503 };
  try {
    await sink.accept([rawEnvelope(request.body, now)]);
  } catch {
    return { status: 503 };
  }
  return { status: 200 };
}

/** Registers the webhook and then watches how the network fares with it, until stopped. */
export async function watchWebhook(intake: Intake, secret: string, signal: AbortSignal): Promise<void> {
  const { host, sink, pace } = intake;
  const trouble = new Trouble(sink, pace, () => host.now());
  const url = host.webhookUrl;
  if (url === undefined) {
    const detail = 'A webhook needs a public address: set PUBLIC_URL, or choose polling.';
    sink.report({ state: 'blocked', action: 'reconfigure', error: 'rejected', detail });
    return;
  }
  trouble.connecting();
  let registered = false;
  let lastError: number | undefined;
  while (!signal.aborted) {
    try {
      if (!registered) {
        await register(intake, url, secret, signal);
        registered = true;
        trouble.well();
      }
      await pause(pace.health, signal);
      if (signal.aborted) return;
      const seen = await inspect(intake, url, signal);
      const fresh = seen.failedAt !== undefined && seen.failedAt !== lastError;
      lastError = seen.failedAt;
      if (fresh && seen.waiting) throw undelivered(seen.reason);
      trouble.well();
    } catch (error) {
      registered &&= !(error instanceof WebhookGone);
      await trouble.wait(error, signal);
    }
  }
}

async function register({ client, sink, groups }: Intake, url: string, secret: string, signal: AbortSignal) {
  await introduce(client.call, sink, signal);
  const body = { url, secret_token: secret, allowed_updates: allowedUpdates(groups), max_connections: 40 };
  await client.call('setWebhook', body, signal);
}

class WebhookGone extends ChannelError {}

interface Health {
  failedAt: number | undefined;
  reason: string | undefined;
  waiting: boolean;
}

/** How deliveries go; rejects when the webhook is no longer ours. */
async function inspect({ client, sink }: Intake, url: string, signal: AbortSignal): Promise<Health> {
  const info = await webhookInfo(client.call, signal);
  const current = text(info.url);
  const certainty = 'not-sent';
  if (current === undefined && info.url !== undefined) {
    throw new WebhookGone('unreachable_network', 'The webhook was removed.', { certainty });
  }
  if (current !== undefined && current !== url) {
    const detail = 'Another program set its own webhook for this bot.';
    throw new ChannelError('duplicate_consumer', detail, { certainty });
  }
  const pending = number(info.pending_update_count) ?? 0;
  sink.count?.({ pending });
  return {
    failedAt: number(info.last_error_date),
    reason: text(info.last_error_message),
    waiting: pending > 0,
  };
}

function undelivered(reason = 'no reason given'): ChannelError {
  const detail = `The network cannot deliver to the webhook: ${reason}`;
  return new ChannelError('unreachable_network', detail, { certainty: 'not-sent' });
}
