import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelError } from '../../channels/errors.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import { createDiskBytes, type FileBytes } from '../../src/files/bytes.ts';
import { createFileFetcher, type FileFetcher, MAX_FETCH_TRIES } from '../../src/files/fetcher.ts';
import { createS3Bytes } from '../../src/files/s3/bytes.ts';
import { openBucket, type S3Bucket } from '../../src/files/s3/client.ts';
import { createFileStore } from '../../src/files/store.ts';
import { newId } from '../../src/ids.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from '../delivery/house.ts';
import { createFaultProxy, type FaultProxy } from '../simulators/email/proxy.ts';
import { createS3Simulator, type S3Simulator } from '../simulators/s3/index.ts';
import { silent } from '../support/store.ts';

let here: DeliveryHouse;
let fetcher: FileFetcher;
let dir: string;
let s3: S3Simulator;
let wire: FaultProxy;
let bucket: S3Bucket;
/** How often the network was asked for a file. */
let asked: number;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'okno-away-'));
  here = await deliveryHouse();
  s3 = await createS3Simulator();
  wire = await createFaultProxy(Number(new URL(s3.url).port));
  bucket = openBucket({ ...s3, endpoint: `http://127.0.0.1:${wire.port}` }, { pauseMs: 1 });
  asked = 0;
  const adapter = here.adapterFor(here.account);
  const { openMedia } = adapter;
  adapter.openMedia = (...given) => {
    asked += 1;
    return openMedia.apply(adapter, given);
  };
  const adapterOf = () => adapter;
  fetcher = createFileFetcher(here.house, { adapterOf, lookMs: 5, waitMs: 5, random: () => -1.5 });
});
afterEach(async () => {
  await fetcher.stop();
  bucket.close();
  await wire.close();
  await s3.close();
  await here.close();
  await rm(dir, { recursive: true, force: true });
});

function keepIn(bytes: FileBytes, quotaBytes?: number): void {
  here.house.files = createFileStore({
    files: here.house.store.files,
    bytes,
    maxBytes: 5_000_000,
    ...(quotaBytes !== undefined && { quotaBytes }),
    clock: here.house.clock,
    log: silent,
  });
}

async function receive(blob: string): Promise<string> {
  const file = { id: newId(), kind: 'file' as const, state: 'pending' as const, ref: { blob } };
  const content = { text: { text: 'look', spans: [] }, attachments: [file], cards: [] };
  return (await here.meet('ann', 'look', { content, fetchAt: new Date() })).message._id;
}

const until = async (so: () => boolean | Promise<boolean>) => {
  while (!(await so())) await new Promise((go) => setTimeout(go, 5));
};
async function* pieces(...words: string[]): AsyncIterable<Uint8Array> {
  for (const word of words) yield Buffer.from(word);
}
const fileOf = async (id: string) => (await here.message(id)).content.attachments[0];

/** Each makes the place of the files refuse, and answers how to bring it back. */
const places: Record<string, () => Promise<() => Promise<void>>> = {
  'a bucket that cannot be reached': async () => {
    keepIn(await createS3Bytes(bucket, join(dir, 'spool')));
    wire.refusing = true;
    return async () => {
      wire.refusing = false;
    };
  },
  'a bucket that answers 503': async () => {
    keepIn(await createS3Bytes(bucket, join(dir, 'spool')));
    s3.failNext(...Array<number>(10_000).fill(503));
    return async () => s3.heal();
  },
  'a bucket that takes the key no more': async () => {
    const wrong = openBucket({ ...s3, endpoint: s3.url, secretKey: 'not the one' });
    keepIn(await createS3Bytes(wrong, join(dir, 'spool')));
    return async () => keepIn(await createS3Bytes(bucket, join(dir, 'spool')));
  },
  'a disk that refuses': async () => {
    const bytes = await createDiskBytes(dir);
    keepIn(bytes);
    const incoming = join(dir, 'incoming');
    rmSync(incoming, { recursive: true });
    writeFileSync(incoming, 'in the way');
    return async () => {
      rmSync(incoming);
      await createDiskBytes(dir);
    };
  },
  'a quota that is used up': async () => {
    const bytes = await createDiskBytes(dir);
    keepIn(bytes, 1);
    return async () => keepIn(bytes, 1_000);
  },
};

