import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { testStoreUri } from '../support/store.ts';
import { everything, until } from './support.ts';

const PEOPLE = 60;
const MESSAGES = 180;
const ALLOWED = 30;

let dataDir: string;
let network: TelegramSimulator;
let processes: ServiceProcess[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-two-'));
  // The chats' own limit is met by writing to each person only now and then.
  network = await createTelegramSimulator({ flood: { perSecond: ALLOWED } });
  const env = {
    MONGODB_URI: await testStoreUri(),
    OKNO_SECRET: 'the same secret in every process of one house',
  };
  processes = [await startProcess(dataDir, env), await startProcess(dataDir, env)];
});

afterEach(async () => {
  for (const one of processes) await one.stop();
  await network.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it('two processes that send for one account keep its limit together', {
  timeout: 180_000,
}, async () => {
  const [one, two] = processes as [ServiceProcess, ServiceProcess];
  const settings = { token: network.token, mode: 'polling', apiRoot: network.url };
  const account = { channel: 'telegram', name: 'bot', settings };
  expect((await one.client.post('/accounts', account)).status).toBe(201);
  for (let person = 0; person < PEOPLE; person += 1) network.user(`Person ${person}`).says('hello');
  await until(async () => (await everything(one.client)).length === PEOPLE);
  const threads = await everything(one.client);
  for (let nth = 0; nth < MESSAGES; nth += 1) {
    const { client } = nth % 2 === 0 ? one : two;
    const body = { clientId: `mass-${String(nth).padStart(4, '0')}`, text: `message ${nth}` };
    const thread = threads[nth % PEOPLE];
    expect((await client.post(`/conversations/${thread?.id}/messages`, body)).status).toBe(201);
  }
  await until(async () => network.sent().length >= MESSAGES);
  // Every call was taken: the network never had to say that it was too much.
  expect(network.calls('sendMessage')).toHaveLength(MESSAGES);
  expect(
    network
      .sent()
      .map(({ text }) => text)
      .sort(),
  ).toEqual(Array.from({ length: MESSAGES }, (_, nth) => `message ${nth}`).sort());
  for (const user of new Set(network.sent().map(({ chat }) => chat))) {
    const numbers = network.sent().flatMap(({ chat, text }) => (chat === user ? Number(text?.slice(8)) : []));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  }
});
