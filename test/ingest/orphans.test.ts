import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startChores } from '../../src/events/chores.ts';
import { lowestIdAt } from '../../src/ids.ts';
import { createOrphanSearch } from '../../src/ingest/orphans.ts';
import type { Store } from '../../src/store/connect.ts';
import { type EnvelopeDoc, envelopesById, storeEnvelopes } from '../../src/store/envelopes.ts';
import { type CoreHouse, coreHouse } from '../support/core-house.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SIZE = 20_000;

let core: CoreHouse;
let store: Store;
let now = 0;
let look: () => Promise<void>;

beforeEach(async () => {
  now = Date.now();
  core = await coreHouse({ clock: { now: () => now } });
  store = core.house.store;
  look = createOrphanSearch(core.house);
});
afterEach(() => core.close());

let made = 0;
function idNow(): string {
  made += 1;
  return lowestIdAt(now).slice(0, 12) + String(made).padStart(12, '0');
}

const docOf = (key: string, size = SIZE): EnvelopeDoc => ({
  _id: idNow(),
  key,
  accountId: 'a',
  channel: 'toy',
  lane: 'l',
  bytes: Buffer.alloc(size, key),
  size,
  receivedAt: new Date(now),
  state: 'new',
  open: true,
  attempts: 0,
});

/** The pieces of it are stored, the envelope is not: the process ended, or the store refused, in between. */
async function halfStored(doc: EnvelopeDoc): Promise<void> {
  const insertMany = () => Promise.reject(new Error('the process is gone'));
  const envelopes = { collection: { insertMany } } as unknown as Store['envelopes'];
  await expect(storeEnvelopes({ envelopes, envelopeParts: store.envelopeParts }, [doc])).rejects.toThrow();
}

const parts = () => store.envelopeParts.countDocuments();
const bytesOf = async ({ _id }: EnvelopeDoc) => (await envelopesById(store, [_id]))[0]?.bytes;

test('pieces that a crash left without an envelope are removed after a day, and nothing else is', async () => {
  const [lost, kept] = [docOf('lost', 9_000_000), docOf('kept', 9_000_000)];
  await halfStored(lost);
  await storeEnvelopes(store, [kept]);
  // The network tells it again.
  const again = docOf('lost');
  await storeEnvelopes(store, [again]);
  expect(await parts()).toBe(5);
  for (let hours = 0; hours < 24; hours += 1) {
    await look();
    now += HOUR;
  }
  expect(await parts()).toBe(5);
  now += HOUR;
  await look();
  now += HOUR;
  await look();
  expect(await parts()).toBe(3);
  expect((await bytesOf(kept))?.equals(kept.bytes)).toBe(true);
  expect((await bytesOf(again))?.equals(again.bytes)).toBe(true);
});

test('an envelope that is written late keeps its pieces, even where a clock is a day ahead', async () => {
  const late = docOf('late');
  await halfStored(late);
  now += 3 * DAY;
  await look();
  await storeEnvelopes(store, [late]);
  await look();
  await look();
  expect((await bytesOf(late))?.equals(late.bytes)).toBe(true);
});

test('a start in between forgets none, and what was looked at is not looked at again', async () => {
  await halfStored(docOf('one'));
  now += 2 * DAY;
  await look();
  look = createOrphanSearch(core.house);
  await look();
  expect(await parts()).toBe(1);
  await look();
  expect(await parts()).toBe(0);
  expect(await store.progress.findById('orphaned parts').lean()).toMatchObject({ cursor: now - DAY });
  look = createOrphanSearch(core.house);
  await halfStored(docOf('two'));
  now += 2 * DAY;
  await look();
  await look();
  expect(await parts()).toBe(0);
});

test('more than one page of them', async () => {
  for (let nth = 0; nth < 30; nth += 1) {
    const docs = Array.from({ length: 40 }, (_, at) => docOf(`${nth} ${at}`, 8_193));
    if (nth % 2 === 0) for (const doc of docs) await halfStored(doc);
    else await storeEnvelopes(store, docs);
  }
  now += 2 * DAY;
  await look();
  await look();
  expect(await parts()).toBe(600);
});

test('the service does so by itself', async () => {
  await halfStored(docOf('lost'));
  now += 2 * DAY;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const chores = startChores(core.house);
  while ((await parts()) > 0) vi.advanceTimersByTime(HOUR);
  chores.stop();
  vi.useRealTimers();
});
