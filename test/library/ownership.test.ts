import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledByPerson } from '../../src/inbox/ownership.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let accountId: string;

beforeAll(async () => {
  house = await testHouse();
  accountId = await connectToy(house);
});
afterAll(() => house.close());

const led = () =>
  ledByPerson(house.house, { _id: accountId, channel: 'toy' }, { user: 'ann', chat: 'chat-ann' });

test('a conversation belongs to the bot until a person takes it, and again from when they let go', async () => {
  const { client, user } = house.administrator;
  expect(await led()).toBe(false);
  const { conversation } = await clientWrites(house, { id: 'ann' }, 'one');
  const change = (wanted: object) => client.patch(`/conversations/${conversation.id}`, wanted);
  expect(await led()).toBe(false);

  await change({ assignee: user._id });
  expect(await led()).toBe(true);
  await change({ status: 'closed' });
  expect(await led()).toBe(false);

  const again = await clientWrites(house, { id: 'ann' }, 'two');
  expect(again.conversation).toMatchObject({ status: 'open', assignee: user._id });
  expect(await led()).toBe(false);
  await change({ assignee: null });
  await change({ assignee: user._id });
  expect(await led()).toBe(true);
  await change({ assignee: null });
  expect(await led()).toBe(false);

  const answer = { clientId: 'ownership-1', text: 'a person speaks' };
  expect((await client.post(`/conversations/${conversation.id}/messages`, answer)).status).toBe(201);
  await change({ assignee: null });
  expect(await led()).toBe(true);
  await change({ bot: 'active' });
  expect(await led()).toBe(false);
  await change({
    status: 'snoozed',
    snoozedUntil: new Date(Date.now() + 60_000).toISOString(),
    bot: 'silent',
  });
  expect(await led()).toBe(true);
});
