import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelErrorCode } from '../../channels/errors.ts';
import { ChannelError } from '../../channels/errors.ts';
import { createFileFetcher, type FileFetcher, MAX_FETCH_TRIES } from '../../src/files/fetcher.ts';
import { retryFile } from '../../src/files/retry.ts';
import { newId } from '../../src/ids.ts';
import type { MessageDoc, StoredAttachment } from '../../src/store/message-doc.ts';
import { type DeliveryHouse, deliveryHouse } from '../delivery/house.ts';

let opened: DeliveryHouse | undefined;
let fetcher: FileFetcher | undefined;
afterEach(async () => {
  await fetcher?.stop();
  await opened?.close();
});

const refused = (code: ChannelErrorCode) => new ChannelError(code, 'no', { certainty: 'not-sent' });

async function start() {
  const here = await deliveryHouse();
  opened = here;
  const { house, adapterFor, account } = here;
  const changes: string[] = [];
  house.events.subscribe(({ event }) => {
    if (event.name !== 'message.changed') return;
    const [file] = event.data.message.attachments;
    if (file) changes.push(file.state);
  });
  const adapter = adapterFor(account);
  fetcher = createFileFetcher(house, { adapterOf: () => adapter, lookMs: 10, random: () => -1.5 });
  const receive = async (...files: Partial<StoredAttachment>[]): Promise<MessageDoc> => {
    const attachments = files.map((file): StoredAttachment => {
      return { id: newId(), kind: 'file', state: 'pending', ref: { blob: 'a' }, ...file };
    });
    const content = { text: { text: 'look', spans: [] }, attachments, cards: [] };
    return (await here.meet('ann', 'look', { content, fetchAt: new Date() })).message;
  };
  const settled = async (id: string) => {
    for (;;) {
      const doc = await here.message(id);
      if (doc.fetchAt === undefined) return doc;
      await new Promise((go) => setTimeout(go, 5));
    }
  };
  return { ...here, changes, receive, settled, fetcher };
}

describe('the file fetcher', () => {
  it('stores what a client sent and announces it when the bytes are there', async () => {
    const { house, toy, changes, receive, settled, fetcher } = await start();
    toy.network.blobs.set('a', Buffer.from('hello'));
    toy.network.blobs.set('b', Buffer.from('world'));
    house.events.subscribe(({ event }) => {
      if (event.name !== 'message.changed') return;
      for (const file of event.data.message.attachments) {
        if (file.state === 'stored') expect(file.url).toBeDefined();
      }
    });
    fetcher.start();
    const message = await receive({ name: '../a.txt', kind: 'voice' }, { ref: { blob: 'b' } });
    const { content } = await settled(message._id);
    expect(content.attachments).toMatchObject([
      { state: 'stored', name: 'a.txt', size: 5, kind: 'voice' },
      { state: 'stored', size: 5 },
    ]);
    const bytes = await Promise.all(
      content.attachments.map(async (file) => text(await house.files.open(file.fileKey ?? ''))),
    );
    expect(bytes).toEqual(['hello', 'world']);
    expect(changes.length).toBeGreaterThanOrEqual(2);
  });

  it('takes up what was pending before it started', async () => {
    const { toy, receive, settled, fetcher } = await start();
    toy.network.blobs.set('a', Buffer.from('hello'));
    const message = await receive({});
    fetcher.start();
    expect((await settled(message._id)).content.attachments[0]?.state).toBe('stored');
  });

  it('tries again after a failure that may pass', async () => {
    const { toy, receive, settled, fetcher } = await start();
    toy.network.blobs.set('a', Buffer.from('hello'));
    toy.network.mediaFaults.push(refused('unreachable_network'), refused('rate_limited'));
    fetcher.start();
    const message = await receive({});
    expect((await settled(message._id)).content.attachments[0]?.state).toBe('stored');
    expect(toy.network.mediaFaults).toEqual([]);
  });

  it.each([
    { name: 'the network will not hand it out', file: { fetchable: false } },
    { name: 'it is larger than the network hands out', file: { size: 1_000_001 } },
    { name: 'it is gone', file: { ref: { blob: 'nowhere' } } },
    { name: 'it is larger than we keep', file: { ref: { blob: 'huge' } } },
  ])('says so when $name', async ({ file }) => {
    const { toy, receive, settled, fetcher } = await start();
    toy.network.blobs.set('huge', Buffer.alloc(5_000_001));
    fetcher.start();
    const message = await receive(file);
    expect((await settled(message._id)).content.attachments[0]?.state).toBe('unavailable');
  });

  it('gives up after many tries, and a person can ask again', async () => {
    const { house, toy, receive, settled, fetcher } = await start();
    for (let n = 0; n < MAX_FETCH_TRIES; n += 1) toy.network.mediaFaults.push(refused('unreachable_network'));
    toy.network.blobs.set('a', Buffer.from('hello'));
    fetcher.start();
    const message = await receive({});
    const failed = await settled(message._id);
    expect(failed.content.attachments[0]?.state).toBe('failed');
    await retryFile(house, message._id, failed.content.attachments[0]?.id ?? '');
    expect((await settled(message._id)).content.attachments[0]?.state).toBe('stored');
  });

  it('fetches each file once although several look for work', async () => {
    const { toy, account, adapterFor, house, receive, settled, fetcher } = await start();
    let fetches = 0;
    const adapter = adapterFor(account);
    const { openMedia } = adapter;
    adapter.openMedia = async (...given) => {
      fetches += 1;
      return openMedia.apply(adapter, given);
    };
    for (let n = 0; n < 10; n += 1) toy.network.blobs.set(`${n}`, Buffer.from(`${n}`));
    const other = createFileFetcher(house, { adapterOf: () => adapter, lookMs: 10 });
    fetcher.start();
    other.start();
    const messages = [];
    for (let n = 0; n < 10; n += 1) messages.push(await receive({ ref: { blob: `${n}` } }));
    for (const message of messages) await settled(message._id);
    await other.stop();
    expect(fetches).toBe(10);
  });
});
