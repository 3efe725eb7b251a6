import type { Actor, House } from '../house.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageOf } from './change.ts';
import { type AdapterOf, cannotChange, changeThere, onNetwork } from './on-network.ts';
import { carrierOf } from './route.ts';

/** Removes a message on the network, where that can be done, and here. */
export async function removeMessage(
  house: House,
  actor: Actor,
  adapterOf: AdapterOf,
  id: string,
): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  const { channel } = await carrierOf(house, message);
  const { capabilities } = channel.codec;
  const { adapter, chat, ids } = onNetwork(house, adapterOf, message, capabilities.remove);
  const { remove } = adapter;
  if (remove === undefined || ids.length === 0) throw cannotChange();
  return changeThere(
    house,
    message,
    (signal) => remove.call(adapter, chat, ids, signal),
    (removedAt) => ({ removedAt }),
  );
}
