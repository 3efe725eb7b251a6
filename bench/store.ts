import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Collection, type Db, MongoClient } from 'mongodb';
import { driverFloor } from './floors/driver.ts';
import { lmdbFloor } from './floors/lmdb.ts';
import { type Timing, timed, timing } from './floors/percentiles.ts';
import { type StoreApart, startApart } from './store/apart.ts';
import { opening } from './store/opening.ts';

interface Conversation {
  _id: number;
  key: string;
  state: string;
  operator: number;
  lastAt: Date;
  unread: number;
  contact: { name: string; phone: string };
  last: { text: string; from: string };
  tags: string[];
}

const STATES = ['open', 'pending', 'closed', 'spam'];
const SPAN = 3_000;

function conversation(id: number): Conversation {
  return {
    _id: id,
    key: `telegram:${1000 + (id % 7)}:${id}`,
    state: STATES[id % 4] ?? 'open',
    operator: id % 40,
    lastAt: new Date(1_700_000_000_000 + ((id * 7919) % 10_000_000) * 1000),
    unread: id % 5,
    contact: { name: `Client number ${id}`, phone: `+7999${String(id).padStart(7, '0')}` },
    last: {
      text: 'The last message of this conversation, as a list shows it, cut to one line.',
      from: 'contact',
    },
    tags: ['new', `topic${id % 30}`],
  };
}

async function load(conversations: Collection<Conversation>, count: number): Promise<number> {
  const begun = performance.now();
  for (let from = 0; from < count; from += 1000) {
    const size = Math.min(1000, count - from);
    await conversations.insertMany(Array.from({ length: size }, (_, at) => conversation(from + at)));
  }
  return Math.round((count / (performance.now() - begun)) * 1000);
}

/** The keyset page of a conversation list: one state, newest first, behind a random place. */
function page(conversations: Collection<Conversation>, states: readonly string[]): Promise<Conversation[]> {
  const at = new Date(1_700_000_000_000 + Math.floor(Math.random() * 10_000_000) * 1000);
  const [only] = states;
  return conversations
    .find({
      state: states.length === 1 ? only : { $in: [...states] },
      $or: [{ lastAt: { $lt: at } }, { lastAt: at, _id: { $lt: 500 } }],
    } as never)
    .sort({ lastAt: -1, _id: -1 })
    .limit(50)
    .toArray();
}

async function reads(
  conversations: Collection<Conversation>,
  count: number,
): Promise<Record<string, Timing>> {
  const any = (): number => Math.floor(Math.random() * count);
  const byId = (): Promise<unknown> => conversations.findOne({ _id: any() });
  const byKey = (): Promise<unknown> => conversations.findOne({ key: conversation(any()).key });
  // The file has just been opened: the first reads are of the disk and of a cold program.
  await timed(8, SPAN / 2, byId);
  return {
    findOneById1: await timed(1, SPAN, byId),
    findOneById64: await timed(64, SPAN, byId),
    findOneByUniqueField1: await timed(1, SPAN, byKey),
    page50Clients1: await timed(1, SPAN, () => page(conversations, ['open'])),
    page50Clients16: await timed(16, SPAN, () => page(conversations, ['open'])),
    page50OfTwoStates: await timed(1, SPAN, () => page(conversations, ['open', 'pending'])),
    countOnIndex: await timed(1, SPAN, () => conversations.countDocuments({ state: 'open', operator: 0 })),
  };
}

async function writes(
  conversations: Collection<Conversation>,
  count: number,
): Promise<Record<string, Timing>> {
  let next = count + 1;
  const insert = (): Promise<unknown> => {
    next += 1;
    return conversations.insertOne(conversation(next));
  };
  const change = (): Promise<unknown> =>
    conversations.findOneAndUpdate(
      { _id: Math.floor(Math.random() * count) },
      { $set: { lastAt: new Date(), state: 'open' }, $inc: { unread: 1 } },
    );
  // As with reads: a process that has just begun compiles its code.
  await timed(8, SPAN / 2, insert);
  await timed(8, SPAN / 2, change);
  return {
    insertOne1: await timed(1, SPAN, insert),
    insertOne64: await timed(64, SPAN, insert),
    findOneAndUpdate1: await timed(1, SPAN, change),
    findOneAndUpdate64: await timed(64, SPAN, change),
  };
}

