import type { ChannelCodec } from '../contract.ts';
import { channelName } from '../ids.ts';
import { capabilities } from './capabilities.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';

export { readExact } from './exact.ts';

/** Viber bots. */
export const viberCodec: ChannelCodec = { channel: channelName('viber'), capabilities, decode, encode };
