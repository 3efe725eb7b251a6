import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMedia } from '../../../adapters/telegram/files.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../../simulators/telegram/index.ts';
import { bench, eventually, never } from './bench.ts';

let simulator: TelegramSimulator;

beforeEach(async () => {
  simulator = await createTelegramSimulator();
});
afterEach(() => simulator.close());

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function received(file: { bytes: Uint8Array; size?: number }) {
  const one = bench(simulator);
  await one.adapter.start(one.store, never);
  simulator.user('Олена').sendsFile('document', { name: 'Рахунок №1.pdf', ...file });
  await eventually(() => expect(simulator.pending()).toBe(0));
  const [event] = await one.store.events();
  await one.stop();
  const ref = event?.kind === 'message' ? event.content.attachments[0]?.ref : undefined;
  if (ref === undefined) throw new Error('no attachment arrived');
  return { adapter: one.adapter, ref };
}

describe('openMedia', () => {
  it('hands out the bytes and nothing that leads to the token', async () => {
    const { adapter, ref } = await received({ bytes: Buffer.from('счёт') });
    const { stream, ...about } = await adapter.openMedia(ref, never);
    expect(Buffer.from(await bytesOf(stream)).toString()).toBe('счёт');
    expect(about).toMatchObject({ size: 8 });
    expect(JSON.stringify([about, ref])).not.toContain(simulator.token);
  });

  it('refuses what the network will not hand out', async () => {
    const { adapter, ref } = await received({ bytes: Buffer.from('x'), size: 21 * 2 ** 20 });
    await expect(adapter.openMedia(ref, never)).rejects.toMatchObject({ code: 'too_large' });
    await expect(adapter.openMedia({ fileId: 'unknown' }, never)).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(adapter.openMedia({}, never)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('reads from the disk of a local server, and only of such a one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'okno-'));
    const path = join(folder, 'file_1.pdf');
    await writeFile(path, 'с диска');
    const client = {
      call: () => Promise.resolve({ file_path: path, file_size: 12 }),
      fileUrl: () => `${simulator.url}/nothing`,
    };
    const opened = await openMedia({ ...client, local: true }, { fileId: 'f' }, never);
    expect(Buffer.from(await bytesOf(opened.stream)).toString()).toBe('с диска');
    await expect(openMedia({ ...client, local: false }, { fileId: 'f' }, never)).rejects.toMatchObject({
      certainty: 'not-sent',
    });
    await rm(folder, { recursive: true });
  });
});
