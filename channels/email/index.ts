import type { ChannelCodec } from '../contract.ts';
import { channelName } from '../ids.ts';
import { capabilities } from './capabilities.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';

export const emailCodec: ChannelCodec = { channel: channelName('email'), capabilities, decode, encode };

export { messageIdOf } from './ids.ts';
export type { Letter } from './outgoing/letter.ts';
