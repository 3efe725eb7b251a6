import type { InboundSink } from '../../channels/contract.ts';
import { type Fields, fields, text, wholeId } from '../../channels/json.ts';
import { nameOf } from '../../channels/telegram/people.ts';
import type { Call } from './client.ts';

/** Asks who the bot is and tells the house. */
export async function introduce(call: Call, sink: InboundSink, signal: AbortSignal): Promise<void> {
  const me = fields(await call('getMe', {}, signal)) ?? {};
  sink.learn(botFacts(me));
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
