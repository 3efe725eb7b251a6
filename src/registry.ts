import { email } from '../adapters/email/index.ts';
import { telegram } from '../adapters/telegram/index.ts';
import { viber } from '../adapters/viber/index.ts';
import { vk } from '../adapters/vk/index.ts';
import type { Channel } from '../channels/contract.ts';
import { type ChannelName, channelName } from '../channels/ids.ts';
import { HouseError } from './errors.ts';

/** Opens links of others; internal addresses are refused. */
export { fetchMedia } from '../adapters/fetch-media.ts';

/** Every kind of network this service speaks, by name. */
export type Registry = ReadonlyMap<ChannelName, Channel>;

/** The one list that a new channel is added to. */
const CHANNELS: readonly Channel[] = [telegram, email, vk, viber];

/** All built-in channels, or the given ones in a test. */
export function createRegistry(channels: readonly Channel[] = CHANNELS): Registry {
  return new Map(channels.map((channel) => [channel.codec.channel, channel]));
}

/** The channel an account belongs to. Throws when this build does not have it any more. */
export function channelOf(registry: Registry, name: string): Channel {
  const channel = registry.get(channelName(name));
  if (channel === undefined)
    throw new HouseError('unsupported', `This service has no channel "${name}".`, 'channel');
  return channel;
}
