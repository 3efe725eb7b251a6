import { accountViewOf } from '../accounts/view.ts';
import { HouseError } from '../errors.ts';
import { outboundOf } from './outgoing.ts';
import type { Carrier } from './route.ts';

/** What the channel will make of it: its parts, the names of their echoes, and what is lost. */
export function planFor(message: Parameters<typeof outboundOf>[0], { account, channel }: Carrier) {
  const { parts, degradations } = channel.codec.encode(outboundOf(message), accountViewOf(account));
  if (parts.length === 0) {
    const remedy = 'choose another channel or change it';
    throw new HouseError(
      'unsupported',
      `Nothing of this message can be sent on this channel; ${remedy}.`,
      'text',
    );
  }
  const echoKeys = parts.map((part) => part.echoKey ?? '');
  const delivery = { partCount: parts.length, ...(echoKeys.some((key) => key !== '') && { echoKeys }) };
  return { degradations, delivery };
}
