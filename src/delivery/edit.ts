import type { RichText } from '../../channels/richtext.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { changeMessage } from '../store/messages.ts';
import { announced, messageOf } from './change.ts';
import { checkContent } from './check.ts';
import { type AdapterOf, cannotChange, changeThere, onNetwork } from './on-network.ts';
import { outboundOf } from './outgoing.ts';
import { planFor } from './plan.ts';
import { type Carrier, carrierOf } from './route.ts';

/** Changes the words of a message: before it leaves in the queue, afterwards on the network where that can be done. */
export async function editMessage(
  house: House,
  actor: Actor,
  adapterOf: AdapterOf,
  id: string,
  text: RichText,
): Promise<MessageDoc> {
  const message = await messageOf(house, actor, id);
  const carrier = await carrierOf(house, message);
  const changed = { ...message, content: { ...message.content, text } };
  return message.delivery?.state === 'queued'
    ? editQueued(house, changed, carrier)
    : editSent(house, adapterOf, changed, carrier);
}

async function editQueued(house: House, changed: MessageDoc, carrier: Carrier): Promise<MessageDoc> {
  checkContent(changed.content, carrier.channel.codec.capabilities);
  const { degradations, delivery } = planFor(changed, carrier);
  const change = {
    $set: {
      'content.text': changed.content.text,
      degradations,
      'delivery.partCount': delivery.partCount,
      ...(delivery.echoKeys && { 'delivery.echoKeys': delivery.echoKeys }),
    },
  };
  const doc = await changeMessage(house.store.messages, changed._id, change, {
    'delivery.state': 'queued',
    'delivery.parts': { $size: 0 },
  });
  return announced(house, doc, 'The message is on its way already; it can no longer be changed here.');
}

async function editSent(
  house: House,
  adapterOf: AdapterOf,
  changed: MessageDoc,
  carrier: Carrier,
): Promise<MessageDoc> {
  const { capabilities } = carrier.channel.codec;
  const { adapter, chat, ids } = onNetwork(house, adapterOf, changed, capabilities.edit);
  const { edit } = adapter;
  const [id] = ids;
  if (edit === undefined || id === undefined) throw cannotChange();
  checkContent(changed.content, capabilities);
  if (ids.length > 1 || planFor(changed, carrier).delivery.partCount > 1) {
    throw new HouseError('unsupported', 'It went out in several parts; send a correction instead.', 'text');
  }
  return changeThere(
    house,
    changed,
    (signal) => edit.call(adapter, chat, id, outboundOf(changed), signal),
    (editedAt) => ({ 'content.text': changed.content.text, editedAt }),
  );
}
