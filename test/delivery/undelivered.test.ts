import { afterEach, describe, expect, it, vi } from 'vitest';
import { userId } from '../../channels/ids.ts';
import { resolvePerson } from '../../src/contacts/resolve.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import { giveUpDelivery, resendElsewhere } from '../../src/delivery/decisions.ts';
import { fallbackStep } from '../../src/delivery/fallback.ts';
import { rescheduleMessage } from '../../src/delivery/reschedule.ts';
import { sweepOverdue } from '../../src/delivery/sweep.ts';
import { countUndelivered, listUndelivered } from '../../src/delivery/undelivered.ts';
import type { Actor } from '../../src/house.ts';
import { changeSetting } from '../../src/settings.ts';
import { changeMessage } from '../../src/store/messages.ts';
import { createToy } from '../support/toy-channel.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from './house.ts';

let opened: DeliveryHouse | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});
const manager = olga as Actor & { id: string };
const ALL = { state: ['failed', 'uncertain', 'waiting'] as const, limit: 50 };

/** Ann writes on two accounts; the one used last is `account`. */
async function annOnTwo() {
  const here = await deliveryHouse();
  opened = here;
  const { house, account, addAccount, adapterFor, meet } = here;
  const second = await addAccount('second');
  adapterFor(second);
  const { conversationId } = await meet('ann');
  const row = await house.store.conversations.findById(conversationId).lean();
  const route = row?.routes[0];
  if (!route) throw new Error('no route');
  await house.store.conversations.updateOne(
    { _id: conversationId },
    { $set: { routes: [route, { ...route, accountId: second._id, chat: 'ann-2', address: 'ann-2' }] } },
  );
  const write = (text: string) => sendMessage(house, olga, conversationId, say(text));
  return { ...here, account, second, conversationId, write };
}

