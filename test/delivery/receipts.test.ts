import { afterEach, describe, expect, it } from 'vitest';
import type { ReceiptEvent } from '../../channels/events.ts';
import { chatId, externalId } from '../../channels/ids.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import { presentMessage } from '../../src/events/present.ts';
import { claimDelivery } from '../../src/store/deliveries.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from './house.ts';

let opened: DeliveryHouse | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function start(options?: Parameters<typeof deliveryHouse>[0]) {
  const here = await deliveryHouse(options);
  opened = here;
  const { house, account, meet, reached } = here;
  const { conversationId } = await meet('ann');
  const hear = (
    state: ReceiptEvent['state'],
    more: Omit<Partial<ReceiptEvent>, 'id'> & { id?: string } = {},
  ) => {
    const { id, ...rest } = more;
    return house.delivery.applyReceipt(account, {
      kind: 'receipt',
      at: Date.now(),
      chat: chatId('ann'),
      state,
      ...rest,
      ...(id !== undefined && { id: externalId(id) }),
    });
  };
  const write = (text: string) => sendMessage(house, olga, conversationId, say(text));
  const sent = async (text: string): Promise<MessageDoc> => reached((await write(text))._id, 'sent');
  const state = async (doc: MessageDoc) => (await here.message(doc._id)).delivery?.state;
  return { ...here, conversationId, hear, write, sent, state };
}

const longText = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');

describe('receipts', () => {
  it('move a message on and never back', async () => {
    const { house, conversationId, worker, hear, sent, state } = await start();
    worker().start();
    const message = await sent('hi');
    await hear('delivered', { id: 'm1' });
    expect(await state(message)).toBe('delivered');
    await hear('read', { id: 'm1' });
    await hear('delivered', { id: 'm1' });
    await hear('failed', { id: 'm1', reason: 'late news' });
    expect(await state(message)).toBe('read');
    const row = await house.store.conversations.findById(conversationId).lean();
    expect(row?.lastMessage?.delivery).toBe('read');
  });

  it('that cover everything up to one message leave later ones alone', async () => {
    const { worker, hear, sent, state } = await start();
    worker().start();
    const all = [await sent('a'), await sent('b'), await sent('c')];
    await hear('read', { id: 'm2', upTo: true });
    expect(await Promise.all(all.map(state))).toEqual(['read', 'read', 'sent']);
  });

  it('that name only a time cover what was sent by then', async () => {
    const { worker, hear, sent, state } = await start();
    worker().start();
    const first = await sent('a');
    await new Promise((go) => setTimeout(go, 5));
    const between = Date.now();
    await new Promise((go) => setTimeout(go, 5));
    const second = await sent('b');
    await hear('read', { at: between, upTo: true });
    expect([await state(first), await state(second)]).toEqual(['read', 'sent']);
  });

  it('do not prove that an uncertain message before them arrived', async () => {
    const { toy, worker, reached, write, hear, sent, state } = await start();
    toy.network.failNext({ error: 'unknown', certainty: 'maybe-sent' });
    worker().start();
    const lost = await write('lost');
    await reached(lost._id, 'uncertain');
    await sent('next');
    await hear('read', { id: 'm1', upTo: true });
    expect(await state(lost)).toBe('uncertain');
  });

  it('may come before the answer of the send itself', async () => {
    const { house, toy, worker, reached, write, hear } = await start();
    let early: Promise<void> | undefined;
    toy.network.onCall = () => {
      early = hear('delivered', { id: 'm1' }).then(() => hear('read', { id: 'm1' }));
      return undefined;
    };
    const { call } = toy.network;
    toy.network.call = async (...given) => {
      const id = await call(...given);
      await early;
      return id;
    };
    worker().start();
    const message = await write('quick');
    const read = await reached(message._id, 'read');
    expect(read.delivery?.parts).toEqual([{ index: 0, ids: ['m1'] }]);
    expect(await house.store.messages.countDocuments({ direction: 'out' })).toBe(1);
  });

  it('of a first part say nothing of the last', async () => {
    const { worker, hear, sent, state } = await start();
    worker().start();
    const message = await sent(longText);
    const count = message.delivery?.partCount ?? 0;
    expect(count).toBeGreaterThan(1);
    await hear('delivered', { id: 'm1' });
    expect(await state(message)).toBe('sent');
    await hear('delivered', { id: `m${count}` });
    expect(await state(message)).toBe('delivered');
  });

  it('of one part are shown of that part, and none goes back', async () => {
    const { worker, hear, sent, message } = await start();
    worker().start();
    const { _id } = await sent(longText);
    await hear('read', { id: 'm1' });
    await hear('delivered', { id: 'm1' });
    await hear('failed', { id: 'm2', reason: 'refused later' });
    const doc = await message(_id);
    const rest = Array.from({ length: (doc.delivery?.partCount ?? 0) - 2 }, () => 'sent');
    expect(presentMessage(doc).delivery).toMatchObject({
      state: 'failed',
      parts: { states: ['read', 'failed', ...rest] },
    });
  });

  it('of a bounce fail the message by its id, or the newest to the address', async () => {
    const { house, conversationId, worker, hear, sent, message } = await start();
    worker().start();
    const first = await sent('one');
    const second = await sent('two');
    await hear('failed', { id: 'm1', reason: '5.1.1 no such user' });
    expect((await message(first._id)).delivery).toMatchObject({
      state: 'failed',
      reason: 'rejected',
      detail: '5.1.1 no such user',
    });
    const { applyReceipt } = house.delivery;
    await applyReceipt(opened?.account as never, {
      kind: 'receipt',
      at: Date.now(),
      state: 'failed',
      recipient: 'ann',
      permanent: true,
      reason: 'recipient_unknown',
    });
    expect((await message(second._id)).delivery).toMatchObject({
      state: 'failed',
      reason: 'recipient_unknown',
    });
    const row = await house.store.conversations.findById(conversationId).lean();
    expect(row?.routes[0]?.reachable).toBe(false);
  });

  it('that fit nothing change nothing', async () => {
    const { house, worker, hear, sent, state } = await start();
    worker().start();
    const message = await sent('hi');
    await hear('read', { id: 'm99' });
    await hear('failed', { chat: chatId('nobody') });
    expect(await state(message)).toBe('sent');
    expect(await house.store.messages.countDocuments({ direction: 'out' })).toBe(1);
  });
});

