import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sized } from '../contract/size.ts';
import { freePort, type ServiceProcess, startProcess } from '../support/process.ts';
import { connectAll, fourNetworks, type Network } from './networks.ts';
import { everything, pause, STARTING_MS, until } from './support.ts';
import { createWire, type Speech, type Wire } from './wire.ts';

/** Somebody who tries again after one second and then ever later asks four times in this time. */
const WATCHED_MS = sized(16_000, 240_000);
const PEOPLE = 3;

type Settings = Record<string, unknown>;

let dataDir: string;
let networks: Network[];
let wires: Wire[];
let service: ServiceProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-logins-'));
  networks = await fourNetworks();
  wires = [];
  for (const { account } of networks) account.settings = await wired(account.settings);
  const port = await freePort();
  service = await startProcess(dataDir, { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` });
}, STARTING_MS);

afterEach(async () => {
  await service.kill();
  for (const wire of wires) await wire.close();
  for (const network of networks) await network.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function through(port: number, speech: Speech): Promise<number> {
  const wire = await createWire(port, speech);
  wires.push(wire);
  return wire.port;
}

/** The same settings with a wire to every server that they name. */
async function wired(settings: Settings): Promise<Settings> {
  const result = { ...settings };
  if (typeof settings.apiRoot === 'string') {
    const url = new URL(settings.apiRoot);
    url.port = String(await through(Number(url.port), 'http'));
    result.apiRoot = url.href.replace(/\/$/, '');
  }
  for (const speech of ['imap', 'smtp'] as const) {
    const server = settings[speech] as { port: number } | undefined;
    if (server !== undefined) result[speech] = { ...server, port: await through(server.port, speech) };
  }
  return result;
}

/** The same settings with every secret wrong, as after a password was changed elsewhere. */
function revoked(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      if (typeof value === 'object' && value !== null) return [name, revoked(value as Settings)];
      if (name !== 'token' && name !== 'pass') return [name, value];
      return [name, String(value).replace(/[a-z](?=[^a-z]*$)/i, (last) => (last === 'x' ? 'y' : 'x'))];
    }),
  );
}

const accounts = async () => (await service.client.get('/accounts')).body.items;
const states = async () =>
  (await accounts()).map(({ health }: { health: { state: string } }) => health.state);
const asked = () => wires.map((wire) => wire.asked());
const nameOf = (network: Network, person: number) => `${network.account.channel} ${person}`;

async function connect(): Promise<void> {
  await connectAll(networks, service.client);
}

async function change(settingsOf: (network: Network) => Settings): Promise<void> {
  for (const { id, channel } of await accounts()) {
    const network = networks.find(({ account }) => account.channel === channel);
    const settings = network === undefined ? {} : settingsOf(network);
    expect((await service.client.patch(`/accounts/${id}`, { settings })).status, channel).toBe(200);
  }
}

async function meet(): Promise<void> {
  for (const network of networks) {
    for (let person = 0; person < PEOPLE; person += 1) await network.says(nameOf(network, person), 'hello');
  }
  await until(async () => (await everything(service.client)).length === networks.length * PEOPLE);
}

async function answer(word: string): Promise<string[]> {
  const threads = await everything(service.client);
  for (const [nth, { id }] of threads.entries()) {
    const body = { clientId: `${word}-${String(nth).padStart(6, '0')}`, text: `answer ${nth}` };
    expect((await service.client.post(`/conversations/${id}/messages`, body)).status).toBe(201);
  }
  return threads.map((_, nth) => `answer ${nth}`).sort();
}

const received = () => networks.flatMap((network) => network.received()).sort();
const outgoing = async () =>
  (await everything(service.client)).flatMap(({ messages }) =>
    messages.flatMap(({ direction, delivery, text }) =>
      direction === 'out' ? { text, state: delivery?.state ?? '' } : [],
    ),
  );

it('a wrong password is said and asked about once, on all four networks; what waits goes out when it is right', {
  timeout: sized(280_000, 900_000),
}, async () => {
  await connect();
  await meet();
  await until(async () => (await states()).every((state: string) => state === 'online'));
  await change(({ account }) => revoked(account.settings));
  await until(async () => (await states()).every((state: string) => state === 'blocked'));
  for (const { channel, health, enabled } of await accounts()) {
    expect([channel, health.action, health.error, enabled]).toEqual([
      channel,
      're-authorise',
      'unauthorised',
      true,
    ]);
  }
  const expected = await answer('blocked');
  // Each way out may find out once by itself that it is refused.
  await pause(4_000);
  const before = asked();
  await pause(WATCHED_MS);
  expect(asked()).toEqual(before);
  expect(new Set((await outgoing()).map(({ state }) => state))).toEqual(new Set(['queued']));
  expect(received()).toEqual([]);

  await change(({ account }) => account.settings);
  await until(async () => (await states()).every((state: string) => state === 'online'));
  await until(async () => received().length >= expected.length);
  expect(received()).toEqual(expected);
});

it('trouble that passes never switches an account off, from the first moment on, and ends by itself', {
  timeout: sized(280_000, 600_000),
}, async () => {
  for (const wire of wires) wire.breaks();
  await connect();
  await until(async () => (await states()).every((state: string) => state === 'degraded'));
  for (const { health, enabled } of await accounts()) {
    expect([enabled, typeof health.since, typeof health.nextTryAt]).toEqual([true, 'string', 'string']);
  }
  for (const wire of wires) wire.mends();
  await until(async () => (await states()).every((state: string) => state === 'online'));
  await meet();

  for (const wire of wires) wire.breaks();
  const expected = await answer('broken');
  await pause(sized(8_000, 120_000));
  expect(await states()).not.toContain('blocked');
  expect((await accounts()).every(({ enabled }: { enabled: boolean }) => enabled)).toBe(true);
  expect(received()).toEqual([]);
  for (const wire of wires) wire.mends();
  await until(async () => (await states()).every((state: string) => state === 'online'));
  // A gateway that answers in the network's place may have handed the message on: that waits for a person.
  const ended = ['sent', 'delivered', 'read', 'uncertain'];
  await until(async () => (await outgoing()).every(({ state }) => ended.includes(state)));
  const open = (await outgoing()).filter(({ state }) => state === 'uncertain').map(({ text }) => text);
  expect(received()).toEqual(expected.filter((text) => !open.includes(text)));
});
