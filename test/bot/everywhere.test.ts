import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView } from '../../src/api/protocol.ts';
import { welcome } from '../../src/bot/templates/welcome.ts';
import { createRegistry } from '../../src/registry.ts';
import { fourNetworks, type Network } from '../scenarios/networks.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { letSpeak, threadOf } from './support.ts';

let house: TestHouse;
let networks: Network[];

beforeAll(async () => {
  const port = await freePort();
  const env = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  house = await testHouse({ registry: createRegistry(), env });
  networks = await fourNetworks();
  for (const { account } of networks) {
    const made = await house.administrator.client.post('/accounts', account);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
  }
  await letSpeak(house, welcome);
}, 60_000);
afterAll(async () => {
  await house?.close();
  await Promise.all((networks ?? []).map((network) => network.close()));
});

test('a new lead is greeted, asked and handed over on every channel, each in the way of the channel', {
  timeout: 120_000,
}, async () => {
  await Promise.all(networks.map((network, nth) => talk(network, nth)));
});

async function talk(network: Network, nth: number): Promise<void> {
  const { channel } = network.account;
  const person = `Lead ${channel}`;
  const answers = ['Здравствуйте', 'Анна', `+7 912 345-${6000 + nth}`, 'Нужен торт'];
  for (const [at, words] of answers.entries()) {
    await network.says(person, words);
    await expect.poll(() => spoken(channel), { timeout: 30_000 }).toHaveLength(at + 1);
  }
  const said = await spoken(channel);
  expect(said.map(({ text }) => text.split('\n').at(-1))).toEqual([
    'Как вас зовут?',
    expect.stringMatching(/номеру телефона|пропустить/),
    'Чем можем помочь? Опишите в двух словах.',
    expect.stringContaining('Спасибо, Анна!'),
  ]);
  const { buttons } = house.house.registry.get(channel as never)?.codec.capabilities ?? {};
  const native = buttons?.support === 'native' && buttons.sharePhone === 'native';
  const kinds = (said[1]?.buttons ?? []).flat().map(({ kind }) => kind);
  expect(kinds).toEqual(native ? ['share-phone', 'reply'] : []);
}

/** What the bot has said on a channel and the network has taken, oldest first. */
async function spoken(channel: string): Promise<MessageView[]> {
  const { body } = await house.administrator.client.get(`/conversations?status=any&channel=${channel}`);
  const [row] = body.items;
  if (row === undefined) return [];
  const thread = await threadOf(house, row.id);
  return thread.filter(
    ({ author, kind, delivery }) =>
      author.kind === 'bot' &&
      kind === 'message' &&
      ['sent', 'delivered', 'read'].includes(delivery?.state ?? ''),
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
