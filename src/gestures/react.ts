import type { ChannelAdapter } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { chatId, externalId } from '../../channels/ids.ts';
import { updateMessage } from '../conversations/update-message.ts';
import { externalIdIn } from '../delivery/thread.ts';
import { HouseError, notFound } from '../errors.ts';
import type { House } from '../house.ts';
import { channelOf } from '../registry.ts';
import { accountById } from '../store/accounts.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';

const NETWORK_MS = 15_000;

/**
 * Leaves our reaction under a message of the person, or takes it back (null). The network is asked first; only what
 * it took is shown.
 */
export async function reactToMessage(
  house: House,
  adapterOf: (accountId: string) => ChannelAdapter | undefined,
  id: string,
  emoji: string | null,
): Promise<MessageDoc> {
  const message = await messageById(house.store.messages, id);
  const account = message?.accountId ? await accountById(house.store.accounts, message.accountId) : null;
  if (message === null || account === null || message.chat === null) throw notFound('message');
  const { reactions } = channelOf(house.registry, account.channel).codec.capabilities;
  if (!reactions.send || (emoji !== null && reactions.choices?.includes(emoji) === false)) {
    throw new HouseError(
      'unsupported',
      'This channel does not take this reaction; write an answer.',
      'emoji',
    );
  }
  const external = externalIdIn(message, account._id, message.chat);
  const adapter = adapterOf(account._id);
  if (external === undefined || message.removedAt !== undefined) throw notFound('message');
  if (adapter?.react === undefined) {
    throw new HouseError('unavailable', 'The account is not connected; try again when it is.', 'account');
  }
  const set = emoji === null ? [] : [emoji];
  await adapter
    .react(chatId(message.chat), externalId(external), set, AbortSignal.timeout(NETWORK_MS))
    .catch(refused);
  // Networks that report our reaction back name us by the account's own id.
  const by = account.self ?? account._id;
  const after = await updateMessage(house, id, (now) => ({
    reactions: [...now.reactions.filter((one) => one.by !== by), ...set.map((one) => ({ by, emoji: one }))],
  }));
  return after ?? message;
}

function refused(error: unknown): never {
  if (!(error instanceof ChannelError)) throw error;
  const passing = error.code === 'unreachable_network' || error.code === 'rate_limited';
  throw new HouseError(
    passing ? 'unavailable' : 'unsupported',
    passing ? 'The network cannot be reached; try again later.' : 'The network refused the reaction.',
    'emoji',
  );
}
