import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FanOut, openFanOut } from '../../src/api/socket/fan-out.ts';
import { createClient } from '../support/client.ts';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { redisInstalled, startRedis, type TestRedis } from '../support/redis.ts';
import { connectScreen, tokenOf } from '../support/screen.ts';
import { silent, testStoreUri } from '../support/store.ts';

describe.skipIf(!redisInstalled)('two processes of one house', () => {
  let redis: TestRedis;
  let fanOuts: FanOut[];
  let one: TestHouse;
  let two: TestHouse;

  beforeAll(async () => {
    redis = await startRedis();
    fanOuts = [await openFanOut(redis.url, silent), await openFanOut(redis.url, silent)];
    const storeUri = await testStoreUri();
    const env = { OKNO_SECRET: 'the same secret in every process of it' };
    const [first, second] = fanOuts.map(({ adapter }) => ({ adapter, storeUri, env }));
    one = await testHouse(first);
    two = await testHouse(second);
  });
  afterAll(async () => {
    await one.close();
    await two.close();
    for (const fanOut of fanOuts) await fanOut.close();
    await redis.stop();
  });

  test('what one of them does is heard at the other, in order and once', async () => {
    const token = tokenOf(one.administrator.client);
    const screen = await connectScreen(two.address, { token });
    const from = screen.hello[0]?.cursor ?? 0;
    for (let index = 0; index < 20; index += 1) {
      const house = index % 2 === 0 ? one : two;
      const client = createClient(house.address, { authorization: `Bearer ${token}` });
      await client.put('/settings/house', { value: { name: `Name ${index}` } });
    }
    await screen.until(() => screen.events.length >= 20);
    expect(screen.events.map(({ cursor }) => cursor)).toEqual(
      Array.from({ length: 20 }, (_, index) => from + 1 + index),
    );
    screen.close();
  });

  test('a session that ends at one of them ends the screens of both', async () => {
    const signedIn = await one.nobody.post('/session', { email: 'anna@house.test', password: PASSWORD });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const screens = await Promise.all(
      [one, two].map((house) => connectScreen(house.address, { headers: { cookie } })),
    );
    const elsewhere = createClient(two.address, { cookie });
    expect((await elsewhere.get('/me')).status).toBe(200);
    await createClient(one.address, { cookie }).delete('/session');
    for (const screen of screens) await screen.until(() => !screen.socket.connected);
    // Known there a moment ago, and known no more.
    expect((await elsewhere.get('/me')).status).toBe(401);
  });

  test('who looks at a conversation is seen from both', async () => {
    const made = await one.administrator.client.post('/contacts', { name: 'Vera' });
    const conversation = made.body.conversation as string;
    const { client, user } = await one.person('operator');
    const here = await connectScreen(one.address, { token: tokenOf(one.administrator.client) });
    const there = await connectScreen(two.address, { token: tokenOf(client) });
    here.socket.emit('look', { conversation });
    there.socket.emit('look', { conversation });
    const sees = (screen: typeof here, id: string) =>
      screen.news.some((news) => news.kind === 'presence' && news.users.some((looker) => looker.id === id));
    await here.until(() => sees(here, user._id));
    there.close();
    await here.until(() => {
      const last = here.news.at(-1);
      return last?.kind === 'presence' && last.users.length === 1;
    });
    here.close();
  });
});

test('a Redis that does not answer is said so', async () => {
  await expect(openFanOut('redis://127.0.0.1:1', silent)).rejects.toThrow('Redis does not answer.');
});
