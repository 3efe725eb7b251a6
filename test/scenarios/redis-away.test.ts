import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sized } from '../contract/size.ts';
import { createFaultProxy, type FaultProxy } from '../simulators/email/proxy.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { redisInstalled, startRedis, type TestRedis } from '../support/redis.ts';
import { connectScreen } from '../support/screen.ts';
import { testStoreUri } from '../support/store.ts';
import { until } from './support.ts';

const AWAY_MS = sized(4_000, 60_000);

describe.skipIf(!redisInstalled)('a Redis that is gone for a while', () => {
  let dataDir: string;
  let redis: TestRedis;
  let wire: FaultProxy;
  let one: ServiceProcess;
  let two: ServiceProcess;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'okno-redis-away-'));
    redis = await startRedis();
    wire = await createFaultProxy(Number(new URL(redis.url).port));
    const env = {
      MONGODB_URI: await testStoreUri(),
      REDIS_URL: `redis://127.0.0.1:${wire.port}`,
      OKNO_SECRET: 'the same secret in every process of one house',
    };
    one = await startProcess(dataDir, env);
    two = await startProcess(dataDir, env);
  });
  afterEach(async () => {
    await one.kill();
    await two.kill();
    await wire.close();
    await redis.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('stops nobody, and what happened at one process is seen at the other, during it or after', {
    timeout: sized(240_000, 400_000),
  }, async () => {
    const cookie = one.client.headers.cookie ?? '';
    const screen = await connectScreen(two.url, { headers: { cookie } });
    const after = screen.hello[0]?.cursor ?? 0;
    wire.refusing = true;
    wire.cut();
    for (let nth = 0; nth < 10; nth += 1) {
      const answer = await one.client.put('/settings/house', { value: { name: `Name ${nth}` } });
      expect(answer.status).toBe(200);
    }
    await new Promise((done) => setTimeout(done, AWAY_MS));
    expect((await one.client.get('/me')).status).toBe(200);
    expect((await fetch(`${two.url}/readyz`)).status).toBe(200);
    wire.refusing = false;
    await one.client.put('/settings/house', { value: { name: 'back' } });
    await until(async () => screen.events.some(({ data }) => JSON.stringify(data).includes('back')));
    const cursors = screen.events.filter(({ cursor }) => cursor > after).map(({ cursor }) => cursor);
    expect(cursors).toEqual([...cursors].sort((a, b) => a - b));
    expect(cursors.length).toBeGreaterThanOrEqual(11);
    screen.close();
  });
});
