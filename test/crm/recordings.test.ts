import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRecordings, MAX_TRIES } from '../../src/crm/recordings.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { HouseError } from '../../src/errors.ts';
import { fetchMedia } from '../../src/registry.ts';
import { callById } from '../../src/store/calls.ts';
import { coreHouse } from '../support/core-house.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { HOUR, NOON, report } from './support.ts';

/** A second of silence as an exchange writes it. */
const WAV = Buffer.concat([
  Buffer.from(
    'RIFF\x24\x1f\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00',
    'latin1',
  ),
  Buffer.from('\x01\x00\x08\x00data\x00\x1f\x00\x00', 'latin1'),
  Buffer.alloc(8000, 0x80),
]);

let exchange: Server;
let host: string;
let asked: string[] = [];
/** What the exchange answers next. */
let status = 200;

beforeAll(async () => {
  exchange = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { 'content-type': 'audio/x-wav' });
    response.end(status === 200 ? WAV : '');
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(exchange.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => exchange.close(resolve));
});
beforeEach(() => {
  asked = [];
  status = 200;
});

const recorded = (call: string) =>
  report(call, 'recording', 0, { recordingUrl: `http://${host}/records/${call}.wav?key=secret` });

test('a recording is served from the house in ranges, to those who may see the call', async () => {
  const house: TestHouse = await testHouse({ env: { RECORDING_HOSTS: host } });
  try {
    const { client } = house.administrator;
    const stranger = (await house.person('operator')).client;
    const colleague = await house.person('operator');
    const contact = await client.post('/contacts', { name: 'Anna', phones: ['+79161234567'] });
    await client.patch(`/conversations/${contact.body.conversation}`, { assignee: colleague.user._id });
    const call = await client.post('/calls', recorded('1'));
    expect(call.status).toBe(200);
    await expect
      .poll(async () => (await client.get(`/calls/${call.body.id}`)).body.recording, { timeout: 60_000 })
      .toBe('stored');
    const { body: view } = await colleague.client.get(`/calls/${call.body.id}`);
    expect(JSON.stringify(view)).not.toContain('secret');
    const path = view.recordingUrl.replace('/api/v1', '');
    const part = await colleague.client.ask('GET', path, undefined, { range: 'bytes=0-3' });
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([
      206,
      'RIFF',
      `bytes 0-3/${WAV.length}`,
    ]);
    expect(part.headers.get('content-type')).toContain('audio/');
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get(`/calls/${call.body.id}`)).status).toBe(404);
    const { body: timeline } = await colleague.client.get(`/contacts/${contact.body.id}/timeline?kinds=call`);
    expect(timeline.items).toMatchObject([{ call: { recordingUrl: view.recordingUrl } }]);
  } finally {
    await house.close();
  }
}, 90_000);

test('a recording that is not there yet is asked for again later; one is fetched once', async () => {
  const clock = { at: NOON, now: () => clock.at };
  const core = await coreHouse({ clock, env: { RECORDING_HOSTS: host } });
  const recordings = createRecordings(core.house, { open: fetchMedia, random: () => 0.5 });
  status = 404;
  const { _id } = await reportCall(core.house, recorded('2'));
  const state = async () => (await callById(core.house.store.calls, _id))?.recording?.state;
  await recordings.step();
  await recordings.step();
  expect([asked.length, await state()]).toEqual([1, 'pending']);
  clock.at += HOUR;
  status = 200;
  await Promise.all([recordings.step(), recordings.step()]);
  expect([asked.length, await state()]).toEqual([2, 'stored']);
  await reportCall(core.house, recorded('2'));
  await recordings.step();
  expect(asked).toHaveLength(2);
  await core.close();
});

test('what never comes is given up at last', async () => {
  const clock = { at: NOON, now: () => clock.at };
  const core = await coreHouse({ clock, env: { RECORDING_HOSTS: host } });
  const recordings = createRecordings(core.house, { open: fetchMedia });
  status = 500;
  const { _id } = await reportCall(core.house, recorded('3'));
  for (let tries = 0; tries < MAX_TRIES + 5; tries += 1) {
    await recordings.step();
    clock.at += 2 * HOUR;
  }
  expect(asked).toHaveLength(MAX_TRIES);
  expect((await callById(core.house.store.calls, _id))?.recording?.state).toBe('failed');
  await core.close();
});

test('no try is counted while recordings cannot be kept; they come once there is room', async () => {
  const clock = { at: NOON, now: () => clock.at };
  const core = await coreHouse({ clock, env: { RECORDING_HOSTS: host } });
  const { files } = core.house;
  const noRoom = new HouseError('unavailable', 'The space for files is used up.', 'attachments');
  core.house.files = { ...files, put: () => Promise.reject(noRoom) };
  const recordings = createRecordings(core.house, { open: fetchMedia });
  const { _id } = await reportCall(core.house, recorded('5'));
  const state = async () => (await callById(core.house.store.calls, _id))?.recording?.state;
  for (let tries = 0; tries < MAX_TRIES + 5; tries += 1) {
    await recordings.step();
    clock.at += 2 * HOUR;
  }
  expect(asked).toHaveLength(MAX_TRIES + 5);
  expect(await state()).toBe('pending');
  core.house.files = files;
  await recordings.step();
  expect(await state()).toBe('stored');
  await core.close();
});

test('nothing inside of the house’s own network is asked unless the configuration names it', async () => {
  const core = await coreHouse();
  const recordings = createRecordings(core.house, { open: fetchMedia });
  await reportCall(core.house, recorded('4'));
  await recordings.step();
  expect(asked).toEqual([]);
  await core.close();
});
