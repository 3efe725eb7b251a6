import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LONG, sized } from '../contract/size.ts';
import { freePort, type ServiceProcess, startProcess } from '../support/process.ts';
import { connectAll, fourNetworks, type Network } from './networks.ts';
import { counted, everything, pause, STARTING_MS, type Thread, until } from './support.ts';

/** In the long form 10,000 messages and more than 50 rounds. */
const PEOPLE = sized(5, 50);
const LINES = sized(12, 50);
const ANSWERS = sized(60, 2_000);
const ROUNDS = sized(4, 55);
const LONGEST_LIFE_MS = 2_500;

let dataDir: string;
let networks: Network[];
let service: ServiceProcess;
let env: Record<string, string>;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-killed-'));
  networks = await fourNetworks();
  const port = await freePort();
  env = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  service = await startProcess(dataDir, env);
  await connectAll(networks, service.client);
}, STARTING_MS);

afterEach(async () => {
  await service.kill();
  for (const network of networks) await network.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const nameOf = (network: Network, person: number) => `${network.account.channel} ${person}`;

/** Kills it at moments that nobody chose, each life as short as it comes. */
async function kill(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await pause(Math.random() * LONGEST_LIFE_MS);
    await service.kill();
    service = await startProcess(dataDir, env);
    if (LONG)
      process.stderr.write(
        `killed ${round + 1} times of ${rounds}, ${await counted(service.client)} messages\n`,
      );
  }
}

/** Everybody writes on all networks, which tell some things twice. */
async function write(): Promise<void> {
  for (let line = 0; line < LINES; line += 1) {
    for (const network of networks) {
      for (let person = 0; person < PEOPLE; person += 1) {
        await network.says(nameOf(network, person), `line ${line}`);
      }
      if (line % 5 === 0) await network.redeliver();
    }
    await pause(200);
  }
}

/** An answer that gets no 201 is posted again under its own id, as the browser does. */
async function answer(threads: readonly Thread[], from: number, to: number): Promise<void> {
  for (let nth = from; nth < to; nth += 1) {
    const body = { clientId: `answer-${String(nth).padStart(6, '0')}`, text: `answer ${nth}` };
    const { id } = threads[nth % threads.length] ?? { id: '' };
    await until(
      async () => (await service.client.post(`/conversations/${id}/messages`, body)).status === 201,
    );
  }
}

const SETTLED = ['sent', 'delivered', 'read', 'uncertain', 'failed'];
const incoming = (thread: Thread) => thread.messages.filter(({ direction }) => direction === 'in');
const outgoing = (thread: Thread) => thread.messages.filter(({ direction }) => direction === 'out');

it('loses, repeats and disorders nothing over four networks when killed again and again, and sends nothing twice', {
  timeout: sized(280_000, 3_600_000),
}, async () => {
  const people = networks.length * PEOPLE;
  for (const network of networks) {
    for (let person = 0; person < PEOPLE; person += 1) await network.says(nameOf(network, person), 'hello');
  }
  await until(async () => (await everything(service.client)).length === people);
  const threads = await everything(service.client);
  await Promise.all([kill(ROUNDS), write(), answer(threads, 0, ANSWERS)]);

  let shown: Thread[] = [];
  const all = people * (LINES + 1) + ANSWERS;
  await until(async () => (await counted(service.client)) >= all);
  await until(async () => {
    shown = await everything(service.client);
    const heard = shown.reduce((sum, thread) => sum + incoming(thread).length, 0);
    const settled = shown.flatMap(outgoing).every(({ delivery }) => SETTLED.includes(delivery?.state ?? ''));
    return heard >= people * (LINES + 1) && settled;
  });
  expect(shown.map(({ name }) => name).sort()).toEqual(
    networks
      .flatMap((network) => Array.from({ length: PEOPLE }, (_, person) => nameOf(network, person)))
      .sort(),
  );
  const lines = ['hello', ...Array.from({ length: LINES }, (_, line) => `line ${line}`)];
  for (const thread of shown) {
    expect(
      incoming(thread).map(({ text }) => text),
      thread.name,
    ).toEqual(lines);
    expect(thread.messages.map(({ seq }) => seq)).toEqual(thread.messages.map((_, index) => index + 1));
  }
  const answers = shown.flatMap(outgoing);
  expect(answers.map(({ text }) => text).sort()).toEqual(
    Array.from({ length: ANSWERS }, (_, nth) => `answer ${nth}`).sort(),
  );
  const received = networks.flatMap((network) => network.received());
  for (const { text, delivery } of answers) {
    const times = received.filter((one) => one === text).length;
    if (delivery?.state === 'uncertain') expect(times, text).toBeLessThanOrEqual(1);
    else expect([text, SETTLED.indexOf(delivery?.state ?? '') < 3, times]).toEqual([text, true, 1]);
  }
  expect((await service.client.get('/quarantine')).body.items).toEqual([]);
});
