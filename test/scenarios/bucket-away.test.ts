import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sized } from '../contract/size.ts';
import { createFaultProxy, type FaultProxy } from '../simulators/email/proxy.ts';
import { createS3Simulator, type S3Simulator } from '../simulators/s3/index.ts';
import { freePort, type ServiceProcess, startProcess } from '../support/process.ts';
import { connectAll, fourNetworks, type Network } from './networks.ts';
import { everything, PICTURE, pause, STARTING_MS, standing, until } from './support.ts';

/** Longer than the pause until a file is looked at again. */
const AWAY_MS = sized(20_000, 120_000);

let dataDir: string;
let networks: Network[];
let s3: S3Simulator;
let wire: FaultProxy;
let service: ServiceProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-bucket-away-'));
  networks = await fourNetworks();
  s3 = await createS3Simulator();
  wire = await createFaultProxy(Number(new URL(s3.url).port));
  const port = await freePort();
  service = await startProcess(dataDir, {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    S3_ENDPOINT: `http://127.0.0.1:${wire.port}`,
    S3_BUCKET: s3.bucket,
    S3_REGION: s3.region,
    S3_ACCESS_KEY: s3.accessKey,
    S3_SECRET_KEY: s3.secretKey,
  });
  await connectAll(networks, service.client);
}, STARTING_MS);

afterEach(async () => {
  await service.kill();
  for (const network of networks) await network.close();
  await wire.close();
  await s3.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const nameOf = (network: Network, person: string) => `${network.account.channel} ${person}`;
const states = async () =>
  (await everything(service.client)).flatMap(({ messages }) =>
    messages.flatMap(({ attachments }) => attachments.map(({ state }) => state)),
  );

function upload(bytes: Uint8Array<ArrayBuffer>) {
  const form = new FormData();
  form.set('file', new Blob([bytes]), 'file.bin');
  return service.client.post('/files', form);
}

it('a bucket that is gone for a while stops no message on four networks; files come by themselves when it is back', {
  timeout: sized(240_000, 400_000),
}, async () => {
  const before = await upload(randomBytes(1_000));
  expect(before.status).toBe(201);
  const url = String(before.body.items[0].url).replace('/api/v1', '');
  expect((await service.client.get(url)).status).toBe(200);

  wire.refusing = true;
  wire.cut();
  for (const network of networks) {
    await network.sends(nameOf(network, 'Ann'), PICTURE);
    await network.says(nameOf(network, 'Ann'), 'behind it');
  }
  await until(async () => {
    const threads = await everything(service.client);
    return threads.length === networks.length && threads.every(({ messages }) => messages.length === 2);
  });
  expect(await standing(service)).toMatchObject({ answer: 200, status: 'ok' });
  expect((await upload(randomBytes(1_000))).status).toBe(503);
  expect((await service.client.get(url)).status).toBe(503);
  const threads = await everything(service.client);
  for (const [nth, { id }] of threads.entries()) {
    const body = { clientId: `answer-000${nth}`, text: `answer ${nth}` };
    expect((await service.client.post(`/conversations/${id}/messages`, body)).status).toBe(201);
  }
  await until(
    async () => networks.flatMap((network) => network.received()).filter(Boolean).length >= threads.length,
  );
  await pause(AWAY_MS);
  expect(await states()).toEqual(networks.map(() => 'pending'));

  wire.refusing = false;
  await until(async () => (await states()).every((state) => state === 'stored'));
  expect(await states()).toEqual(networks.map(() => 'stored'));
  expect((await service.client.get(url)).status).toBe(200);
  expect((await upload(randomBytes(1_000))).status).toBe(201);
});
