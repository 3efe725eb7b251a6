import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sized } from '../contract/size.ts';
import { createMailServer, type MailServer } from '../simulators/email/index.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { everything, until } from './support.ts';

const AFTER_THE_OUTAGE = sized(300, 3_000);
const PEOPLE = 40;

let dataDir: string;
let server: MailServer;
let service: ServiceProcess;
let letters: number;

beforeEach(async () => {
  letters = 0;
  dataDir = mkdtempSync(join(tmpdir(), 'okno-mailbox-'));
  server = await createMailServer({ address: 'support@scenario.example', imap: 'simulator' });
  service = await startProcess(dataDir);
  const account = { channel: 'email', name: 'mail', settings: server.settings() };
  expect((await service.client.post('/accounts', account)).status).toBe(201);
});
afterEach(async () => {
  await service.kill();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function arrive(count: number, date = Date.now()): void {
  for (let nth = 0; nth < count; nth += 1) {
    const person = letters % PEOPLE;
    const raw = [
      `From: Person ${person} <person${person}@client.example>`,
      'To: support@scenario.example',
      `Subject: Question ${letters}`,
      `Date: ${new Date(date).toUTCString()}`,
      `Message-ID: <${letters}@client.example>`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      `letter ${letters}`,
      '',
    ].join('\r\n');
    server.deliver(raw, { date });
    letters += 1;
  }
}

const texts = async () =>
  (await everything(service.client)).flatMap(({ messages }) => messages.map(({ text }) => text)).sort();
const all = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, nth) => `letter ${from + nth}`);

async function heardOnce(expected: readonly string[]): Promise<void> {
  await until(async () => (await texts()).length >= expected.length);
  expect(await texts()).toEqual([...expected].sort());
  for (const { messages } of await everything(service.client)) {
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
  }
  expect((await service.client.get('/quarantine')).body.items).toEqual([]);
}

const health = async () => (await service.client.get('/accounts')).body.items[0].health;

it('ten days without the mail server end with every letter once; meanwhile it is said and nothing is switched off', {
  timeout: sized(240_000, 900_000),
}, async () => {
  arrive(20);
  await heardOnce(all(0, 20));
  server.imap.proxy.refusing = true;
  server.imap.proxy.cut();
  const tenDaysAgo = Date.now() - 10 * 86_400_000;
  for (let day = 0; day < 10; day += 1) arrive(AFTER_THE_OUTAGE / 10, tenDaysAgo + day * 86_400_000);
  await until(async () => (await health()).state === 'degraded');
  const { nextTryAt, error } = await health();
  expect({ nextTryAt: typeof nextTryAt, error: typeof error }).toEqual({
    nextTryAt: 'string',
    error: 'string',
  });
  expect((await service.client.get('/accounts')).body.items[0].enabled).toBe(true);
  server.imap.proxy.refusing = false;
  await heardOnce(all(0, 20 + AFTER_THE_OUTAGE));
  await until(async () => (await health()).state === 'online');
});

it('void UIDs and others who remove letters while we read make nothing lost and nothing twice', {
  timeout: sized(240_000, 600_000),
}, async () => {
  arrive(60);
  await heardOnce(all(0, 60));
  await server.store.changeUidValidity();
  // As a server that came back from a backup: nobody is connected any more.
  server.imap.proxy.cut();
  arrive(30);
  await heardOnce(all(0, 90));
  // Somebody else clears what we have read already, while more comes and the service is killed and started.
  server.store.remove(40);
  arrive(30);
  await service.kill();
  server.store.remove(20);
  arrive(30);
  await server.store.changeUidValidity();
  // As a server that came back from a backup: nobody is connected any more.
  server.imap.proxy.cut();
  service = await startProcess(dataDir);
  await heardOnce(all(0, 150));
});