/** How long pings wait while something large is done. */
async function pingsDuring(
  database: Db,
  work: () => Promise<unknown>,
): Promise<Timing & { readonly workSeconds: number }> {
  const durations: number[] = [];
  let running = true;
  const begun = performance.now();
  const done = work().finally(() => {
    running = false;
  });
  while (running) {
    const start = performance.now();
    await database.command({ ping: 1 });
    durations.push(performance.now() - start);
    await wait(2);
  }
  await done;
  const span = performance.now() - begun;
  return { ...timing(durations, span), workSeconds: Math.round(span / 100) / 10 };
}

async function blocking(database: Db, conversations: Collection<Conversation>): Promise<object> {
  return {
    indexBuild: await pingsDuring(database, () => conversations.createIndex({ 'contact.phone': 1 })),
    scan: await pingsDuring(database, () => conversations.countDocuments({ 'contact.name': 'nobody' })),
    group: await pingsDuring(database, () =>
      conversations
        .aggregate([{ $group: { _id: '$operator', n: { $sum: 1 }, unread: { $sum: '$unread' } } }])
        .toArray(),
    ),
    updateMany: await pingsDuring(database, () =>
      conversations.updateMany({ operator: 3 }, { $inc: { unread: 1 } }),
    ),
    deleteMany: await pingsDuring(database, () => conversations.deleteMany({ operator: 5 })),
  };
}

/** Updates while cursors lie forgotten: the file must not keep what they once saw. */
async function growth(conversations: Collection<Conversation>, count: number, file: string): Promise<object> {
  for (let at = 0; at < 10; at++) await conversations.find({}, { batchSize: 2 }).next();
  const before = statSync(file).size;
  let updates = 0;
  for (; updates < 200_000; updates += 500) {
    await conversations.bulkWrite(
      Array.from({ length: 500 }, () => ({
        updateOne: {
          filter: { _id: Math.floor(Math.random() * count) },
          update: { $set: { lastAt: new Date() } },
        },
      })),
      { ordered: false },
    );
  }
  const after = statSync(file).size;
  return {
    updates,
    fileMbBefore: Math.round(before / 1e6),
    growth: Math.round((after / before) * 1000) / 1000,
  };
}

interface Opened {
  readonly store: StoreApart;
  readonly client: MongoClient;
}

async function openStore(directory: string): Promise<Opened> {
  const store = await startApart(directory);
  return { store, client: new MongoClient(store.uri, { maxPoolSize: 64 }) };
}

/**
 * The embedded engine, in a process of its own, through the driver, beside what LMDB alone and what driver and socket
 * alone do. Arguments: documents (1,000,000), and `throughput` for reads and writes only.
 */
export async function run(args: readonly string[] = []): Promise<object> {
  const count = Number(args[0] ?? 1_000_000);
  const directory = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  const file = join(directory, 'data.mdb');
  const floor = await lmdbFloor();
  const driver = await driverFloor(conversation(1));
  let opened = await openStore(directory);
  const result: Record<string, unknown> = { documents: count, floor, driver };
  try {
    let conversations = opened.client.db().collection<Conversation>('conversations');
    await conversations.createIndex({ key: 1 }, { unique: true });
    await conversations.createIndex({ state: 1, lastAt: -1, _id: -1 });
    await conversations.createIndex({ state: 1, operator: 1, lastAt: -1 });
    result.loadPerSecond = await load(conversations, count);
    result.fileMb = Math.round(statSync(file).size / 1e6);
    result.anonymousMbOfLoad = opened.store.anonymousMb();
    await opened.client.close();
    await opened.store.close();
    result.openMs = await opening(directory);
    opened = await openStore(directory);
    conversations = opened.client.db().collection<Conversation>('conversations');
    const read = await reads(conversations, count);
    const write = await writes(conversations, count);
    result.reads = read;
    result.writes = write;
    result.ratioToFloor = {
      findOneToDriver: (read.findOneById1?.perSecond ?? 0) / (driver.findOne1?.perSecond ?? 1),
      insertOne64ToDriver: (write.insertOne64?.perSecond ?? 0) / (driver.insertOne64?.perSecond ?? 1),
      findOne: (read.findOneById1?.perSecond ?? 0) / floor.readsPerSecond,
      page50: (read.page50Clients1?.perSecond ?? 0) / floor.pagesPerSecond,
      insertOne: (write.insertOne1?.perSecond ?? 0) / floor.commitsPerSecond,
    };
    result.anonymousMb = opened.store.anonymousMb();
    if (args[1] === 'throughput') return result;
    result.growth = await growth(conversations, count, file);
    result.longestPing = await blocking(opened.client.db(), conversations);
    result.anonymousMbAtEnd = opened.store.anonymousMb();
  } finally {
    await opened.client.close();
    await opened.store.close();
    rmSync(directory, { recursive: true, force: true });
  }
  return result;
}
