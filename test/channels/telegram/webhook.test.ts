import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramSimulator, type TelegramSimulator } from '../../simulators/telegram/index.ts';
import { type Bench, bench, door, eventually, never } from './bench.ts';

let simulator: TelegramSimulator;
let current: Bench | undefined;
let hook: Awaited<ReturnType<typeof door>>;
const open: Bench[] = [];

async function started(settings: object = {}): Promise<Bench> {
  current = bench(simulator, { settings: { mode: 'webhook', ...settings }, webhookUrl: hook.url });
  open.push(current);
  await current.adapter.start(current.store, never);
  await eventually(() => expect(simulator.webhookInfo().url).toBe(hook.url));
  return current;
}

beforeEach(async () => {
  simulator = await createTelegramSimulator({ scale: 0.01 });
  hook = await door(() => current?.adapter);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  current = undefined;
  await hook.close();
  await simulator.close();
});

describe('webhook', () => {
  it('registers, stores, answers, and keeps the order of a chat', async () => {
    const one = await started();
    const olena = simulator.user('Олена');
    for (let index = 0; index < 40; index += 1) olena.says(`${index}`);
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect(await one.store.texts()).toEqual(Array.from({ length: 40 }, (_, index) => `${index}`));
    expect(one.store.states.at(-1)).toEqual({ state: 'online' });
  });

  it('says no while the store fails, and gets everything later', async () => {
    const one = await started();
    one.store.failure = 'before';
    simulator.user('Олена').says('раз');
    simulator.user('Игорь').says('два');
    await eventually(() => expect(one.store.states.at(-1)).toMatchObject({ state: 'degraded' }));
    one.store.failure = undefined;
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect((await one.store.texts()).toSorted()).toEqual(['два', 'раз']);
  });

  it('stores a repeated delivery once', async () => {
    simulator.faults.copies = 3;
    simulator.faults.reorder = true;
    const one = await started();
    for (let index = 0; index < 9; index += 1) simulator.user(`Гость ${index % 2}`).says(`${index}`);
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect((await one.store.texts()).toSorted()).toEqual([...'012345678']);
  });

  it.each([
    ['no secret', {}],
    ['a wrong one', { 'x-telegram-bot-api-secret-token': 'guess' }],
    ['several', { 'x-telegram-bot-api-secret-token': ['s3cret', 's3cret'] }],
  ])('refuses a caller with %s', async (_, headers) => {
    const one = await started({ secret: 's3cret' });
    const body = new TextEncoder().encode('{"update_id":1}');
    expect(await one.adapter.webhook?.({ headers, query: {}, body })).toEqual({ status: 401 });
    expect(one.store.kept.size).toBe(0);
  });

  it('keeps what it cannot read', async () => {
    const one = await started({ secret: 's3cret' });
    const body = new Uint8Array([0xff, 0x7b]);
    const headers = { 'x-telegram-bot-api-secret-token': 's3cret' };
    for (let times = 0; times < 2; times += 1) {
      expect(await one.adapter.webhook?.({ headers, query: {}, body })).toEqual({ status: 200 });
    }
    expect([...one.store.kept.values()].map((envelope) => envelope.bytes)).toEqual([body]);
  });

  it('has to be told a public address', async () => {
    const lost = bench(simulator, { settings: { mode: 'webhook' } });
    open.push(lost);
    await lost.adapter.start(lost.store, never);
    await eventually(() =>
      expect(lost.store.states.at(-1)).toMatchObject({ state: 'blocked', action: 'reconfigure' }),
    );
  });

  it('notices another program and comes back after it', async () => {
    const one = await started();
    const call = (url: string) => fetch(`${simulator.url}/bot${simulator.token}/setWebhook?url=${url}`);
    await eventually(async () => expect((await call('http://127.0.0.1:9/theirs')).ok).toBe(true));
    await eventually(() => expect(one.store.states.at(-1)).toMatchObject({ action: 'stop-other-consumer' }));
    await eventually(async () => expect((await call('')).ok).toBe(true));
    await eventually(() => expect(simulator.webhookInfo().url).toBe(hook.url));
    await eventually(() => expect(one.store.states.at(-1)).toEqual({ state: 'online' }));
  });
});
