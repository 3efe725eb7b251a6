import type { InboundSink } from '../../channels/contract.ts';
import { type Fields, fields, text, wholeId } from '../../channels/json.ts';
import { nameOf } from '../../channels/telegram/people.ts';
import type { Call } from './client.ts';
import { isMissingMethod } from './errors.ts';

/** Asks who the bot is and tells the house. */
export async function introduce(call: Call, sink: InboundSink, signal: AbortSignal): Promise<void> {
  const me = fields(await call('getMe', {}, signal)) ?? {};
  sink.learn(botFacts(me));
}

/** State of the webhook; empty from servers of other makes that do not know the method. */
export async function webhookInfo(call: Call, signal: AbortSignal): Promise<Fields> {
  const info = await call('getWebhookInfo', {}, signal).catch((error: unknown) => {
    if (isMissingMethod(error)) return undefined;
    throw error;
  });
  return fields(info) ?? {};
}

export function botFacts(me: Fields): { self?: string; name?: string; aliases?: string[] } {
  const self = wholeId(me.id);
  const name = nameOf(me);
  const username = text(me.username);
  return {
    ...(self === undefined ? {} : { self }),
    ...(name === undefined ? {} : { name }),
    ...(username === undefined ? {} : { aliases: [`@${username}`] }),
  };
}