describe('what was not delivered', () => {
  it('is listed with the person and the ways that are left, and leaves the list when it arrives', async () => {
    const { house, toy, second, worker, reached, write } = await annOnTwo();
    toy.network.failNext(
      { error: 'rejected', certainty: 'not-sent' },
      { error: 'unknown', certainty: 'maybe-sent' },
    );
    worker().start();
    const failed = await write('first');
    await reached(failed._id, 'failed');
    const uncertain = await write('second');
    await reached(uncertain._id, 'uncertain');
    const fine = await write('third');
    await reached(fine._id, 'sent');
    const { items, next } = await listUndelivered(house, manager, ALL);
    expect(next).toBeNull();
    expect(items.map(({ id, contact, delivery }) => [id, contact.name, delivery?.state])).toEqual([
      [uncertain._id, 'Person ann', 'uncertain'],
      [failed._id, 'Person ann', 'failed'],
    ]);
    for (const { delivery } of items) expect(delivery?.alternatives).toEqual([second._id]);
    expect(await countUndelivered(house, manager, undefined)).toEqual({
      failed: 1,
      uncertain: 1,
      waiting: 0,
      more: false,
    });
    const again = await resendElsewhere(house, olga, failed._id, second._id);
    expect(again.insteadOf).toBe(failed._id);
    expect((await reached(failed._id, 'failed')).delivery?.replacedBy).toBe(again._id);
    await reached(again._id, 'sent');
    expect(toy.network.taken.map(({ chat, text }) => [chat, text])).toContainEqual(['ann-2', 'first']);
  });

  it('comes in pages, and shows nobody what he may not see', async () => {
    const { house, toy, worker, reached, write } = await annOnTwo();
    toy.network.onCall = () => ({ error: 'rejected', certainty: 'not-sent' });
    worker().start();
    const ids = [];
    for (const text of ['1', '2', '3', '4', '5']) {
      const message = await write(text);
      ids.push(message._id);
      await reached(message._id, 'failed');
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listUndelivered(house, manager, { ...ALL, limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.reverse());
    const stranger = { ...manager, id: 'u-else', role: 'operator' as const };
    expect((await listUndelivered(house, stranger, ALL)).items).toEqual([]);
    expect(await countUndelivered(house, stranger, undefined)).toMatchObject({ failed: 0, waiting: 0 });
  });

  it('holds what is tried in vain, and what nobody tries because its account is away', async () => {
    const { house, toy, worker, reached, write, message, conversationId } = await annOnTwo();
    const stuck = await write('nobody sends this');
    const past = new Date(Date.now() - 120_000);
    await changeMessage(house.store.messages, stuck._id, { $set: { 'delivery.nextTryAt': past } });
    await sweepOverdue(house);
    expect((await listUndelivered(house, manager, ALL)).items.map(({ id }) => id)).toEqual([stuck._id]);
    toy.network.failNext({ error: 'unreachable_network', certainty: 'not-sent', retryAfterMs: 60_000 });
    worker().start();
    await vi.waitFor(
      async () => expect((await message(stuck._id)).delivery?.attempts ?? 0).toBeGreaterThan(0),
      { timeout: 20_000 },
    );
    await reached(stuck._id, 'queued');
    expect(await countUndelivered(house, manager, undefined)).toMatchObject({ waiting: 1 });
    await house.store.messages.updateOne({ _id: stuck._id }, { $set: { 'delivery.nextTryAt': new Date() } });
    await reached(stuck._id, 'sent');
    expect(await countUndelivered(house, manager, undefined)).toMatchObject({ waiting: 0 });
    expect(conversationId).toBe(stuck.conversationId);
  });
});

describe('another way by itself', () => {
  it('is taken only where the house wants it, for what surely failed, once', async () => {
    const { house, toy, second, worker, reached, write } = await annOnTwo();
    toy.network.onCall = ({ chat, text }) => {
      if (chat === 'ann-2') return undefined;
      return text === 'unsure'
        ? { error: 'unknown', certainty: 'maybe-sent' }
        : { error: 'rejected', certainty: 'not-sent' };
    };
    worker({ refillMs: 20 }).start();
    const before = await write('before');
    await reached(before._id, 'failed');
    expect(await fallbackStep(house)).toBe(0);
    await giveUpDelivery(house, olga, (await reached((await write('unsure'))._id, 'uncertain'))._id);
    const unsure = await write('unsure');
    await reached(unsure._id, 'uncertain');
    await changeSetting(house, 'delivery', { fallback: 'automatic' });
    for (let again = 0; again < 3; again += 1) await fallbackStep(house);
    const after = await write('after');
    await reached(after._id, 'failed');
    await Promise.all([fallbackStep(house), fallbackStep(house), fallbackStep(house)]);
    const moved = () => toy.network.taken.filter(({ chat }) => chat === 'ann-2');
    await vi.waitFor(() => expect(moved()).toHaveLength(2), { timeout: 20_000 });
    expect(
      moved()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['after', 'before']);
    const replaced = (await reached(after._id, 'failed')).delivery?.replacedBy ?? '';
    const instead = await reached(replaced, 'sent');
    expect(instead).toMatchObject({ accountId: second._id, insteadOf: after._id, author: { name: 'Olga' } });
    expect((await reached(unsure._id, 'uncertain')).delivery?.replacedBy).toBeUndefined();
  });

  it('offers no way that has failed already, nor one whose channel would refuse it', async () => {
    const plainOnly = createToy({
      name: 'plain',
      capabilities: { start: 'after-contact', replyWindow: { ms: 1, after: 'closed' } },
    });
    const here = await deliveryHouse({ others: [plainOnly] });
    opened = here;
    const { house, toy, addAccount, adapterFor, meet, worker, reached } = here;
    const closed = await addAccount('closed', plainOnly);
    adapterFor(closed, plainOnly);
    const { conversationId } = await meet('ann');
    await resolvePerson(house, {
      account: closed,
      chat: 'x',
      at: new Date(0),
      incoming: true,
      peer: { id: userId('x'), name: 'X' },
    });
    const row = await house.store.conversations.findById(conversationId).lean();
    const old = { accountId: closed._id, channel: 'plain', chat: 'x', address: 'x', reachable: true };
    await house.store.conversations.updateOne(
      { _id: conversationId },
      { $set: { routes: [...(row?.routes ?? []), { ...old, lastInboundAt: new Date(0) }] } },
    );
    toy.network.failNext({ error: 'rejected', certainty: 'not-sent' });
    worker().start();
    const message = await sendMessage(house, olga, conversationId, say('hello'));
    await reached(message._id, 'failed');
    const { items } = await listUndelivered(house, manager, ALL);
    expect(items[0]?.delivery?.alternatives).toEqual([]);
  });
});

describe('what is written for later', () => {
  it('stands aside, can be moved and let go, and says when it was said', async () => {
    const { house, toy, worker, reached, conversationId, message } = await annOnTwo();
    worker().start();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const later = await sendMessage(house, olga, conversationId, say('later', { sendAt }));
    const now = await sendMessage(house, olga, conversationId, say('now'));
    await reached(now._id, 'sent');
    expect((await message(later._id)).delivery).toMatchObject({ state: 'queued', attempts: 0 });
    const moved = new Date(Date.now() + 7_200_000).toISOString();
    const after = await rescheduleMessage(house, olga, later._id, moved);
    expect(after.delivery?.nextTryAt?.toISOString()).toBe(moved);
    await rescheduleMessage(house, olga, later._id, new Date(Date.now() + 150).toISOString());
    const sent = await reached(later._id, 'sent');
    expect(sent.sentAt.getTime()).toBeGreaterThan(later.sentAt.getTime());
    expect(toy.network.taken.map(({ text }) => text)).toEqual(['now', 'later']);
    await expect(rescheduleMessage(house, olga, later._id, null)).rejects.toMatchObject({ code: 'conflict' });
    const third = await sendMessage(house, olga, conversationId, say('third', { sendAt }));
    await rescheduleMessage(house, olga, third._id, null);
    await reached(third._id, 'sent');
  });
});
