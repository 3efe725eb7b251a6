import type { ChannelCodec } from '../contract.ts';
import { channelName } from '../ids.ts';
import { capabilities } from './capabilities.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';

/** VK community messages. */
export const vkCodec: ChannelCodec = { channel: channelName('vk'), capabilities, decode, encode };
