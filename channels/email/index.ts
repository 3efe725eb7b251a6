import type { ChannelCodec } from '../contract.ts';
import { channelName } from '../ids.ts';
import { capabilities } from './capabilities.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { chatOf, userOf } from './ids.ts';

export const emailCodec: ChannelCodec = {
  channel: channelName('email'),
  capabilities,
  decode,
  encode,
  reach: ({ kind, value }) =>
    kind === 'email' && value.includes('@') ? { chat: chatOf(value), user: userOf(value) } : undefined,
};

export { messageIdOf } from './ids.ts';
export type { Letter } from './outgoing/letter.ts';
