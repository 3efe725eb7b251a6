import { afterEach, describe, expect, it } from 'vitest';
import { chatId } from '../../channels/ids.ts';
import { plain } from '../../channels/richtext.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import {
  cancelDelivery,
  confirmDelivery,
  giveUpDelivery,
  resendElsewhere,
  retryDelivery,
} from '../../src/delivery/decisions.ts';
import { editMessage } from '../../src/delivery/edit.ts';
import { applyReceipt } from '../../src/delivery/receipts.ts';
import { removeMessage } from '../../src/delivery/remove.ts';
import { createToy } from '../support/toy-channel.ts';
import { type DeliveryHouse, deliveryHouse, ivan, olga, say } from './house.ts';

let opened: DeliveryHouse | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});
const start = async (options?: Parameters<typeof deliveryHouse>[0]) => {
  const here = await deliveryHouse(options);
  opened = here;
  const { conversationId } = await here.meet('ann');
  const write = (text: string) => sendMessage(here.house, olga, conversationId, say(text));
  return { ...here, conversationId, write };
};
const conflict = { code: 'conflict', field: 'delivery' };

describe('what people do with deliveries', () => {
  it('takes back what has not left, and only that', async () => {
    const { house, toy, worker, reached, write } = await start();
    const waiting = await write('oops');
    expect((await cancelDelivery(house, olga, waiting._id)).delivery?.state).toBe('cancelled');
    await expect(cancelDelivery(house, olga, waiting._id)).rejects.toMatchObject(conflict);
    await expect(retryDelivery(house, olga, waiting._id)).rejects.toMatchObject(conflict);
    worker().start();
    const next = await write('right');
    await reached(next._id, 'sent');
    await expect(cancelDelivery(house, olga, next._id)).rejects.toMatchObject(conflict);
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['right']);
  });

  it('tries again only what failed or is uncertain, from the first try on', async () => {
    const { house, toy, worker, reached, write } = await start();
    toy.network.failNext(
      { error: 'rejected', certainty: 'not-sent' },
      { error: 'unknown', certainty: 'maybe-sent' },
    );
    worker().start();
    const message = await write('again');
    await reached(message._id, 'failed');
    await retryDelivery(house, olga, message._id);
    await reached(message._id, 'uncertain');
    await retryDelivery(house, olga, message._id);
    const sent = await reached(message._id, 'sent');
    expect(sent.delivery).toMatchObject({ attempts: 1 });
    expect(sent.delivery?.reason).toBeUndefined();
    await expect(retryDelivery(house, olga, message._id)).rejects.toMatchObject(conflict);
    expect(toy.network.taken).toHaveLength(1);
  });

  it('sends anew what the network took and refused later, and says which message stands for it', async () => {
    const { house, toy, account, worker, reached, write, message } = await start();
    worker().start();
    const first = await reached((await write('come back'))._id, 'sent');
    const [id] = first.delivery?.parts[0]?.ids ?? [];
    if (id === undefined || first.chat === null) throw new Error('It has no id.');
    await applyReceipt(house, account, {
      kind: 'receipt',
      state: 'failed',
      chat: chatId(first.chat),
      id,
      at: Date.now(),
      reason: 'mailbox full',
    });
    await reached(first._id, 'failed');
    const again = await retryDelivery(house, olga, first._id);
    expect(again._id).not.toBe(first._id);
    await reached(again._id, 'sent');
    expect((await retryDelivery(house, olga, first._id))._id).toBe(again._id);
    expect((await message(first._id)).delivery).toMatchObject({ state: 'failed', replacedBy: again._id });
    expect(toy.network.taken.map(({ text }) => text)).toEqual(['come back', 'come back']);
  });

  it('lets a person decide what became of an uncertain message', async () => {
    const { house, toy, worker, reached, write } = await start();
    const unknown = { error: 'unknown', certainty: 'maybe-sent' } as const;
    toy.network.failNext(unknown, unknown);
    worker().start();
    const arrived = await write('one');
    const lost = await write('two');
    await reached(arrived._id, 'uncertain');
    await reached(lost._id, 'uncertain');
    expect((await confirmDelivery(house, olga, arrived._id)).delivery?.state).toBe('sent');
    expect((await giveUpDelivery(house, olga, lost._id)).delivery).toMatchObject({
      state: 'failed',
      detail: 'Olga gave it up.',
    });
    await expect(confirmDelivery(house, olga, lost._id)).rejects.toMatchObject(conflict);
    expect(toy.network.calls).toHaveLength(2);
  });

  it('sends through another account, once however often it is asked', async () => {
    const other = createToy({ name: 'other' });
    const { house, toy, worker, reached, write, conversationId, addAccount, adapterFor } = await start({
      others: [other],
    });
    const second = await addAccount('second', other);
    adapterFor(second, other);
    const at = new Date();
    await house.store.conversations.updateOne(
      { _id: conversationId },
      {
        $push: {
          routes: {
            accountId: second._id,
            channel: 'other',
            chat: 'ann2',
            address: 'ann2',
            reachable: true,
            lastInboundAt: at,
          },
        },
      },
    );
    toy.network.onCall = () => ({ error: 'rejected', certainty: 'not-sent' });
    worker().start();
    const refused = await write('through here');
    await reached(refused._id, 'failed');
    const again = await resendElsewhere(house, olga, refused._id, second._id);
    expect((await resendElsewhere(house, olga, refused._id, second._id))._id).toBe(again._id);
    await reached(again._id, 'sent');
    expect(other.network.taken.map(({ chat, text }) => [chat, text])).toEqual([['ann2', 'through here']]);
  });

  it('changes the words before it leaves', async () => {
    const { house, toy, worker, reached, write } = await start();
    const message = await write('teh end');
    const changed = await editMessage(house, olga, () => undefined, message._id, plain('the end'));
    expect(changed.content.text.text).toBe('the end');
    const empty = editMessage(house, olga, () => undefined, message._id, plain(' '));
    await expect(empty).rejects.toMatchObject({ code: 'invalid', field: 'text' });
    worker().start();
    await reached(message._id, 'sent');
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['the end']);
  });

  it('changes and removes on the network what has arrived there', async () => {
    const { house, toy, adapter, worker, reached, write } = await start();
    worker().start();
    const message = await write('teh end');
    await reached(message._id, 'sent');
    const edited = await editMessage(house, olga, () => adapter, message._id, plain('the end'));
    expect(edited.content.text.text).toBe('the end');
    expect(edited.editedAt).toBeDefined();
    expect(toy.network.taken[0]?.edited).toBe('the end');
    const removed = await removeMessage(house, olga, () => adapter, message._id);
    expect(removed.removedAt).toBeDefined();
    expect(toy.network.taken[0]?.removed).toBe(true);
  });

  it('says so where that cannot be done', async () => {
    const { house, adapter, worker, reached, write } = await start({
      capabilities: { edit: { windowMs: 0 }, remove: { windowMs: 0 } },
    });
    worker().start();
    const message = await write('fixed');
    await reached(message._id, 'sent');
    await new Promise((go) => setTimeout(go, 5));
    const late = editMessage(house, olga, () => adapter, message._id, plain('other'));
    await expect(late).rejects.toMatchObject({ code: 'unsupported' });
    await expect(removeMessage(house, olga, () => adapter, message._id)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('keeps the messages of others’ conversations out of reach', async () => {
    const { house, write } = await start();
    const message = await write('mine');
    const stranger = { ...ivan, role: 'operator' as const };
    for (const act of [cancelDelivery, retryDelivery, giveUpDelivery, confirmDelivery]) {
      await expect(act(house, stranger, message._id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});
