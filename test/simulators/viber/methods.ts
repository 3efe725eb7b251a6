import { setTimeout as sleep } from 'node:timers/promises';
import { type ViberBot, wireJson } from './bot.ts';
import { faultOf } from './validate.ts';

export type Outcome = { kind: 'json' | 'html'; text: string } | { kind: 'drop' };

const WORDS: Readonly<Record<number, string>> = {
  0: 'ok',
  1: 'invalidUrl',
  2: 'invalidAuthToken',
  3: 'badData',
  4: 'missingData',
  5: 'receiverNotRegistered',
  6: 'receiverNotSubscribed',
  10: 'webhookNotSet',
  12: 'tooManyRequests',
  23: 'freeMessagesExceeded',
  24: 'noBalance',
};

/** One call of the REST API: HTTP 200 whatever happened, the outcome is in `status`. */
export async function answerMethod(
  bot: ViberBot,
  method: string,
  token: unknown,
  body: Buffer,
): Promise<Outcome> {
  if (bot.faults.slowMs > 0) await sleep(bot.faults.slowMs);
  if (bot.faults.html > 0) {
    bot.faults.html -= 1;
    return { kind: 'html', text: '<html><body>502 Bad Gateway</body></html>' };
  }
  if (token !== bot.token) return status(2);
  const call = parse(body);
  if (call === undefined) return status(3);
  switch (method) {
    case 'get_account_info':
      return ok({
        id: 'pa:75346594275468546724',
        name: bot.name,
        uri: 'okno',
        subscribers_count: bot.subscribers.size,
      });
    case 'set_webhook':
      return setWebhook(bot, String(call.url ?? ''));
    case 'get_user_details': {
      const known = bot.known.get(String(call.id));
      return known === undefined ? status(5) : ok({ user: { id: call.id, ...known } });
    }
    case 'send_message':
      return sendMessage(bot, call, body.length);
    default:
      return status(3);
  }
}

function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const ok = (fields: Record<string, unknown>): Outcome => ({
  kind: 'json',
  text: wireJson({ status: 0, status_message: 'ok', chat_hostname: 'SN-CHAT-12_', ...fields }),
});

function status(code: number, words = WORDS[code] ?? 'generalError'): Outcome {
  return { kind: 'json', text: JSON.stringify({ status: code, status_message: words, billing_status: 0 }) };
}

/** The endpoint must answer while the call runs. */
async function setWebhook(bot: ViberBot, url: string): Promise<Outcome> {
  const before = bot.webhook;
  bot.webhook = url;
  if (url === '') return ok({ event_types: [] });
  const check = wireJson({ event: 'webhook', timestamp: Date.now(), message_token: bot.nextToken() });
  const answer = await bot.deliver(check, 1);
  if (answer.status === 200) return ok({ event_types: ['message', 'delivered', 'seen', 'failed'] });
  bot.webhook = before;
  return status(1, 'Result code: -1 (webhook url is not reachable)');
}

function sendMessage(bot: ViberBot, call: Record<string, unknown>, size: number): Outcome {
  const fault = faultOf(call, size);
  if (fault !== undefined) return status(3, `badData: ${fault}`);
  const receiver = String(call.receiver);
  if (!bot.known.has(receiver)) return status(5);
  const planned = bot.faults.statuses.shift() ?? 0;
  if (planned !== 0) return status(planned);
  if (!bot.subscribers.has(receiver)) return status(6);
  const token = bot.nextToken();
  const sent = { receiver, token, message: call };
  bot.sent.push(sent);
  for (const listener of bot.onSent) listener(sent);
  reportLater(bot, receiver, token);
  if (bot.faults.dropAfterTaking > 0) {
    bot.faults.dropAfterTaking -= 1;
    return { kind: 'drop' };
  }
  return ok({ message_token: token, billing_status: 1 });
}

/** `delivered` comes once a device, so twice here; `failed` may follow a send that was answered with ok. */
function reportLater(bot: ViberBot, receiver: string, token: string): void {
  if (bot.faults.holdReceipts) return;
  const failed = bot.faults.failLater > 0;
  if (failed) bot.faults.failLater -= 1;
  const report = (event: string, extra: Record<string, unknown> = {}) =>
    bot.deliver(
      wireJson({ event, timestamp: Date.now(), message_token: token, user_id: receiver, ...extra }),
    );
  bot.later(async () => {
    await sleep(20);
    if (failed) return report('failed', { desc: 'message validation failed' });
    await report('delivered');
    return report('delivered');
  });
}
