import { afterEach, expect, test, vi } from 'vitest';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { messagesAfter } from '../../src/store/messages.ts';
import { raw } from '../../src/store/raw.ts';
import { type CoreHouse, coreHouse, envelopeOf, says } from '../support/core-house.ts';

let open: CoreHouse | undefined;
const start = async () => {
  open = await coreHouse();
  return open;
};
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function onlyConversation({
  house,
}: CoreHouse): Promise<{ row: ConversationDoc; messages: MessageDoc[] }> {
  const rows = await house.store.conversations.find().lean<ConversationDoc[]>();
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (!row) throw new Error('No conversation');
  return { row, messages: await messagesAfter(house.store.messages, row._id, 0, 1000) };
}

test('a first message makes a contact, an open conversation and a lead', async () => {
  const core = await start();
  await core.bring(says('ann', '1', 'Hello', { source: 'spring-sale' }));
  const { row, messages } = await onlyConversation(core);
  expect(row).toMatchObject({ status: 'open', unread: 1, lastSeq: 1, contactName: 'Person ann' });
  expect(row.waitingSince).not.toBeNull();
  expect(row.lastMessage).toMatchObject({ text: 'Hello', seq: 1, direction: 'in' });
  expect(messages.map((message) => message.content.text.text)).toEqual(['Hello']);
  const contact = await core.house.store.contacts.findOne().lean();
  expect(contact).toMatchObject({ source: 'spring-sale', lead: { status: 'new', source: 'spring-sale' } });
  expect(await core.house.store.timeline.countDocuments({ kind: 'lead' })).toBe(1);
});

test('twenty updates of a new person at once make one contact and one conversation, in order', async () => {
  const core = await start();
  const updates = Array.from({ length: 20 }, (_, at) => says('ann', `${at + 1}`, `n${at + 1}`));
  await Promise.all(updates.map((update) => core.bring(update)));
  const { messages } = await onlyConversation(core);
  expect(await core.house.store.contacts.countDocuments()).toBe(1);
  expect(messages.map(({ seq }) => seq)).toEqual(updates.map((_, at) => at + 1));
  expect(messages.map((message) => message.content.text.text)).toEqual(updates.map((_, at) => `n${at + 1}`));
});

