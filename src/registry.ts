import type { Channel } from '../channels/contract.ts';
import type { ChannelName } from '../channels/ids.ts';

/** Every kind of network this service speaks, by name. */
export type Registry = ReadonlyMap<ChannelName, Channel>;

/** The one list that a new channel is added to. */
const CHANNELS: readonly Channel[] = [];

/** All built-in channels, or the given ones in a test. */
export function createRegistry(channels: readonly Channel[] = CHANNELS): Registry {
  return new Map(channels.map((channel) => [channel.codec.channel, channel]));
}
