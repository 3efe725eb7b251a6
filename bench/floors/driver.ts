import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MongoClient } from 'mongodb';
import { type Timing, timed } from './percentiles.ts';

const SPAN = 2_000;

/** What the driver and a socket do in the same minute when the server's answers cost nothing. */
export async function driverFloor(document: object): Promise<Record<string, Timing>> {
  const directory = mkdtempSync(join(tmpdir(), 'okno-floor-'));
  const path = join(directory, 'db.sock');
  const worker = new Worker(new URL('./canned-server.js', import.meta.url), {
    workerData: { path, document },
  });
  await once(worker, 'message');
  const client = new MongoClient(`mongodb://${encodeURIComponent(path)}/bench?directConnection=true`, {
    maxPoolSize: 64,
  });
  const database = client.db();
  const conversations = database.collection<{ _id: number }>('conversations');
  try {
    const find = (): Promise<unknown> => conversations.findOne({ _id: 1 });
    const page = (): Promise<unknown> => conversations.find({ _id: 1 }).limit(50).toArray();
    const insert = (): Promise<unknown> => conversations.insertOne({ ...document, _id: 1 });
    const change = (): Promise<unknown> =>
      conversations.findOneAndUpdate({ _id: 1 }, { $set: { lastAt: new Date(), state: 'open' } });
    return {
      ping1: await timed(1, SPAN, () => database.command({ ping: 1 })),
      findOne1: await timed(1, SPAN, find),
      page50: await timed(1, SPAN, page),
      insertOne1: await timed(1, SPAN, insert),
      insertOne64: await timed(64, SPAN, insert),
      findOneAndUpdate64: await timed(64, SPAN, change),
    };
  } finally {
    await client.close();
    worker.postMessage('close');
    await once(worker, 'exit');
    rmSync(directory, { recursive: true, force: true });
  }
}
