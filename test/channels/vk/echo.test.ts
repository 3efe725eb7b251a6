import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../scripts/demo/free-port.ts';
import type { Service } from '../../../src/service.ts';
import { addFirstAdministrator } from '../../../src/users/people.ts';
import { freshHouse } from '../../e2e/fresh-house.ts';
import { createVkSimulator, type VkFaults, type VkSimulator } from '../../simulators/vk/index.ts';
import { type Client, signIn } from '../../support/client.ts';

/** A crowded machine takes its time. */
const SOON = { timeout: 20_000 };
const administrator = { name: 'Anna', email: 'anna@company.test', password: 'a long enough password' };

let network: VkSimulator;
let house: Service;
let client: Client;

beforeEach(async () => {
  network = await createVkSimulator({ retryMs: 5 });
  const port = String(await freePort(0));
  house = await freshHouse({ PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` });
  await addFirstAdministrator(house.house, administrator);
  client = await signIn(house.address, administrator);
});
afterEach(async () => {
  await house.close();
  await network.close();
});

async function connect(settings: object): Promise<void> {
  const made = await client.post('/accounts', {
    channel: 'vk',
    name: 'Community',
    settings: { token: network.token, groupId: network.groupId, apiRoot: network.url, ...settings },
  });
  expect(made.status).toBe(201);
  const state = async () => (await client.get('/accounts')).body.items[0].health.state;
  await expect.poll(state, SOON).toBe('online');
}

interface Seen {
  text: string;
  direction: string;
  author: { kind: string; name: string };
}

async function thread(): Promise<Seen[]> {
  const { body } = await client.get('/conversations?status=any');
  expect(body.items.length).toBeLessThanOrEqual(1);
  const id = body.items[0]?.id;
  return id === undefined ? [] : (await client.get(`/conversations/${id}/messages`)).body.items;
}
const saying = async (text: string) => (await thread()).filter((message) => message.text === text);

describe.each([
  ['long poll', {}],
  ['callbacks', { mode: 'callback', secret: 'aQ81' }],
])('by %s', (_mode, settings) => {
  it.each<VkFaults['echo']>(['before', 'after', 'none'])(
    'our own words, told %s, and those an administrator writes on the site land once each',
    async (echo) => {
      await connect(settings);
      network.faults.echo = echo;
      // Every event comes twice, as when both ways are switched on.
      network.faults.repeats = 2;
      const person = network.person('Мария Соколова');
      await person.says('Есть места?');
      await expect.poll(() => saying('Есть места?'), SOON).toHaveLength(1);
      const [row] = (await client.get('/conversations?status=any')).body.items;
      await client.post(`/conversations/${row.id}/messages`, { clientId: 'first-answer', text: 'Есть!' });
      await expect.poll(() => network.sent().length, SOON).toBe(1);
      await network.administratorSays(person.id, 'И на воскресенье тоже');
      await person.says('Беру');
      await expect.poll(() => saying('Беру'), SOON).toHaveLength(1);
      await house.doors.ingest.idle();

      expect((await thread()).map(({ text }) => text).sort()).toEqual(
        ['Есть места?', 'Есть!', 'И на воскресенье тоже', 'Беру'].sort(),
      );
      expect(await saying('Есть!')).toMatchObject([{ direction: 'out', author: { name: 'Anna' } }]);
      expect(await saying('И на воскресенье тоже')).toMatchObject([
        { direction: 'out', author: { kind: 'elsewhere' } },
      ]);
      expect(network.sent()).toHaveLength(2);
    },
    60_000,
  );
});
