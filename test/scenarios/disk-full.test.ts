import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sized } from '../contract/size.ts';
import { freePort, type ServiceProcess, startProcess } from '../support/process.ts';
import { connectScreen } from '../support/screen.ts';
import { fillDisk, freeDisk, onSmallDisk, smallDisks } from '../support/small-disk.ts';
import { type FullPlace, fullPlace } from './full-place.ts';
import { connectAll, fourNetworks, type Network } from './networks.ts';
import { everything, PICTURE, pause, STARTING_MS, standing, until } from './support.ts';

const FULL_MS = sized(6_000, 60_000);
/** Long enough that what the store has over from earlier does not last. */
const LINE = 'and so on '.repeat(300);
const LINES = sized(12, 60);

let dataDir: string;
let networks: Network[];
let place: FullPlace | undefined;
let service: ServiceProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-full-disk-'));
  networks = await fourNetworks();
}, STARTING_MS);

afterEach(async () => {
  await service.kill();
  for (const network of networks) await network.close();
  await place?.close();
  place = undefined;
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string>, inside: readonly string[]): Promise<void> {
  const port = await freePort();
  const own = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  service = await startProcess(dataDir, { ...own, ...env }, inside);
  await connectAll(networks, service.client);
}

const nameOf = (network: Network, person: string) => `${network.account.channel} ${person}`;

/** Managers hear of trouble by letter. */
async function tellTheBoss(): Promise<void> {
  const wanted = { house: { language: 'en' }, alarms: { emails: ['boss@client.example'] } };
  for (const [key, value] of Object.entries(wanted)) {
    expect((await service.client.put(`/settings/${key}`, { value })).status).toBe(200);
  }
}

function upload() {
  const form = new FormData();
  form.set('file', new Blob([PICTURE], { type: 'image/png' }), 'picture.png');
  return service.client.post('/files', form);
}

it('a full disk is said, stops what confirms to all four networks, lets everybody read, and costs nothing', {
  timeout: sized(280_000, 600_000),
}, async () => {
  place = await fullPlace(dataDir);
  await start(place.env, place.inside);
  for (const network of networks) await network.says(nameOf(network, 'Ann'), 'before');
  await until(async () => (await everything(service.client)).length === networks.length);
  const threads = await everything(service.client);
  const { cookie = '' } = service.client.headers;
  const screen = await connectScreen(service.url, { headers: { cookie } });
  const heard = (store: string) => () =>
    screen.news.some((news) => news.kind === 'standing' && news.store === store);

  place.fill(service.pid);
  await until(async () => (await standing(service)).store === 'full');
  expect(await standing(service)).toEqual({ answer: 503, status: 'trouble', store: 'full', redis: 'unused' });
  expect((await service.client.get('/health')).body).toMatchObject({ store: 'full' });
  await screen.until(heard('full'));

  const lines = Array.from({ length: LINES }, (_, nth) => `line ${nth} ${LINE}`);
  for (const network of networks) {
    for (const line of lines) await network.says(nameOf(network, 'Ann'), line);
    await network.says(nameOf(network, 'Bob'), 'a stranger');
  }
  const answers = threads.map(({ id }, nth) => ({ id, clientId: `answer-000${nth}`, text: `answer ${nth}` }));
  const post = ({ id, ...body }: (typeof answers)[number]) =>
    service.client.post(`/conversations/${id}/messages`, body);
  await until(async () => (await post(answers[0] ?? { id: '', clientId: '', text: '' })).status === 503);
  await pause(FULL_MS);
  for (const { account, unconfirmed } of networks) {
    if (unconfirmed !== undefined)
      expect([account.channel, unconfirmed() > 0]).toEqual([account.channel, true]);
  }
  const shown = await everything(service.client);
  for (const { name, messages } of shown) expect(messages.length, name).toBeLessThan(LINES + 1);
  expect((await upload()).status).toBe(503);
  expect((await standing(service)).store).toBe('full');

  place.free(service.pid);
  await until(async () => (await standing(service)).store === 'ok');
  await screen.until(heard('ok'));
  for (const answer of answers) await until(async () => (await post(answer)).status === 201);
  expect((await upload()).status).toBe(201);
  const total = networks.length * (LINES + 2) + answers.length;
  await until(async () => {
    const all = await everything(service.client);
    return all.reduce((sum, { messages }) => sum + messages.length, 0) >= total;
  });
  const expected = new Map(
    networks.flatMap((network): [string, string[]][] => [
      [nameOf(network, 'Ann'), ['before', ...lines.map((line) => line.trim())]],
      [nameOf(network, 'Bob'), ['a stranger']],
    ]),
  );
  const incoming = (await everything(service.client)).map(({ name, messages }): [string, string[]] => [
    name,
    messages.filter(({ direction }) => direction === 'in').map(({ text }) => text.trim()),
  ]);
  expect(new Map(incoming)).toEqual(expected);
  expect(incoming).toHaveLength(expected.size);
  await until(async () => networks.flatMap((network) => network.received()).length >= answers.length);
  const received = networks.flatMap((network) => network.received());
  expect(received.sort()).toEqual(answers.map(({ text }) => text).sort());
  expect((await service.client.get('/quarantine')).body.items).toEqual([]);
  screen.close();
});

it('where only the files have no room, messages go on, and their files come by themselves once there is room', {
  timeout: 240_000,
}, async () => {
  const files = join(dataDir, 'files');
  mkdirSync(files);
  if (!smallDisks) {
    process.stderr.write('\n!! No small disk can be mounted here: a full store of files is not tried.\n');
    await start({}, []);
    return;
  }
  await start({}, onSmallDisk(files, 4));
  await tellTheBoss();
  fillDisk(service.pid, files);
  await until(async () => (await service.client.get('/health')).body.files.state === 'full');
  expect(await standing(service)).toMatchObject({ answer: 200, store: 'ok' });
  for (const network of networks) {
    await network.sends(nameOf(network, 'Ann'), PICTURE);
    await network.says(nameOf(network, 'Ann'), 'behind it');
  }
  await until(async () => {
    const threads = await everything(service.client);
    return threads.length === networks.length && threads.every(({ messages }) => messages.length === 2);
  });
  const states = async () =>
    (await everything(service.client)).flatMap(({ messages }) =>
      messages.flatMap(({ attachments }) => attachments.map(({ state }) => state)),
    );
  const refused = await upload();
  expect([refused.status, refused.body.error.field]).toEqual([503, 'attachments']);
  expect(await states()).toEqual(networks.map(() => 'pending'));
  // Before anything is lost, by the way the managers chose.
  await until(async () => networks.flatMap((network) => network.received()).length > 0);
  const notices = networks.flatMap((network) => network.received());
  expect(notices).toEqual([expect.stringMatching(/0 MB of 4 MB/)]);
  freeDisk(service.pid, files);
  await until(async () => (await states()).every((state) => state === 'stored'));
  expect(await states()).toEqual(networks.map(() => 'stored'));
  expect((await upload()).status).toBe(201);
});
