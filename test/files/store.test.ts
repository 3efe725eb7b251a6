import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiskBytes } from '../../src/files/bytes.ts';
import { createFileStore, type FileStore } from '../../src/files/store.ts';
import { systemClock } from '../../src/house.ts';
import type { Store } from '../../src/store/connect.ts';
import { silent, testStore } from '../support/store.ts';

let store: Store;
let dir: string;
let files: FileStore;

async function* of(...pieces: (string | Uint8Array)[]): AsyncIterable<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

const open = async (more: { maxBytes?: number; quotaBytes?: number } = {}) =>
  createFileStore({
    files: store.files,
    bytes: await createDiskBytes(dir),
    maxBytes: 1_000_000,
    clock: systemClock,
    log: silent,
    ...more,
  });

/** A black square of a few hundred bytes that opens to gigabytes. */
function hugePicture(edge: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header.writeUInt8(8, 8);
  const rows = deflateSync(Buffer.alloc(edge + 1));
  const start = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

async function filesOnDisk(): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.files.deleteMany({});
  dir = await mkdtemp(join(tmpdir(), 'okno-files-'));
  files = await open();
  return () => rm(dir, { recursive: true, force: true });
});

describe('the file store', () => {
  it('keeps bytes under their hash, once, with a document for each file', async () => {
    const one = await files.put(of('hel', 'lo'), { name: 'a.txt', mime: 'text/plain' });
    const two = await files.put(of('hello'), { name: 'b.txt', uploadedBy: 'u1' });
    expect(one.key).toBe(createHash('sha256').update('hello').digest('hex'));
    expect(two.key).toBe(one.key);
    expect(two._id).not.toBe(one._id);
    expect(await filesOnDisk()).toHaveLength(1);
    expect(await store.files.countDocuments()).toBe(2);
    expect(one).toMatchObject({ kind: 'file', name: 'a.txt', mime: 'text/plain', size: 5 });
    expect(await text(await files.open(one.key))).toBe('hello');
  });

  it('opens a stretch of a file', async () => {
    const { key } = await files.put(of('0123456789'), {});
    expect(await text(await files.open(key, { start: 2, end: 5 }))).toBe('2345');
    expect(await files.size(key)).toBe(10);
  });

  it.each(['f'.repeat(64), '../../../etc/passwd', ''])('has no bytes under %j', async (key) => {
    await expect(files.open(key)).rejects.toMatchObject({ code: 'not_found' });
    await expect(files.size(key)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps nothing of a file that is too large, of one that breaks off, or beyond the quota', async () => {
    files = await open({ maxBytes: 10, quotaBytes: 12 });
    await expect(files.put(of('12345', '678901'), {})).rejects.toMatchObject({ code: 'too_large' });
    const broken = (async function* () {
      yield Buffer.from('123');
      throw new Error('cut');
    })();
    await expect(files.put(broken, {})).rejects.toThrow('cut');
    await expect(files.put(of('1234'), { maxBytes: 3 })).rejects.toMatchObject({ code: 'too_large' });
    expect(await filesOnDisk()).toHaveLength(0);
    await files.put(of('1234567890'), {});
    await expect(files.put(of('12345'), {})).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.files.countDocuments()).toBe(1);
    expect(await filesOnDisk()).toHaveLength(1);
  });

  it('clears what a crash left half written', async () => {
    const bytes = await createDiskBytes(dir);
    const never = bytes.put(
      (async function* () {
        yield Buffer.from('half');
        await new Promise(() => {});
      })(),
    );
    never.catch(() => undefined);
    while ((await readdir(join(dir, 'incoming'))).length === 0) await new Promise((go) => setTimeout(go, 5));
    await createDiskBytes(dir);
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
  });

  it('believes the content, not the name or the declared type', async () => {
    const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const picture = await files.put(of(png), { name: 'notes.txt', mime: 'text/plain' });
    expect(picture).toMatchObject({ kind: 'image', mime: 'image/png', width: 3, height: 2 });
    const page = await files.put(of('<script>alert(1)</script>'), { name: 'me.png', mime: 'image/png' });
    expect(page).toMatchObject({ kind: 'file', mime: 'application/octet-stream' });
    expect(page.thumbnailKey).toBeUndefined();
  });

  it('keeps the kind that the network names', async () => {
    const voice = await files.put(of('OggS'), {
      kind: 'voice',
      mime: 'audio/ogg; codecs=opus',
      duration: 1200,
    });
    expect(voice).toMatchObject({ kind: 'voice', duration: 1200 });
  });

  it('makes a small upright copy of a large picture', async () => {
    const photo = await sharp({ create: { width: 1600, height: 800, channels: 3, background: 'blue' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const stored = await files.put(of(photo), {});
    expect(stored).toMatchObject({ width: 800, height: 1600 });
    const small = await sharp(await buffer(await files.open(stored.thumbnailKey ?? ''))).metadata();
    expect(small).toMatchObject({ format: 'webp', width: 320, height: 640 });
  });

  it('keeps a picture that is made to fill the memory, and does not open it', async () => {
    const bomb = hugePicture(60_000);
    const stored = await files.put(of(bomb), { name: 'bomb.png' });
    expect(stored).toMatchObject({ kind: 'image', mime: 'image/png' });
    expect(stored.thumbnailKey).toBeUndefined();
  });

  it('keeps a broken picture', async () => {
    const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect(await files.put(of(head, 'nonsense'), {})).toMatchObject({ mime: 'image/png', size: 24 });
  });
});
