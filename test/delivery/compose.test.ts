import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { newConversation } from '../../src/contacts/new-person.ts';
import { createCounts } from '../../src/conversations/counts.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import { newId } from '../../src/ids.ts';
import { changeSetting } from '../../src/settings.ts';
import { raw } from '../../src/store/raw.ts';
import { createToy } from '../support/toy-channel.ts';
import { type DeliveryHouse, deliveryHouse, ivan, olga, robot, say } from './house.ts';

let open: DeliveryHouse | undefined;
const start = async (options?: Parameters<typeof deliveryHouse>[0]) => {
  open = await deliveryHouse(options);
  return open;
};
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('sending a message', () => {
  it('is one message however often and however simultaneously the same clientId comes', async () => {
    const { house, meet } = await start();
    const { conversationId } = await meet('ann');
    const request = say('once');
    const all = await Promise.all(
      Array.from({ length: 8 }, () => sendMessage(house, olga, conversationId, request)),
    );
    expect(new Set(all.map((message) => message._id)).size).toBe(1);
    expect((await sendMessage(house, olga, conversationId, request))._id).toBe(all[0]?._id);
    expect(await house.store.messages.countDocuments({ direction: 'out' })).toBe(1);
  });

  it('refuses a clientId that belongs to another conversation', async () => {
    const { house, meet } = await start();
    const ann = await meet('ann');
    const bob = await meet('bob');
    const request = say('once');
    await sendMessage(house, olga, ann.conversationId, request);
    await expect(sendMessage(house, olga, bob.conversationId, request)).rejects.toMatchObject({
      code: 'conflict',
      field: 'clientId',
    });
  });

  it('answers the person who waits: nobody waits, the bot is silent, the writer has the conversation', async () => {
    const { house, meet } = await start();
    const { conversationId } = await meet('ann');
    await sendMessage(house, robot, conversationId, say('A moment, please'));
    const waiting = await house.store.conversations.findById(conversationId).lean();
    expect(waiting).toMatchObject({ bot: 'active', assignee: null });
    expect(waiting?.waitingSince).not.toBeNull();
    await sendMessage(house, olga, conversationId, say('Hello, Olga here'));
    const answered = await house.store.conversations.findById(conversationId).lean();
    expect(answered).toMatchObject({ bot: 'silent', assignee: olga.id, waitingSince: null, unread: 0 });
    await sendMessage(house, ivan, conversationId, say('and Ivan'));
    expect((await house.store.conversations.findById(conversationId).lean())?.assignee).toBe(olga.id);
  });

  it('answers a first message whose conversation has yet to take it in', async () => {
    const { house, meet, account } = await start();
    const { conversationId, message } = await meet('ann');
    const row = newConversation({ conversationId, contactId: message.contactId }, 'Ann', message.receivedAt);
    await raw(house.store.conversations).replaceOne({ _id: conversationId }, row);
    const counts = createCounts(house);
    expect((await counts.held()).get(olga.id)).toBeUndefined();
    const answer = await sendMessage(house, olga, conversationId, say('Hello, Olga here'));
    expect(answer).toMatchObject({ accountId: account._id, chat: 'ann', seq: 2 });
    const answered = await house.store.conversations.findById(conversationId).lean();
    expect(answered).toMatchObject({
      lastSeq: 2,
      status: 'open',
      waitingSince: null,
      routes: [{ chat: 'ann' }],
    });
    // Counts are moved by what was said, and nothing was left out.
    expect((await counts.held()).get(olga.id)).toEqual({ open: 1, waiting: 0 });
    expect((await counts.held()).get(null) ?? { open: 0, waiting: 0 }).toEqual({ open: 0, waiting: 0 });
    counts.stop();
  });

  it('leaves the conversation to nobody when asked to', async () => {
    const { house, meet } = await start();
    const { conversationId } = await meet('ann');
    await sendMessage(house, olga, conversationId, say('hi'), { assign: false });
    expect((await house.store.conversations.findById(conversationId).lean())?.assignee).toBeNull();
  });

  it('keeps a note inside', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    worker().start();
    const note = await sendMessage(
      house,
      olga,
      conversationId,
      say('careful', { note: true, mentions: ['u2'] }),
    );
    expect(note).toMatchObject({ kind: 'note', accountId: null, mentions: ['u2'] });
    expect(note.delivery).toBeUndefined();
    const message = await sendMessage(house, olga, conversationId, say('dear Ann'));
    await reached(message._id, 'sent');
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['dear Ann']);
    const row = await house.store.conversations.findById(conversationId).lean();
    expect(row?.lastMessage?.text).toBe('dear Ann');
  });

  it('hides a conversation that is not the writer’s to see', async () => {
    const { house, meet } = await start();
    const { conversationId } = await meet('ann');
    await sendMessage(house, olga, conversationId, say('mine'));
    const stranger = { ...ivan, role: 'operator' as const };
    await expect(sendMessage(house, stranger, conversationId, say('x'))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(sendMessage(house, olga, newId(), say('x'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('shows what is lost before it is sent', async () => {
    const { house, meet } = await start();
    const { conversationId } = await meet('ann');
    const spans = [{ kind: 'spoiler' as const, offset: 0, length: 3 }];
    const message = await sendMessage(
      house,
      olga,
      conversationId,
      say('the end', { spans, subject: 'Film' }),
    );
    expect(message.degradations).toEqual(
      expect.arrayContaining([
        { what: 'spoiler', support: 'dropped' },
        { what: 'subject', support: 'dropped' },
      ]),
    );
  });

  it('can be undone for as long as the house says, and leaves afterwards', async () => {
    const { house, toy, meet, worker, reached } = await start();
    const { conversationId } = await meet('ann');
    await changeSetting(house, 'house', { undoSeconds: 1 });
    worker().start();
    const message = await sendMessage(house, olga, conversationId, say('oops'));
    const { undoUntil, nextTryAt } = message.delivery ?? {};
    expect(undoUntil?.getTime()).toBe(message.receivedAt.getTime() + 1000);
    expect(nextTryAt).toEqual(undoUntil);
    const sent = await reached(message._id, 'sent');
    expect(toy.network.taken[0]?.at).toBeGreaterThanOrEqual(undoUntil?.getTime() ?? 0);
    expect(sent.delivery?.undoUntil).toBeUndefined();
  });

  it('waits for its time when scheduled, and nobody waits behind it', async () => {
    const { house, toy, meet, worker, reached, message } = await start();
    const { conversationId } = await meet('ann');
    worker().start();
    const sendAt = new Date(Date.now() + 2500).toISOString();
    const later = await sendMessage(house, olga, conversationId, say('later', { sendAt }));
    const now = await sendMessage(house, olga, conversationId, say('now'));
    await reached(now._id, 'sent');
    expect((await message(later._id)).delivery?.state).toBe('queued');
    await reached(later._id, 'sent');
    expect(toy.network.taken.map((taken) => taken.text)).toEqual(['now', 'later']);
  });
});

describe('the guard against two answers', () => {
  it('refuses when a colleague was faster, and only then', async () => {
    const { house, meet } = await start();
    const { conversationId, message } = await meet('ann');
    const seen = message.seq;
    await sendMessage(house, robot, conversationId, say('automatic'));
    await sendMessage(house, olga, conversationId, say('a note', { note: true }));
    await sendMessage(house, ivan, conversationId, say('first', { seen }));
    await sendMessage(house, ivan, conversationId, say('first, continued', { seen }));
    await expect(sendMessage(house, olga, conversationId, say('second', { seen }))).rejects.toMatchObject({
      code: 'answered_meanwhile',
      message: expect.stringContaining('Ivan'),
    });
    await sendMessage(house, olga, conversationId, say('all the same'));
  });

  it('lets one of two simultaneous answers out', async () => {
    const { house, toy, meet, worker, reached } = await start();
    worker().start();
    for (let round = 0; round < 25; round += 1) {
      const { conversationId, message } = await meet(`p${round}`);
      const both = await Promise.allSettled([
        sendMessage(house, olga, conversationId, say('from Olga', { seen: message.seq })),
        sendMessage(house, ivan, conversationId, say('from Ivan', { seen: message.seq })),
      ]);
      const winners = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(winners).toHaveLength(1);
      await reached(winners[0]?._id ?? '', 'sent');
      expect(toy.network.taken.filter((taken) => taken.chat === `p${round}`)).toHaveLength(1);
    }
  });

  it('takes back the later one also when the process of its writer died before it was decided', async () => {
    const { house, toy, meet, worker, reached, message } = await start();
    const { conversationId, message: question } = await meet('ann');
    const seen = question.seq;
    const first = await sendMessage(house, olga, conversationId, say('from Olga', { seen }));
    const { clientId: _, keys: __, ...left } = first;
    const second = {
      ...left,
      _id: newId(),
      seq: first.seq + 1,
      author: { kind: 'user' as const, id: ivan.id, name: ivan.name },
      delivery: { ...left.delivery, seen },
    };
    await house.store.messages.collection.insertOne(second as never);
    worker().start();
    await reached(first._id, 'sent');
    await reached(second._id, 'cancelled');
    expect(await message(second._id)).toMatchObject({ removedAt: expect.any(Date) });
    expect(toy.network.taken.filter(({ chat }) => chat === 'ann')).toHaveLength(1);
  });
});

describe('the way an answer takes', () => {
  it('is the one used last, the one asked for, and only one that works', async () => {
    const other = createToy({ name: 'other' });
    const { house, meet, addAccount, account } = await start({ others: [other] });
    const second = await addAccount('second', other);
    const ann = await meet('ann');
    const route = { accountId: second._id, channel: 'other', chat: 'ann2', address: 'ann2', reachable: true };
    const add = (more: object) =>
      house.store.conversations.updateOne(
        { _id: ann.conversationId },
        { $push: { routes: { $each: [{ ...route, ...more }], $position: 0 } } },
      );
    await add({ lastInboundAt: new Date() });
    const last = await sendMessage(house, olga, ann.conversationId, say('a'));
    expect(last).toMatchObject({ accountId: second._id, channel: 'other', chat: 'ann2' });
    const asked = await sendMessage(house, olga, ann.conversationId, say('b', { account: account._id }));
    expect(asked).toMatchObject({ accountId: account._id, chat: 'ann' });
    await house.store.accounts.updateOne({ _id: second._id }, { enabled: false });
    const working = await sendMessage(house, olga, ann.conversationId, say('c'));
    expect(working.accountId).toBe(account._id);
    await expect(
      sendMessage(house, olga, ann.conversationId, say('d', { account: second._id })),
    ).rejects.toMatchObject({ code: 'unsupported', field: 'account' });
    await expect(
      sendMessage(house, olga, ann.conversationId, say('d', { account: newId() })),
    ).rejects.toMatchObject({ code: 'not_found', field: 'account' });
  });

  it('quotes by the network’s id where it can, in words where it cannot', async () => {
    const { house, account, toy, meet, worker, reached } = await start();
    const key = `${account._id}\u0000ann\u0000m77`;
    const { conversationId, message } = await meet('ann', 'Is it in stock?', { keys: [key] });
    const elsewhere = await meet('ann', 'From another place', { keys: ['x\u0000y\u0000z'] });
    worker().start();
    const byId = await sendMessage(house, olga, conversationId, say('Yes', { quotes: message._id }));
    expect(byId).toMatchObject({
      replyToMessageId: message._id,
      content: { replyTo: { text: 'Is it in stock?' } },
    });
    const inWords = await sendMessage(
      house,
      olga,
      conversationId,
      say('Too', { quotes: elsewhere.message._id }),
    );
    expect(inWords.content.text.text).toBe('Too');
    await reached(byId._id, 'sent');
    await reached(inWords._id, 'sent');
    expect(toy.network.taken[0]?.body).toMatchObject({ text: 'Yes', replyTo: 'm77' });
    expect(toy.network.taken[1]?.body).toMatchObject({
      text: 'From another place\nToo',
      spans: [{ kind: 'quote', offset: 0, length: 18 }],
    });
    await expect(
      sendMessage(house, olga, conversationId, say('?', { quotes: newId() })),
    ).rejects.toMatchObject({ code: 'not_found', field: 'quotes' });
  });

  it('keeps subject and references of the letter that is answered', async () => {
    const { house, account, toy, meet, worker, reached } = await start({
      capabilities: { subject: 'native' },
    });
    const content = { text: { text: 'hi', spans: [] }, attachments: [], cards: [], subject: 'Offer 7' };
    const keys = [`${account._id}\u0000ann\u0000<b@x>`];
    const { conversationId } = await meet('ann', 'hi', { content, keys, references: ['<a@x>'] });
    worker().start();
    const message = await sendMessage(house, olga, conversationId, say('here you are'));
    await reached(message._id, 'sent');
    expect(toy.network.taken[0]?.body).toMatchObject({
      subject: 'Offer 7',
      threading: { inReplyTo: '<b@x>', references: ['<a@x>'] },
    });
  });
});

describe('what the network would refuse', () => {
  const upload = (here: DeliveryHouse, size: number, kind: 'file' | 'sticker' = 'file') =>
    here.house.files.put(Readable.from([Buffer.alloc(size)]), { name: 'plan.pdf', kind });

  it('is refused before anything is stored, naming field and remedy', async () => {
    const here = await start();
    const { house, meet } = here;
    const { conversationId } = await meet('ann');
    const big = await upload(here, 1_000_001);
    const sticker = await upload(here, 10, 'sticker');
    const button = { label: 'Yes', kind: 'reply' as const };
    const cases = [
      { request: say('  '), code: 'invalid', field: 'text' },
      { request: say('', { attachments: [big._id] }), code: 'too_large', field: 'attachments' },
      { request: say('', { attachments: [sticker._id] }), code: 'unsupported', field: 'attachments' },
      { request: say('', { attachments: [newId()] }), code: 'not_found', field: 'attachments' },
      { request: say('x', { buttons: [Array(5).fill(button)] }), code: 'invalid', field: 'buttons' },
      {
        request: say('x', { spans: [{ kind: 'bold', offset: 0, length: 9 }] }),
        code: 'invalid',
        field: 'spans',
      },
      { request: say(' ', { note: true }), code: 'invalid', field: 'text' },
    ];
    for (const { request, code, field } of cases) {
      await expect(sendMessage(house, olga, conversationId, request)).rejects.toMatchObject({ code, field });
    }
    expect(await house.store.messages.countDocuments({ direction: 'out' })).toBe(0);
  });

  it('sends what fits', async () => {
    const here = await start();
    const { house, toy, meet, worker, reached } = here;
    const { conversationId } = await meet('ann');
    const files = [
      await upload(here, 10),
      await upload(here, 20),
      await upload(here, 30),
      await upload(here, 40),
    ];
    worker().start();
    const message = await sendMessage(
      house,
      olga,
      conversationId,
      say('four files', { attachments: files.map((file) => file._id) }),
    );
    await reached(message._id, 'sent');
    expect(toy.network.taken.map((taken) => taken.files.map((file) => file.bytes))).toEqual([
      [10, 20, 30],
      [40],
    ]);
  });

  it('is an answer after the window, or a first word where they have to write first', async () => {
    const hour = 3_600_000;
    const { house, meet } = await start({
      capabilities: { replyWindow: { ms: 24 * hour, after: 'closed' } },
    });
    const { conversationId } = await meet('ann');
    await sendMessage(house, olga, conversationId, say('in time'));
    const setRoute = (change: object) => house.store.conversations.updateOne({ _id: conversationId }, change);
    await setRoute({ $set: { 'routes.0.lastInboundAt': new Date(Date.now() - 25 * hour) } });
    await expect(sendMessage(house, olga, conversationId, say('late'))).rejects.toMatchObject({
      code: 'unsupported',
      field: 'account',
      message: expect.stringContaining('24 hours'),
    });
    await setRoute({ $unset: { 'routes.0.lastInboundAt': '' } });
    await expect(sendMessage(house, olga, conversationId, say('first'))).rejects.toMatchObject({
      code: 'unsupported',
      field: 'account',
    });
  });
});
