import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';
import { sized } from '../contract/size.ts';
import { createFaultProxy, type FaultProxy } from '../simulators/email/proxy.ts';
import { freePort, type ServiceProcess, startProcess } from '../support/process.ts';
import { connectScreen } from '../support/screen.ts';
import { connectAll, fourNetworks, type Network } from './networks.ts';
import { everything, pause, STARTING_MS, standing, until } from './support.ts';

const AWAY_MS = sized(6_000, 60_000);

let dataDir: string;
let engine: EmbeddedStore;
let wire: FaultProxy;
let networks: Network[];
let service: ServiceProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-away-'));
  engine = await startEmbedded({ dir: join(dataDir, 'db'), listen: { port: 0 } });
  const storePort = Number(/127\.0\.0\.1:(\d+)/.exec(engine.uri)?.[1]);
  wire = await createFaultProxy(storePort);
  networks = await fourNetworks();
  const port = await freePort();
  service = await startProcess(dataDir, {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    MONGODB_URI: engine.uriFor('okno').replace(`:${storePort}/`, `:${wire.port}/`),
    OKNO_SECRET: 'a secret of at least thirty-two characters',
  });
  await connectAll(networks, service.client);
}, STARTING_MS);

afterEach(async () => {
  await service.kill();
  for (const network of networks) await network.close();
  await wire.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ready = async () => (await fetch(`${service.url}/readyz`)).status;
const nameOf = (network: Network, person: string) => `${network.account.channel} ${person}`;
const confirmed = () => networks.every(({ unconfirmed }) => (unconfirmed?.() ?? 0) === 0);

it('a database that is gone for a while costs nothing on four networks: it is said, nothing is confirmed, all comes when it is back', {
  timeout: sized(280_000, 400_000),
}, async () => {
  for (const network of networks) await network.says(nameOf(network, 'Ann'), 'before');
  // Some networks tell a name only to those who ask.
  await until(async () => {
    const names = (await everything(service.client)).map(({ name }) => name);
    return networks.every((network) => names.includes(nameOf(network, 'Ann'))) && confirmed();
  });
  const threads = await everything(service.client);
  const answers = threads.map(({ id, name }, nth) => ({ id, name, clientId: `answer-000${nth}`, nth }));
  const post = ({ id, clientId, nth }: (typeof answers)[number]) =>
    service.client.post(`/conversations/${id}/messages`, { clientId, text: `answer ${nth}` });
  const { cookie = '' } = service.client.headers;
  const screen = await connectScreen(service.url, { headers: { cookie } });
  const heard = (store: string) => () =>
    screen.news.some((news) => news.kind === 'standing' && news.store === store);

  wire.refusing = true;
  wire.cut();
  for (const network of networks) {
    await network.says(nameOf(network, 'Ann'), 'while it is gone');
    await network.says(nameOf(network, 'Bob'), 'a stranger');
  }
  await until(async () => (await ready()) === 503);
  await until(async () => (await standing(service)).store === 'unreachable');
  expect(await standing(service)).toEqual({
    answer: 503,
    status: 'trouble',
    store: 'unreachable',
    redis: 'unused',
  });
  const told = await service.client.get('/health');
  expect([told.status, told.body.error.code]).toEqual([503, 'unavailable']);
  expect(JSON.stringify(told.body)).not.toMatch(/mongo|127\.0\.0\.1|\d{4,}|secret/i);
  await screen.until(heard('unreachable'));
  // Nobody can be recognised, which does not mean that anybody was signed out.
  await expect(connectScreen(service.url, { headers: { cookie } })).rejects.toMatchObject({
    data: { code: 'unavailable' },
  });
  for (const answer of answers.slice(0, 1)) expect((await post(answer)).status).toBeGreaterThanOrEqual(500);
  await pause(AWAY_MS);
  for (const { account, unconfirmed } of networks) {
    if (unconfirmed !== undefined) expect([account.channel, unconfirmed()]).toEqual([account.channel, 2]);
  }

  wire.refusing = false;
  await until(async () => (await ready()) === 200);
  await until(async () => (await standing(service)).answer === 200);
  await screen.until(heard('ok'));
  await until(async () => {
    const all = await everything(service.client);
    const named = networks.every((network) => all.some(({ name }) => name === nameOf(network, 'Bob')));
    return named && all.reduce((sum, { messages }) => sum + messages.length, 0) === networks.length * 3;
  });
  await until(async () => confirmed());
  for (const answer of answers) await until(async () => (await post(answer)).status === 201);
  const received = () => networks.flatMap((network) => network.received()).sort();
  await until(async () => received().length === answers.length);
  const texts = (await everything(service.client)).map(({ name, messages }): [string, string[]] => [
    name,
    messages.map(({ text }) => text),
  ]);
  expect(texts).toHaveLength(networks.length * 2);
  expect(new Map(texts)).toEqual(
    new Map([
      ...answers.map(({ name, nth }): [string, string[]] => [
        name,
        ['before', 'while it is gone', `answer ${nth}`],
      ]),
      ...networks.map((network): [string, string[]] => [nameOf(network, 'Bob'), ['a stranger']]),
    ]),
  );
  expect(received()).toEqual(answers.map(({ nth }) => `answer ${nth}`));
  screen.close();
});

it('a database that falls silent without hanging up holds nobody: who asks is told to come back, and finds it again', {
  timeout: sized(200_000, 300_000),
}, async () => {
  const [network] = networks;
  if (network === undefined) throw new Error('no network');
  await network.says(nameOf(network, 'Ann'), 'before');
  await until(async () => (await everything(service.client)).length === 1 && confirmed());
  const { cookie = '' } = service.client.headers;
  const knocks = () => connectScreen(service.url, { headers: { cookie } });

  wire.stalled = true;
  // From the first moment on, before anybody knows of it.
  const [screen, door] = await Promise.allSettled([knocks(), service.client.get('/conversations')]);
  expect(screen).toMatchObject({ status: 'rejected', reason: { data: { code: 'unavailable' } } });
  expect(door).toMatchObject({ status: 'fulfilled', value: { status: 503 } });
  await network.says(nameOf(network, 'Ann'), 'while it is silent');
  await until(async () => (await standing(service)).store === 'unreachable');
  await expect(knocks()).rejects.toMatchObject({ data: { code: 'unavailable' } });

  wire.stalled = false;
  wire.cut();
  await until(async () => (await standing(service)).answer === 200);
  await until(async () => {
    const [thread] = await everything(service.client);
    return thread?.messages.length === 2;
  });
  (await knocks()).close();
});