describe('while files cannot be kept', () => {
  it.each(Object.keys(places))(
    'because of %s, no try is counted, and they come when it is over',
    async (name) => {
      const bringBack = await places[name]?.();
      here.toy.network.blobs.set('a', Buffer.from('hello'));
      fetcher.start();
      const id = await receive('a');
      await until(() => asked > MAX_FETCH_TRIES + 3);
      expect((await fileOf(id))?.state).toBe('pending');
      expect((await here.message(id)).fetchTries ?? 0).toBe(0);
      await bringBack?.();
      await until(async () => (await fileOf(id))?.state !== 'pending');
      const file = await fileOf(id);
      expect(file?.state).toBe('stored');
      expect(await text(await here.house.files.open(file?.fileKey ?? ''))).toBe('hello');
    },
  );

  it('what the source refuses is said all the same, and what the source fails at is counted afterwards', async () => {
    const bringBack = await places['a disk that refuses']?.();
    here.toy.network.blobs.set('a', Buffer.from('hello'));
    fetcher.start();
    const [gone, kept] = [await receive('nowhere'), await receive('a')];
    await until(async () => (await fileOf(gone))?.state !== 'pending');
    expect((await fileOf(gone))?.state).toBe('unavailable');
    expect((await fileOf(kept))?.state).toBe('pending');
    const fault = new ChannelError('unreachable_network', 'no', { certainty: 'not-sent' });
    for (let n = 0; n < 100; n += 1) here.toy.network.mediaFaults.push(fault);
    await bringBack?.();
    await until(async () => (await fileOf(kept))?.state !== 'pending');
    expect((await fileOf(kept))?.state).toBe('failed');
  });

  it('networks are not asked for everything again and again', async () => {
    await places['a bucket that cannot be reached']?.();
    const adapterOf = () => here.adapterFor(here.account);
    const patient = createFileFetcher(here.house, { adapterOf, lookMs: 5, random: () => -1.5 });
    for (let nth = 0; nth < 40; nth += 1) {
      here.toy.network.blobs.set(`${nth}`, Buffer.from(`${nth}`));
      await receive(`${nth}`);
    }
    patient.start();
    await until(() => s3.log.length > 0 || asked > 0);
    await new Promise((go) => setTimeout(go, 500));
    await patient.stop();
    expect(asked).toBeLessThan(20);
  });
});

describe('while files cannot be read', () => {
  it('an answer with one waits without a try, and goes out when it is over; without one it goes out', async () => {
    const { house, toy, meet, worker, reached } = here;
    const { conversationId } = await meet('bob');
    const other = await meet('eve');
    keepIn(await createS3Bytes(bucket, join(dir, 'spool')));
    const { _id } = await house.files.put(pieces('hello'), { uploadedBy: olga.id ?? '' });
    wire.refusing = true;
    wire.cut();
    worker().start();
    const withFile = await sendMessage(house, olga, conversationId, say('look', { attachments: [_id] }));
    const without = await sendMessage(house, olga, other.conversationId, say('hi'));
    await reached(without._id, 'sent');
    const waits = async () => (await here.message(withFile._id)).delivery;
    await until(async () => (await waits())?.nextTryAt !== undefined);
    expect(await waits()).toMatchObject({ state: 'queued', attempts: 0 });
    wire.refusing = false;
    house.clock = { now: () => Date.now() + 60_000 };
    expect((await reached(withFile._id, 'sent')).delivery?.attempts).toBe(1);
    expect(toy.network.taken.map(({ text }) => text).sort()).toEqual(['hi', 'look']);
  });

  it('who asks for one is told so, and of one that is gone that it is gone', async () => {
    keepIn(await createS3Bytes(bucket, join(dir, 'spool')));
    const { key } = await here.house.files.put(pieces('hello'), {});
    wire.refusing = true;
    wire.cut();
    await expect(here.house.files.open(key)).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    await expect(here.house.files.size(key)).rejects.toMatchObject({ code: 'unavailable' });
    wire.refusing = false;
    expect(await text(await here.house.files.open(key))).toBe('hello');
    await expect(here.house.files.size('f'.repeat(64))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who is to blame for a file that was not kept', () => {
  const put = (source: AsyncIterable<Uint8Array>) => here.house.files.put(source, {});

  it('is the source when it breaks off, and it is told as it came', async () => {
    keepIn(await createDiskBytes(dir));
    const broken = (async function* () {
      yield Buffer.from('123');
      throw new Error('cut');
    })();
    await expect(put(broken)).rejects.toThrow('cut');
  });

  it('is the place when it takes none; a source that nobody read is ended', async () => {
    await places['a disk that refuses']?.();
    let ended = false;
    const source = (async function* () {
      try {
        yield Buffer.from('123');
      } finally {
        ended = true;
      }
    })();
    await expect(put(source)).rejects.toMatchObject({ code: 'unavailable', field: 'attachments' });
    await until(() => ended);
  });

  it('is the place when it goes away between a picture and its small copy, which then is made later', async () => {
    const photo = await sharp({ create: { width: 1600, height: 800, channels: 3, background: 'blue' } })
      .jpeg()
      .toBuffer();
    const picture = async function* () {
      yield photo;
    };
    const bytes = await createS3Bytes(bucket, join(dir, 'spool'));
    let puts = 0;
    const away: FileBytes['put'] = (...given) => {
      puts += 1;
      if (puts === 2) s3.failNext(503, 503, 503);
      return bytes.put(...given);
    };
    keepIn({ ...bytes, put: away });
    await expect(put(picture())).rejects.toMatchObject({ code: 'unavailable' });
    expect(s3.objects.size).toBe(1);
    expect((await put(picture())).thumbnailKey).toBeDefined();
  });
});