describe('echoes', () => {
  const echoOf = (id: string, more: { key?: string; text?: string } = {}) => ({
    chat: 'ann',
    id,
    at: Date.now(),
    key: more.key,
    ...(more.text !== undefined && { text: more.text }),
  });

  it('settle what was uncertain, by the key that was handed over', async () => {
    const { house, account, toy, worker, reached, write, state } = await start();
    toy.network.failNext({ error: 'unknown', certainty: 'maybe-sent', taken: true });
    worker().start();
    const message = await write('lost');
    await reached(message._id, 'uncertain');
    const echo = echoOf('m1', { key: `${message._id}.0` });
    expect(await house.delivery.settleEcho(account, echo)).toBe(true);
    expect(await house.delivery.settleEcho(account, echo)).toBe(true);
    expect(await state(message)).toBe('sent');
  });

  it('settle by our own message id, part after part', async () => {
    const { house, account, meet, message } = await start();
    const { conversationId } = await meet('ann');
    const doc = await sendMessage(house, olga, conversationId, say(longText));
    await claimDelivery(house.store.messages, doc._id, 'w', new Date(), new Date(Date.now() + 60_000));
    const count = doc.delivery?.partCount ?? 0;
    for (let part = 1; part <= count; part += 1) {
      expect((await message(doc._id)).delivery?.state).toBe('sending');
      expect(await house.delivery.settleEcho(account, echoOf(`m${part}`, { key: doc._id }))).toBe(true);
    }
    expect((await message(doc._id)).delivery).toMatchObject({ state: 'sent' });
    expect((await message(doc._id)).delivery?.parts).toHaveLength(count);
  });

  it('settle by the words where the network hands nothing back, but only in doubt', async () => {
    const { house, account, toy, worker, reached, write, sent, state } = await start();
    toy.network.failNext({ error: 'unknown', certainty: 'maybe-sent', taken: true });
    worker().start();
    const lost = await write('see you at five');
    await reached(lost._id, 'uncertain');
    expect(await house.delivery.settleEcho(account, echoOf('m7', { text: 'something else' }))).toBe(false);
    expect(await house.delivery.settleEcho(account, echoOf('m8', { text: 'see you at five' }))).toBe(true);
    expect(await state(lost)).toBe('sent');
    await sent('ok');
    expect(await house.delivery.settleEcho(account, echoOf('m9', { text: 'ok' }))).toBe(false);
  });

  it('of a message that is known are ours, of a colleague on the site are not', async () => {
    const { house, account, worker, sent } = await start();
    worker().start();
    await sent('hi');
    expect(await house.delivery.settleEcho(account, echoOf('m1', { text: 'hi' }))).toBe(true);
    expect(await house.delivery.settleEcho(account, echoOf('m2', { text: 'by hand', key: 'x' }))).toBe(false);
  });
});
