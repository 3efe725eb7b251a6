import type { ChannelCodec } from '../contract.ts';
import { channelName } from '../ids.ts';
import { capabilities } from './capabilities.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';

export const telegramCodec: ChannelCodec = {
  channel: channelName('telegram'),
  capabilities,
  decode,
  encode,
};
