import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../src/service.ts';
import { addFirstAdministrator } from '../../src/users/people.ts';
import { freshHouse } from '../e2e/fresh-house.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { type Client, createClient } from '../support/client.ts';

/** A crowded machine takes its time. */
const SOON = { timeout: 20_000 };

const person = { name: 'Anna', email: 'anna@company.test', password: 'a long enough password' };
let network: TelegramSimulator;
let house: Service;
let client: Client;

beforeAll(async () => {
  network = await createTelegramSimulator();
  house = await freshHouse();
  await addFirstAdministrator(house.house, person);
  const nobody = createClient(house.address, { origin: house.address });
  const answer = await nobody.post('/session', { email: person.email, password: person.password });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  client = createClient(house.address, { cookie, origin: house.address });
  await client.post('/accounts', {
    channel: 'telegram',
    name: 'Bot',
    settings: { token: network.token, apiRoot: network.url },
  });
});
afterAll(async () => {
  await house.close();
  await network.close();
});

const messages = async () => {
  const { body } = await client.get('/conversations?status=any');
  const all = await Promise.all(
    body.items.map(
      async ({ id }: { id: string }) => (await client.get(`/conversations/${id}/messages`)).body.items,
    ),
  );
  return all.flat() as {
    text: string;
    direction: string;
    author: { kind: string };
    conversation: string;
    id: string;
  }[];
};

describe("an owner's account behind the bot", { timeout: 60_000 }, () => {
  it('is shown on the account as long as it is connected; own words land once', async () => {
    const owner = network.user('Marta');
    const customer = network.user('Olena');
    const business = network.business(owner);
    const connections = async () => (await client.get('/accounts')).body.items[0].connections;
    await expect.poll(connections, SOON).toMatchObject([{ enabled: true, canReply: true }]);

    business.clientSays(customer, 'Is it free?');
    business.ownerSays(customer, 'I am on my way');
    await expect.poll(async () => (await messages()).length, SOON).toBe(2);
    const [asked, answered] = await messages();
    expect(asked).toMatchObject({ text: 'Is it free?', direction: 'in' });
    expect(answered).toMatchObject({
      text: 'I am on my way',
      direction: 'out',
      author: { kind: 'elsewhere' },
    });

    await client.post(`/conversations/${asked?.conversation}/messages`, {
      clientId: 'an-answer-of-ours',
      text: 'Yes, it is',
    });
    await expect
      .poll(() => network.sent().find((one) => one.text === 'Yes, it is')?.body.business_connection_id, SOON)
      .toBe(business.id);
    // The network shows the owner's chat what the bot wrote for them.
    const sent = network.sent().find((one) => one.text === 'Yes, it is');
    network.sendUpdate({
      business_message: {
        ...sent?.messages[0],
        business_connection_id: business.id,
        sender_business_bot: { id: 7100000001, is_bot: true },
      },
    });
    business.clientSays(customer, 'Thank you');
    await expect
      .poll(async () => (await messages()).some(({ text }) => text === 'Thank you'), SOON)
      .toBe(true);
    expect((await messages()).filter(({ text }) => text === 'Yes, it is')).toHaveLength(1);

    business.disconnects();
    await expect.poll(connections, SOON).toMatchObject([{ enabled: false }]);
  });
});