test('asking whether everything is done while the last batch is settled does not stop the intake', async () => {
  const { ingest, account, house } = await start();
  const collection = raw(house.store.envelopes);
  const settle = collection.updateMany.bind(collection);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  collection.updateMany = async (...call) => {
    await held;
    return settle(...call);
  };
  const count = () => house.store.messages.countDocuments();
  await ingest.accept(account, [envelopeOf(says('ann', '1', 'one'))]);
  await vi.waitFor(async () => expect(await count()).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const idle = ingest.idle();
  await ingest.accept(account, [envelopeOf(says('ann', '2', 'two'))]);
  letGo();
  await idle;
  await ingest.idle();
  expect(await count()).toBe(2);
});

test('a redelivery makes nothing new, whatever its envelope is called', async () => {
  const core = await start();
  await core.bring(says('ann', '1', 'Hello'));
  await core.bring(says('ann', '1', 'Hello'));
  await core.bring(says('ann', '1', 'Hello', { at: 1_700_000_000_999 }));
  const { row, messages } = await onlyConversation(core);
  expect(messages).toHaveLength(1);
  expect(row.unread).toBe(1);
});

test('items of an album are one message, also when some come later', async () => {
  const core = await start();
  const item = (id: string, text = '') =>
    says('ann', id, text, { group: 'g', files: [{ kind: 'image', blob: id }] });
  await core.bring(item('1', 'Look'), item('2'));
  await core.bring(item('3'));
  await core.bring(item('3'), item('4', 'Nice'));
  const { row, messages } = await onlyConversation(core);
  expect(messages).toHaveLength(1);
  expect(messages[0]?.content.attachments.map(({ ref }) => ref.blob)).toEqual(['1', '2', '3', '4']);
  expect(messages[0]?.content.text.text).toBe('Look\nNice');
  expect(row).toMatchObject({ unread: 1, lastSeq: 1 });
});

test('edits, removals and reactions change the message; an older edit that comes late does not', async () => {
  const core = await start();
  await core.bring(says('ann', '1', 'Helo'), says('ann', '2', 'Bye'));
  await core.bring({ type: 'edited', chat: 'ann', id: '1', at: 1_700_000_005_000, text: 'Hello' });
  await core.bring({ type: 'edited', chat: 'ann', id: '1', at: 1_700_000_004_000, text: 'Hell' });
  await core.bring({ type: 'reaction', chat: 'ann', id: '1', at: 1, by: 'ann', reactions: ['👍'] });
  await core.bring({ type: 'removed', chat: 'ann', ids: ['2'], at: 1_700_000_006_000 });
  const { row, messages } = await onlyConversation(core);
  expect(messages[0]?.content.text.text).toBe('Hello');
  expect(messages[0]?.reactions).toEqual([{ by: 'ann', emoji: '👍' }]);
  expect(messages[1]?.removedAt).toEqual(new Date(1_700_000_006_000));
  expect(row.lastMessage).toMatchObject({ seq: 2, text: '' });
});

test('an edit that comes before its message waits for it', async () => {
  const core = await start();
  await core.bring({ type: 'edited', chat: 'ann', id: '1', at: 1_700_000_005_000, text: 'Hello' });
  expect(await core.house.store.envelopes.countDocuments({ state: 'parked' })).toBe(1);
  await core.bring(says('ann', '1', 'Helo'));
  const { messages } = await onlyConversation(core);
  expect(messages[0]?.content.text.text).toBe('Hello');
  expect(await core.house.store.envelopes.countDocuments({ state: { $ne: 'applied' } })).toBe(0);
});

test('what we wrote elsewhere is outgoing and ends the waiting', async () => {
  const core = await start();
  await core.bring(says('ann', '1', 'Hello'));
  await core.bring(
    says('ann', '2', 'Good day', { direction: 'out', from: { id: 'us', name: 'Olga' }, peer: { id: 'ann' } }),
  );
  const { row, messages } = await onlyConversation(core);
  expect(messages[1]).toMatchObject({ direction: 'out', author: { kind: 'elsewhere', name: 'Olga' } });
  expect(row).toMatchObject({ unread: 0, waitingSince: null, bot: 'silent' });
});

test('what cannot be understood is kept, hinders nothing, and can be replayed', async () => {
  const core = await start();
  await core.ingest.accept(core.account, [
    { key: 'a', lane: 'x', bytes: Buffer.from('{"type":'), receivedAt: Date.now() },
    { key: 'b', lane: 'x', bytes: Buffer.from('{"type":"new-kind"}'), receivedAt: Date.now() },
  ]);
  await core.bring(says('ann', '1', 'Hello'));
  expect((await onlyConversation(core)).messages).toHaveLength(1);
  const aside = await core.house.store.envelopes.find({ state: 'quarantined' }).sort({ _id: 1 }).lean();
  expect(aside.map(({ problem }) => problem?.code)).toEqual(['unreadable', 'unknown']);
  expect(await core.ingest.replayAll()).toBe(2);
  expect(await core.house.store.envelopes.countDocuments({ state: 'quarantined' })).toBe(2);
});

test('a person who is known by a proven address joins the contact that has it', async () => {
  const core = await start();
  const other = await core.addAccount('second');
  await core.bring(says('ann', '1', 'Hello', { from: { id: 'ann', emails: ['Ann@Example.org'] } }));
  await core.bring(says('ann2', '7', 'Me again', { from: { id: 'ann2', emails: ['ann@example.org'] } }));
  await core.ingest.accept(other, []);
  const { messages } = await onlyConversation(core);
  expect(messages).toHaveLength(2);
  expect(await core.house.store.identities.countDocuments()).toBe(3);
});

test('blocking and allowing us moves the route; opening the chat makes a lead', async () => {
  const core = await start();
  const reach = (user: string, reachable: boolean, at: number) =>
    ({ type: 'reachability', chat: user, at, peer: { id: user }, reachable }) as const;
  await core.bring(reach('nobody', false, 1));
  expect(await core.house.store.contacts.countDocuments()).toBe(0);
  await core.bring(says('ann', '1', 'Hello'));
  await core.bring(reach('ann', false, Date.now() + 1000));
  expect((await onlyConversation(core)).row.routes).toMatchObject([{ address: 'ann', reachable: false }]);
  await core.bring(reach('ann', true, Date.now() + 2000));
  expect((await onlyConversation(core)).row.routes).toMatchObject([{ reachable: true }]);
});

test('typing is told and never stored', async () => {
  const core = await start();
  await core.bring(says('ann', '1', 'Hello'));
  const head = core.house.events.head();
  await core.bring({ type: 'typing', chat: 'ann', at: 1, peer: { id: 'ann' } });
  expect(core.typing).toHaveLength(1);
  expect(core.house.events.head()).toBe(head);
});

test('a letter is put beside the one it refers to, earlier or in the same batch, never beside a stranger’s', async () => {
  const core = await start();
  await core.bring(says('ann', '<a@x>~1', 'First'));
  await core.bring(
    says('ann', '<b@x>~2', 'Second', { references: ['<unknown@x>', '<a@x>'] }),
    says('ann', '<c@x>~3', 'Third', { references: ['<b@x>'] }),
    says('bob', '<d@x>~4', 'Stranger', { references: ['<a@x>'] }),
  );
  const found = await core.house.store.messages.find().sort({ receivedAt: 1, _id: 1 }).lean<MessageDoc[]>();
  const [first, second, third, stranger] = found;
  expect(second?.replyToMessageId).toBe(first?._id);
  expect(third?.replyToMessageId).toBe(second?._id);
  expect(stranger?.replyToMessageId).toBeUndefined();
  expect(stranger?.conversationId).not.toBe(first?.conversationId);
});
