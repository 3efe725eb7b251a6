import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';
import { sized } from '../contract/size.ts';
import { createFaultProxy, type FaultProxy } from '../simulators/email/proxy.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { everything, until } from './support.ts';

const AWAY_MS = sized(6_000, 60_000);

let dataDir: string;
let engine: EmbeddedStore;
let wire: FaultProxy;
let network: TelegramSimulator;
let service: ServiceProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-away-'));
  engine = await startEmbedded({ dir: join(dataDir, 'db'), listen: { port: 0 } });
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(engine.uri)?.[1]);
  wire = await createFaultProxy(port);
  network = await createTelegramSimulator({ flood: false, scale: 0.01 });
  service = await startProcess(dataDir, {
    MONGODB_URI: engine.uriFor('okno').replace(`:${port}/`, `:${wire.port}/`),
    OKNO_SECRET: 'a secret of at least thirty-two characters',
  });
  const settings = { token: network.token, mode: 'polling', apiRoot: network.url };
  const made = await service.client.post('/accounts', { channel: 'telegram', name: 'bot', settings });
  expect(made.status).toBe(201);
});

afterEach(async () => {
  await service.kill();
  await network.close();
  await wire.close();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const ready = async () => (await fetch(`${service.url}/readyz`)).status;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

it('a database that is gone for a while costs nothing: it is said, nothing is confirmed, all comes when it is back', {
  timeout: sized(240_000, 400_000),
}, async () => {
  network.user('Ann').says('before');
  await until(async () => (await everything(service.client)).length === 1);
  await until(async () => network.pending() === 0);
  const [thread] = await everything(service.client);
  const answer = { clientId: 'answer-0001', text: 'an answer' };

  wire.refusing = true;
  wire.cut();
  network.user('Ann').says('while it is gone');
  network.user('Bob').says('a stranger');
  await until(async () => (await ready()) === 503);
  const refused = await service.client.post(`/conversations/${thread?.id}/messages`, answer);
  expect(refused.status).toBeGreaterThanOrEqual(500);
  await pause(AWAY_MS);
  expect(network.pending()).toBe(2);

  wire.refusing = false;
  await until(async () => (await ready()) === 200);
  await until(async () => network.pending() === 0);
  await until(async () => {
    const threads = await everything(service.client);
    return threads.reduce((sum, { messages }) => sum + messages.length, 0) === 3;
  });
  await until(
    async () => (await service.client.post(`/conversations/${thread?.id}/messages`, answer)).status === 201,
  );
  await until(async () => network.sent().length === 1);
  const texts = (await everything(service.client)).map(({ name, messages }) => [
    name,
    messages.map(({ text }) => text),
  ]);
  expect(new Map(texts as [string, string[]][])).toEqual(
    new Map([
      ['Ann', ['before', 'while it is gone', 'an answer']],
      ['Bob', ['a stranger']],
    ]),
  );
  expect(network.sent().map(({ text }) => text)).toEqual(['an answer']);
});
