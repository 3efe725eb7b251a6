import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramSimulator, type TelegramSimulator } from '../../simulators/telegram/index.ts';
import { type Bench, bench, eventually, never, Store } from './bench.ts';

let simulator: TelegramSimulator;
const open: Bench[] = [];

async function started(change: Parameters<typeof bench>[1] = {}): Promise<Bench> {
  const made = bench(simulator, change);
  open.push(made);
  await made.adapter.start(made.store, never);
  return made;
}

const last = (one: Bench) => one.store.states.at(-1);
const online = (one: Bench) => eventually(() => expect(last(one)).toMatchObject({ state: 'online' }));

beforeEach(async () => {
  simulator = await createTelegramSimulator({ scale: 0.01 });
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  await simulator.close();
});

describe('polling', () => {
  it('learns who it is, stores what arrives and confirms it', async () => {
    const one = await started();
    await online(one);
    expect(one.store.learnt).toEqual({
      self: '7100000001',
      name: 'Тиха Гавань',
      aliases: ['@tyha_havan_bot'],
    });
    const olena = simulator.user('Олена');
    for (let index = 1; index <= 250; index += 1) olena.says(`№ ${index}`);
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect(await one.store.texts()).toEqual(Array.from({ length: 250 }, (_, index) => `№ ${index + 1}`));
  });

  it('asks for every kind by name', async () => {
    const one = await started({ settings: { groups: true } });
    await online(one);
    expect(simulator.webhookInfo().allowed_updates).toEqual(
      expect.arrayContaining(['message', 'message_reaction', 'business_message', 'channel_post']),
    );
  });

  it('confirms nothing while the store fails, and loses nothing', async () => {
    const one = await started();
    await online(one);
    one.store.failure = 'before';
    simulator.user('Олена').says('важное');
    await eventually(() => expect(last(one)).toMatchObject({ state: 'degraded' }));
    expect(simulator.pending()).toBe(1);
    one.store.failure = undefined;
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect(await one.store.texts()).toEqual(['важное']);
  });

  it('repeats nothing after dying between storing and the next poll', async () => {
    const first = await started();
    await online(first);
    first.store.failure = 'after';
    simulator.user('Олена').says('раз');
    await eventually(() => expect(first.store.kept.size).toBe(1));
    await first.stop();
    expect(simulator.pending()).toBe(1);

    const disk = new Store();
    for (const [key, envelope] of first.store.kept) disk.kept.set(key, envelope);
    await started({ store: disk });
    simulator.user('Олена').says('два');
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect(await disk.texts()).toEqual(['раз', 'два']);
  });

  it('survives a server that repeats and shuffles batches', async () => {
    simulator.faults.copies = 2;
    simulator.faults.reorder = true;
    const one = await started();
    await online(one);
    for (let index = 0; index < 30; index += 1) simulator.user(`Гость ${index % 3}`).says(`${index}`);
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect((await one.store.texts()).toSorted()).toEqual(
      Array.from({ length: 30 }, (_, at) => `${at}`).toSorted(),
    );
  });

  it('follows the numbers down after a quiet week', async () => {
    const one = await started();
    await online(one);
    simulator.user('Олена').says('до');
    await eventually(() => expect(simulator.pending()).toBe(0));
    simulator.restartNumbering(5_000);
    simulator.user('Олена').says('после');
    simulator.user('Олена').says('и ещё');
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect(await one.store.texts()).toEqual(['до', 'после', 'и ещё']);
  });

  it.each([
    [{ kind: 'flood', retryAfter: 1 } as const, 'rate_limited'],
    [{ kind: 'html', status: 502 } as const, 'unreachable_network'],
    [{ kind: 'drop-before' } as const, 'unreachable_network'],
    [{ kind: 'error', code: 500, description: 'Internal Server Error' } as const, 'unreachable_network'],
  ])('is degraded by %o and comes back', async (fault, error) => {
    simulator.faults.arm(fault, { method: 'getUpdates', times: 2 });
    const one = await started();
    const degraded = expect.objectContaining({ state: 'degraded', error });
    await eventually(() => expect(one.store.states).toContainEqual(degraded));
    simulator.user('Олена').says('жду');
    await eventually(() => expect(simulator.pending()).toBe(0));
    await online(one);
    expect(await one.store.texts()).toEqual(['жду']);
  });

  it('is blocked while another program polls, and returns when it stops', async () => {
    const one = await started();
    await online(one);
    const conflict =
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
    simulator.faults.arm(
      { kind: 'error', code: 409, description: conflict },
      { method: 'getUpdates', times: 2 },
    );
    simulator.user('Олена').says('толчок');
    await eventually(() =>
      expect(last(one)).toMatchObject({ state: 'blocked', action: 'stop-other-consumer' }),
    );
    await online(one);
  });

  it('asks for a new token when this one is refused', async () => {
    const stranger = bench({ url: simulator.url, token: '7100000001:AAwrong' });
    open.push(stranger);
    await stranger.adapter.start(stranger.store, never);
    await eventually(() =>
      expect(last(stranger)).toMatchObject({ state: 'blocked', action: 're-authorise' }),
    );
  });

  it('takes over from a webhook', async () => {
    await fetch(`${simulator.url}/bot${simulator.token}/setWebhook?url=http://127.0.0.1:9/`);
    simulator.user('Олена').says('застряло');
    const one = await started();
    await eventually(() => expect(simulator.pending()).toBe(0));
    expect(await one.store.texts()).toEqual(['застряло']);
    expect(simulator.webhookInfo().url).toBe('');
  });

  it('makes do with a server that knows nothing of webhooks', async () => {
    const missing = { kind: 'error', code: 404, description: 'Not Found: method not found' } as const;
    simulator.faults.arm(missing, { method: 'getWebhookInfo' });
    await online(await started());
  });

  it('does not storm a server that never lets a poll wait', async () => {
    let polls = 0;
    const server = createServer((request, response) => {
      if (request.url?.endsWith('getUpdates')) polls += 1;
      response.end(JSON.stringify({ ok: true, result: request.url?.endsWith('getUpdates') ? [] : {} }));
    });
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready);
    });
    const { port } = server.address() as AddressInfo;
    const one = bench({ url: `http://127.0.0.1:${port}`, token: simulator.token });
    await one.adapter.start(one.store, never);
    await eventually(() => expect(polls).toBeGreaterThan(2));
    await one.stop();
    server.closeAllConnections();
    server.close();
    expect(polls).toBeLessThan(6);
  });

  it('stops at once in the middle of a poll', async () => {
    const one = await started();
    await online(one);
    await one.stop();
    await one.stop();
    simulator.user('Олена').says('никто не слышит');
    expect(simulator.pending()).toBe(1);
  });

  it('keeps the token out of states and logs', async () => {
    const gone = bench({ url: 'http://127.0.0.1:9', token: simulator.token });
    open.push(gone);
    await gone.adapter.start(gone.store, never);
    await eventually(() => expect(last(gone)).toMatchObject({ state: 'degraded' }));
    expect(JSON.stringify([gone.store.states, gone.logs])).not.toContain(simulator.token.split(':')[1]);
  });
});
