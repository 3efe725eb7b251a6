import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelState } from '../../channels/contract.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import { sweepAbandoned } from '../../src/delivery/sweep.ts';
import { claimDelivery } from '../../src/store/deliveries.ts';
import { changeMessage } from '../../src/store/messages.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from './house.ts';

let open: DeliveryHouse | undefined;
const start = async (options?: Parameters<typeof deliveryHouse>[0]) => {
  open = await deliveryHouse(options);
  return open;
};
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('the delivery worker', () => {
  it('sends what is queued, in order, and notes the ids', async () => {
    const { house, account, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    worker().start();
    const sent = [];
    for (const text of ['one', 'two', 'three']) {
      sent.push(await sendMessage(house, olga, conversationId, say(text)));
    }
    for (const message of sent) await reached(message._id, 'sent');
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['one', 'two', 'three']);
    const last = await reached(sent[2]?._id ?? '', 'sent');
    expect(last.delivery).toMatchObject({ state: 'sent', attempts: 1, parts: [{ index: 0, ids: ['m3'] }] });
    expect(last.keys).toHaveLength(1);
    const touched = async () => (await house.store.accounts.findById(account._id).lean())?.lastOutboundAt;
    while ((await touched()) === undefined) await sleep(5);
  });

  it('sends what was queued before it started', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    const message = await sendMessage(house, olga, conversationId, say('early'));
    worker().start();
    await reached(message._id, 'sent');
    expect(toy.network.taken).toHaveLength(1);
  });

  it('keeps later messages of the conversation behind one that waits to be retried; others go on', async () => {
    const { house, toy, meet, worker, reached, message } = await start();
    const ann = await meet('ann');
    const bob = await meet('bob');
    toy.network.onCall = (call) =>
      call.text === 'first' && toy.network.calls.length < 3
        ? { error: 'unknown', certainty: 'not-sent', retryAfterMs: 400 }
        : undefined;
    const first = await sendMessage(house, olga, ann.conversationId, say('first'));
    const second = await sendMessage(house, olga, ann.conversationId, say('second'));
    worker({ random: () => 0 }).start();
    await reached(first._id, 'queued');
    const other = await sendMessage(house, olga, bob.conversationId, say('other'));
    await reached(other._id, 'sent');
    expect((await message(second._id)).delivery).toMatchObject({ state: 'queued', attempts: 0 });
    await reached(second._id, 'sent');
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['other', 'first', 'second']);
  });

  it('makes a lost answer uncertain and never repeats it; the next message goes on', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    toy.network.failNext({ error: 'unreachable_network', certainty: 'maybe-sent', taken: true });
    worker().start();
    const lost = await sendMessage(house, olga, conversationId, say('lost'));
    const next = await sendMessage(house, olga, conversationId, say('next'));
    const uncertain = await reached(lost._id, 'uncertain');
    await reached(next._id, 'sent');
    expect(uncertain.delivery).toMatchObject({ reason: 'unreachable_network' });
    expect(toy.network.calls.map((call) => call.text)).toEqual(['lost', 'next']);
  });

  it('repeats a lost answer where the network recognises the repeat', async () => {
    const { house, toy, meet, worker, reached } = await start({ capabilities: { idempotentSend: 'key' } });
    const { conversationId } = await meet('ann');
    toy.network.failNext({
      error: 'unreachable_network',
      certainty: 'maybe-sent',
      taken: true,
      retryAfterMs: 10,
    });
    worker({ random: () => -1.5 }).start();
    const message = await sendMessage(house, olga, conversationId, say('once'));
    await reached(message._id, 'sent');
    expect(toy.network.calls).toHaveLength(2);
    expect(toy.network.taken).toHaveLength(1);
  });

  it('names the reason of a refusal and closes the route of somebody who blocked us', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    toy.network.failNext({ error: 'recipient_blocked', certainty: 'not-sent' });
    worker().start();
    const message = await sendMessage(house, olga, conversationId, say('hello?'));
    const failed = await reached(message._id, 'failed');
    expect(failed.delivery).toMatchObject({ reason: 'recipient_blocked', attempts: 1 });
    for (;;) {
      const row = await house.store.conversations.findById(conversationId).lean();
      if (row?.routes[0]?.reachable === false) break;
      await sleep(5);
    }
    await expect(sendMessage(house, olga, conversationId, say('again'))).rejects.toMatchObject({
      code: 'unsupported',
      field: 'account',
    });
  });

  it('never sends a part twice when a later part fails', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    const words = Array.from({ length: 90 }, (_, n) => `word${n}`).join(' ');
    toy.network.onCall = (call) =>
      call.key.endsWith('.1') && call.nth < 2
        ? { error: 'unknown', certainty: 'not-sent', retryAfterMs: 20 }
        : undefined;
    worker({ random: () => -1.5 }).start();
    const message = await sendMessage(house, olga, conversationId, say(words));
    const sent = await reached(message._id, 'sent');
    const parts = sent.delivery?.partCount ?? 0;
    expect(parts).toBeGreaterThan(2);
    expect(toy.network.taken).toHaveLength(parts);
    expect(new Set(toy.network.taken.map((taken) => taken.key)).size).toBe(parts);
    expect(toy.network.taken.map((taken) => taken.text).join(' ')).toBe(words);
    expect(sent.delivery?.parts.map((part) => part.index)).toEqual([...Array(parts).keys()]);
  });

  it('stops an account that is refused, reports it, and keeps its messages', async () => {
    const { house, toy, meet, worker, message } = await start();
    const { conversationId } = await meet('ann');
    toy.network.onCall = () => ({ error: 'unauthorised', certainty: 'not-sent' });
    const reported = new Promise<ChannelState>((resolve) => {
      worker({ report: (_, state) => resolve(state) }).start();
    });
    const refused = await sendMessage(house, olga, conversationId, say('one'));
    await sendMessage(house, olga, conversationId, say('two'));
    expect(await reported).toMatchObject({ state: 'blocked', action: 're-authorise', error: 'unauthorised' });
    await sleep(150);
    expect(toy.network.calls).toHaveLength(1);
    expect((await message(refused._id)).delivery).toMatchObject({
      state: 'queued',
      reason: 'unauthorised',
      attempts: 0,
    });
  });

  it('follows a chat that moved', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('old');
    toy.network.onCall = (call) =>
      call.chat === 'old' ? { error: 'rejected', certainty: 'not-sent', movedTo: 'new' } : undefined;
    worker().start();
    const first = await sendMessage(house, olga, conversationId, say('one'));
    await reached(first._id, 'sent');
    const second = await sendMessage(house, olga, conversationId, say('two'));
    await reached(second._id, 'sent');
    expect(toy.network.taken.map(({ chat, text }) => [chat, text])).toEqual([
      ['new', 'one'],
      ['new', 'two'],
    ]);
    expect(toy.network.calls).toHaveLength(3);
  });

  it('waits as long as the network asks, without using up tries', async () => {
    const { house, toy, meet, worker, message, reached } = await start();
    const { conversationId } = await meet('ann');
    const other = await meet('bob');
    // Longer than a crowded machine takes for the other one.
    toy.network.failNext({
      error: 'rate_limited',
      certainty: 'not-sent',
      retryAfterMs: 2_000,
      scope: 'chat',
    });
    worker().start();
    const limited = await sendMessage(house, olga, conversationId, say('one'));
    while ((await message(limited._id)).delivery?.reason !== 'rate_limited') await sleep(5);
    const free = await sendMessage(house, olga, other.conversationId, say('two'));
    await reached(free._id, 'sent');
    const sent = await reached(limited._id, 'sent');
    expect(sent.delivery?.attempts).toBe(1);
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['two', 'one']);
  });

  it('does not send a message whose file has vanished', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    const message = await sendMessage(house, olga, conversationId, say('look'));
    const file = { id: 'f', kind: 'file', state: 'stored', ref: {}, name: 'a.pdf', fileKey: 'f'.repeat(64) };
    await changeMessage(house.store.messages, message._id, {
      $set: { 'content.attachments': [{ ...file, size: 1 }] },
    });
    worker().start();
    expect((await reached(message._id, 'failed')).delivery?.detail).toContain('a.pdf');
    expect(toy.network.calls).toHaveLength(0);
  });

  it('waits for the echo of a network that answers without ids', async () => {
    const { house, account, toy, meet, worker, message, reached } = await start();
    const { conversationId } = await meet('ann');
    toy.network.failNext({ awaitEcho: true });
    worker().start();
    const sent = await sendMessage(house, olga, conversationId, say('one'));
    while (toy.network.taken.length === 0) await sleep(5);
    expect((await message(sent._id)).delivery?.state).toBe('sending');
    const [taken] = toy.network.taken;
    const echo = { chat: 'ann', id: taken?.id ?? '', key: taken?.key, at: Date.now() };
    expect(await house.delivery.settleEcho(account, echo)).toBe(true);
    expect((await reached(sent._id, 'sent')).keys).toHaveLength(1);
  });

  it('does not repeat a part whose echo it waits for because a later part failed', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    toy.network.failNext({ awaitEcho: true }, { error: 'unreachable_network', certainty: 'not-sent' });
    worker().start();
    const words = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
    const message = await sendMessage(house, olga, conversationId, say(words));
    await reached(message._id, 'uncertain');
    expect(toy.network.taken).toHaveLength(1);
  });

  it('does not forget that a message was sent because the store was away just then', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    const { collection } = house.store.messages;
    const { findOneAndUpdate } = collection;
    let failures = 0;
    worker().start();
    toy.network.onCall = () => {
      collection.findOneAndUpdate = (async () => {
        failures += 1;
        if (failures === 2) collection.findOneAndUpdate = findOneAndUpdate;
        throw new Error('the store is away');
      }) as typeof findOneAndUpdate;
      return undefined;
    };
    const message = await sendMessage(house, olga, conversationId, say('one'));
    await reached(message._id, 'sent');
    expect(failures).toBe(2);
    expect(toy.network.taken).toHaveLength(1);
  });

  it('lets one of two workers have each message', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const people = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) people.push((await meet(name)).conversationId);
    const sent = [];
    for (let n = 0; n < 40; n += 1) {
      sent.push(await sendMessage(house, olga, people[n % people.length] ?? '', say(`${n}`)));
    }
    worker().start();
    worker().start();
    for (const message of sent) await reached(message._id, 'sent');
    expect(toy.network.calls).toHaveLength(40);
    for (const chat of ['a', 'b', 'c', 'd', 'e']) {
      const order = toy.network.taken
        .filter((taken) => taken.chat === chat)
        .map((taken) => Number(taken.text));
      expect(order).toEqual([...order].sort((x, y) => x - y));
    }
  });
});

