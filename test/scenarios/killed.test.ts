import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTelegramSimulator, type TelegramSimulator } from '../simulators/telegram/index.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { everything, until } from './support.ts';

const PEOPLE = 40;
const LINES = 50;
const ANSWERS = 200;

let dataDir: string;
let network: TelegramSimulator;
let service: ServiceProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-killed-'));
  network = await createTelegramSimulator({ flood: false, scale: 0.01 });
  service = await startProcess(dataDir);
  const account = {
    channel: 'telegram',
    name: 'bot',
    settings: { token: network.token, mode: 'polling', apiRoot: network.url },
  };
  expect((await service.client.post('/accounts', account)).status).toBe(201);
});

afterEach(async () => {
  await service.kill();
  await network.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Kills and starts anew, again and again, at moments that nobody chose, until the work is done. */
async function restless(rounds: number, longestMs: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await new Promise((done) => setTimeout(done, Math.random() * longestMs));
    await service.kill();
    service = await startProcess(dataDir);
  }
}

const name = (person: number) => `Person ${person}`;

it('loses and repeats nothing of 2,000 incoming messages when killed in the middle', {
  timeout: 240_000,
}, async () => {
  let writing = true;
  const killing = (async () => {
    while (writing) await restless(1, 1500);
  })();
  for (let line = 0; line < LINES; line += 1) {
    for (let person = 0; person < PEOPLE; person += 1) network.user(name(person)).says(`line ${line}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  writing = false;
  await killing;
  await until(async () => network.pending() === 0);
  await until(async () => {
    const threads = await everything(service.client);
    return threads.reduce((sum, thread) => sum + thread.messages.length, 0) >= PEOPLE * LINES;
  });
  const threads = await everything(service.client);
  expect(threads.map((thread) => thread.name).sort()).toEqual(
    Array.from({ length: PEOPLE }, (_, person) => name(person)).sort(),
  );
  for (const thread of threads) {
    expect(thread.messages.map(({ seq, text }) => [seq, text])).toEqual(
      Array.from({ length: LINES }, (_, line) => [line + 1, `line ${line}`]),
    );
  }
  expect((await service.client.get('/quarantine')).body.items).toEqual([]);
});

it('sends none of 200 answers twice when killed in the middle, and says of which it is not sure', {
  timeout: 240_000,
}, async () => {
  for (let person = 0; person < 20; person += 1) network.user(name(person)).says('?');
  await until(async () => (await everything(service.client)).length === 20);
  const threads = await everything(service.client);
  for (let answer = 0; answer < ANSWERS; answer += 1) {
    const thread = threads[answer % threads.length];
    const body = { clientId: `answer-${String(answer).padStart(4, '0')}`, text: `answer ${answer}` };
    expect((await service.client.post(`/conversations/${thread?.id}/messages`, body)).status).toBe(201);
  }
  await restless(6, 2500);
  const settled = ['sent', 'delivered', 'read', 'uncertain', 'failed'];
  const answers = async () =>
    (await everything(service.client)).flatMap((thread) =>
      thread.messages.filter(({ direction }) => direction === 'out'),
    );
  await until(async () => (await answers()).every(({ delivery }) => settled.includes(delivery?.state ?? '')));
  const shown = await answers();
  expect(new Set(shown.map(({ text }) => text)).size).toBe(ANSWERS);
  expect(shown).toHaveLength(ANSWERS);
  for (const { text, delivery } of shown) {
    const arrived = network.sent().filter((sent) => sent.text === text).length;
    if (delivery?.state === 'uncertain') expect(arrived, text).toBeLessThanOrEqual(1);
    else expect([text, delivery?.state, arrived]).toEqual([text, 'sent', 1]);
  }
});
