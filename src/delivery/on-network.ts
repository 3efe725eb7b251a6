import type { ChannelAdapter } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { type ChatId, chatId, type ExternalId } from '../../channels/ids.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { changeMessage } from '../store/messages.ts';
import { announced } from './change.ts';

/** The running adapter of an account, if this process runs it. */
export type AdapterOf = (accountId: string) => ChannelAdapter | undefined;

/** Where a message lies on its network. */
export interface OnNetwork {
  adapter: ChannelAdapter;
  chat: ChatId;
  /** In the order in which the parts are read. */
  ids: ExternalId[];
}

const NETWORK_MS = 30_000;
/** States in which the network has the message for certain. */
const ARRIVED = ['sent', 'delivered', 'read'] as const;
const NOT_ARRIVED = 'The message is not known to have arrived; look at it again.';

/**
 * Finds what is to be changed there. Rejects with `unsupported` where the channel knows no such change or its time
 * (`window`) is over, `conflict` before the message has arrived, `unavailable` while the account is not connected.
 */
export function onNetwork(
  house: House,
  adapterOf: AdapterOf,
  message: MessageDoc,
  window: { windowMs: number } | undefined,
): OnNetwork {
  const { delivery } = message;
  if (window === undefined || delivery === undefined) throw cannotChange();
  if (!ARRIVED.some((state) => state === delivery.state)) {
    throw new HouseError('conflict', NOT_ARRIVED, 'delivery');
  }
  if (house.clock.now() - message.sentAt.getTime() > window.windowMs) {
    throw new HouseError('unsupported', 'The message is too old to be changed there.', 'delivery');
  }
  const adapter = adapterOf(message.accountId ?? '');
  if (adapter === undefined) {
    throw new HouseError('unavailable', 'The account is not connected; try again when it is.', 'account');
  }
  const ids = [...delivery.parts].sort((a, b) => a.index - b.index).flatMap((part) => part.ids);
  return { adapter, chat: chatId(message.chat ?? ''), ids };
}

/** The channel, or this account on it, knows no such change. */
export function cannotChange(): HouseError {
  return new HouseError('unsupported', 'This channel cannot do that; send a correction instead.', 'delivery');
}

/** Changes it on the network, and when that took it, here: `changed` answers the fields as of that moment. */
export async function changeThere(
  house: House,
  message: MessageDoc,
  call: (signal: AbortSignal) => Promise<void>,
  changed: (at: Date) => Record<string, unknown>,
): Promise<MessageDoc> {
  await call(AbortSignal.timeout(NETWORK_MS)).catch(refused);
  const change = { $set: changed(new Date(house.clock.now())) };
  const doc = await changeMessage(house.store.messages, message._id, change, {
    'delivery.state': { $in: ARRIVED },
  });
  return announced(house, doc, NOT_ARRIVED);
}

function refused(error: unknown): never {
  if (!(error instanceof ChannelError)) throw error;
  const passing = error.code === 'unreachable_network' || error.code === 'rate_limited';
  const words = `The network refused (${error.code}); try again later.`;
  throw new HouseError(passing ? 'unavailable' : 'unsupported', words, 'delivery');
}
