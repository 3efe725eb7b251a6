import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../support/house.ts';

let house: TestHouse;

beforeEach(async () => {
  house = await testHouse();
  const { client } = house.administrator;
  expect((await client.post('/accounts', { channel: 'toy', name: 'Toy', settings: {} })).status).toBe(201);
});

afterEach(() => house.close());

const names = async () => {
  const { body } = await house.administrator.client.get('/conversations');
  return body.items.map((row: { contact: { name: string } }) => row.contact.name);
};

it('asks the network for a name that no message brought, and lets what a colleague writes stand', async () => {
  await house.toy.network.push({
    type: 'message',
    id: '1',
    at: 1,
    chat: 'u1',
    from: { id: 'u1' },
    text: 'кто я?',
  });
  await expect.poll(names, { timeout: 10_000 }).toEqual(['Profile of u1']);
  const { client } = house.administrator;
  const { body } = await client.get('/conversations');
  await client.patch(`/contacts/${body.items[0].contact.id}`, { name: 'Игорь Петров' });
  const from = { id: 'u1', name: 'Somebody' };
  await house.toy.network.push({ type: 'message', id: '2', at: 2, chat: 'u1', from, text: 'и снова я' });
  await expect
    .poll(async () => (await client.get('/conversations')).body.items[0].lastMessage.text, {
      timeout: 10_000,
    })
    .toBe('и снова я');
  expect(await names()).toEqual(['Игорь Петров']);
});
