import { afterAll, beforeAll, expect, test } from 'vitest';
import { addIdentity } from '../../src/contacts/change.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import type { Actor } from '../../src/house.ts';
import { createIndexer, type Indexer } from '../../src/search/indexer.ts';
import { search } from '../../src/search/search.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';

let core: CoreHouse;
let indexer: Indexer;
const boss: Actor = { kind: 'user', id: 'boss', name: 'Boss', role: 'manager', teams: [] };
const petr: Actor = { kind: 'user', id: 'petr', name: 'Petr', role: 'operator', teams: [] };

const from = (id: string, name: string) => ({ from: { id, name } });

beforeAll(async () => {
  core = await coreHouse();
  await core.bring(
    says('olga', '1', 'Сколько стоит доставка в Киев?', from('olga', 'Ольга Петрова')),
    says('ivan', '1', 'Где мой заказ 20431', from('ivan', 'Ivan Sidorov')),
  );
  indexer = createIndexer(core.house);
  indexer.start();
  await core.bring(says('olga', '2', 'Жду ответа по доставке', from('olga', 'Ольга Петрова')));
  await indexer.caughtUp();
});
afterAll(async () => {
  await indexer.stop();
  await core.close();
});

const names = async (question: string, reader = boss) =>
  (await search(core.house, reader, question, 20)).conversations.map(({ contact }) => contact.name);
const texts = async (question: string, reader = boss) =>
  (await search(core.house, reader, question, 20)).messages.map(({ message }) => message.text);

test('people are found by name in either script, unfinished too', async () => {
  for (const question of ['Ольга', 'olga petrova', 'Петр', 'ольг']) {
    expect(await names(question), question).toEqual(['Ольга Петрова']);
  }
  expect(await names('Иван Сидоров')).toEqual(['Ivan Sidorov']);
});

test('messages are found by word forms, newest first, earlier and later ones', async () => {
  expect(await texts('доставку')).toEqual(['Жду ответа по доставке', 'Сколько стоит доставка в Киев?']);
  expect(await texts('стоит доставка')).toEqual(['Сколько стоит доставка в Киев?']);
  expect(await texts('заказ 204')).toEqual(['Где мой заказ 20431']);
  expect(await texts('нигде')).toEqual([]);
});

test('a number is found by any part of it as soon as it is known', async () => {
  const row = await core.house.store.conversations
    .findOne({ contactName: 'Ivan Sidorov' })
    .lean<ConversationDoc>();
  await addIdentity(core.house, boss, row?.contactId ?? '', { kind: 'phone', value: '8 916 123-45-67' });
  await indexer.caughtUp();
  expect(await names('123-45')).toEqual(['Ivan Sidorov']);
});

test('an edited message is found by its new words only, and nobody finds what he may not see', async () => {
  await core.bring({ type: 'edited', chat: 'ivan', id: '1', at: Date.now(), text: 'Уже приехал' });
  await indexer.caughtUp();
  expect(await texts('приехал')).toEqual(['Уже приехал']);
  expect(await texts('заказ')).toEqual([]);
  expect(await names('Ivan', petr)).toEqual(['Ivan Sidorov']);
  const row = await core.house.store.conversations
    .findOne({ contactName: 'Ivan Sidorov' })
    .lean<ConversationDoc>();
  await changeConversation(core.house, boss, row?._id ?? '', { assignee: 'boss' });
  expect(await names('Ivan', petr)).toEqual([]);
  expect(await texts('приехал', petr)).toEqual([]);
});

test('what somebody may see is found behind many newer messages of others', async () => {
  await core.bring(says('mine', '1', 'Нужна рассрочка', from('mine', 'Пётр Зимин')));
  const chatter = Array.from({ length: 130 }, (_, nth) =>
    says('loud', String(nth), `Рассрочка номер ${nth}`, from('loud', 'Громкий Клиент')),
  );
  await core.bring(...chatter);
  const loud = await core.house.store.conversations
    .findOne({ contactName: 'Громкий Клиент' })
    .lean<ConversationDoc>();
  await changeConversation(core.house, boss, loud?._id ?? '', { assignee: 'boss' });
  await indexer.caughtUp();
  expect(await texts('рассрочка', petr)).toEqual(['Нужна рассрочка']);
  const newest = Array.from({ length: 20 }, (_, nth) => `Рассрочка номер ${129 - nth}`);
  expect(await texts('рассрочка')).toEqual(newest);
});
