import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sized } from '../contract/size.ts';
import { createFaultProxy, type FaultProxy } from '../simulators/email/proxy.ts';
import { freePort, type ServiceProcess, startProcess } from '../support/process.ts';
import { redisInstalled, startRedis, type TestRedis } from '../support/redis.ts';
import { connectScreen } from '../support/screen.ts';
import { testStoreUri } from '../support/store.ts';
import { connectAll, fourNetworks, type Network } from './networks.ts';
import { everything, pause, STARTING_MS, standing, until } from './support.ts';

const AWAY_MS = sized(4_000, 60_000);

describe.skipIf(!redisInstalled)('a Redis that is gone for a while', () => {
  let dataDir: string;
  let redis: TestRedis;
  let wire: FaultProxy;
  let networks: Network[];
  let one: ServiceProcess;
  let two: ServiceProcess;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'okno-redis-away-'));
    redis = await startRedis();
    wire = await createFaultProxy(Number(new URL(redis.url).port));
    networks = await fourNetworks();
    const port = await freePort();
    const env = {
      MONGODB_URI: await testStoreUri(),
      REDIS_URL: `redis://127.0.0.1:${wire.port}`,
      OKNO_SECRET: 'the same secret in every process of one house',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    };
    one = await startProcess(dataDir, { ...env, PORT: String(port) });
    two = await startProcess(dataDir, env);
    await connectAll(networks, one.client);
  }, STARTING_MS);
  afterEach(async () => {
    await one.kill();
    await two.kill();
    for (const network of networks) await network.close();
    await wire.close();
    await redis.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const nameOf = (network: Network) => `${network.account.channel} Ann`;

  it('is said, stops nobody on any of four networks, and what happens at one process is seen at the other', {
    timeout: sized(240_000, 400_000),
  }, async () => {
    const cookie = one.client.headers.cookie ?? '';
    const screen = await connectScreen(two.url, { headers: { cookie } });
    const after = screen.hello[0]?.cursor ?? 0;
    for (const house of [one, two]) {
      expect(await standing(house)).toEqual({ answer: 200, status: 'ok', store: 'ok', redis: 'ok' });
    }
    wire.refusing = true;
    wire.cut();
    for (const house of [one, two]) await until(async () => (await standing(house)).redis === 'unreachable');
    expect(await standing(one)).toMatchObject({ answer: 200, status: 'trouble', store: 'ok' });
    expect((await two.client.get('/health')).body).toMatchObject({ store: 'ok', redis: 'unreachable' });
    for (let nth = 0; nth < 10; nth += 1) {
      const answer = await one.client.put('/settings/house', { value: { name: `Name ${nth}` } });
      expect(answer.status).toBe(200);
    }
    for (const network of networks) await network.says(nameOf(network), 'while it is gone');
    await until(async () => (await everything(one.client)).length === networks.length);
    for (const [nth, { id }] of (await everything(two.client)).entries()) {
      const body = { clientId: `answer-000${nth}`, text: `answer ${nth}` };
      expect((await two.client.post(`/conversations/${id}/messages`, body)).status).toBe(201);
    }
    await until(async () => networks.flatMap((network) => network.received()).length === networks.length);
    const seen = () => new Set(screen.events.flatMap(({ name, data }) => messageOf(name, data)));
    await until(async () => seen().size === networks.length * 2);
    await pause(AWAY_MS);
    expect((await one.client.get('/me')).status).toBe(200);
    expect((await fetch(`${two.url}/readyz`)).status).toBe(200);
    wire.refusing = false;
    for (const house of [one, two]) await until(async () => (await standing(house)).redis === 'ok');
    await one.client.put('/settings/house', { value: { name: 'back' } });
    await until(async () => screen.events.some(({ data }) => JSON.stringify(data).includes('back')));
    const cursors = screen.events.filter(({ cursor }) => cursor > after).map(({ cursor }) => cursor);
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
    expect(cursors.length).toBeGreaterThanOrEqual(11);
    screen.close();
  });
});

/** The id of the message that an event brings. */
function messageOf(name: string, data: unknown): string[] {
  return name === 'message.added' ? [(data as { message: { id: string } }).message.id] : [];
}