describe('the sweep', () => {
  const past = new Date(1);

  it.each([
    { name: 'a part was on the wire', onWire: true, idempotentSend: 'none', state: 'uncertain' },
    { name: 'no part was on the wire', onWire: false, idempotentSend: 'none', state: 'queued' },
    { name: 'the network recognises a repeat', onWire: true, idempotentSend: 'key', state: 'queued' },
  ] as const)('takes up what a dead process left: $name', async ({ onWire, idempotentSend, state }) => {
    const { house, meet, message } = await start({ capabilities: { idempotentSend } });
    const { conversationId } = await meet('ann');
    const sent = await sendMessage(house, olga, conversationId, say('one'));
    await claimDelivery(house.store.messages, sent._id, 'dead', new Date(), past);
    await changeMessage(house.store.messages, sent._id, { $set: { 'delivery.onWire': onWire } });
    expect(await sweepAbandoned(house)).toBe(1);
    expect((await message(sent._id)).delivery?.state).toBe(state);
    expect(await sweepAbandoned(house)).toBe(0);
  });

  it('leaves a lock alone that has not ended', async () => {
    const { house, meet, message } = await start();
    const { conversationId } = await meet('ann');
    const sent = await sendMessage(house, olga, conversationId, say('one'));
    await claimDelivery(house.store.messages, sent._id, 'alive', new Date(), new Date(Date.now() + 60_000));
    expect(await sweepAbandoned(house)).toBe(0);
    expect((await message(sent._id)).delivery?.state).toBe('sending');
  });

  it('leaves a long upload alone while its worker lives', async () => {
    const { house, toy, meet, worker, message } = await start();
    const { conversationId } = await meet('ann');
    toy.network.failNext({ hang: true });
    worker({ lockMs: 600, drainMs: 10 }).start();
    const sent = await sendMessage(house, olga, conversationId, say('slow'));
    while (toy.network.calls.length === 0) await sleep(5);
    await sleep(1500);
    expect((await message(sent._id)).delivery?.state).toBe('sending');
  });
});
