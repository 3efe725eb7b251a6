import { writeSync } from 'node:fs';
import { type Collection, MongoClient } from 'mongodb';
import { startEmbedded } from '../../../src/store/embedded/index.ts';

/** Run as a process of its own: writes as fast as it can and tells each acknowledgement, until it is killed. */
interface Item {
  _id: string;
  v: number;
  group: number;
  at: Date;
  tokens: string[];
}

const [directory = '', writers = '32', round = '0'] = process.argv.slice(2);

function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

function tokensOf(value: number): string[] {
  return [`t${value % 17}`, `u${value % 5}`];
}

async function put(items: Collection<Item>, key: string, value: number): Promise<void> {
  const fields = { v: value, group: value % 7, at: new Date(value), tokens: tokensOf(value) };
  if (value % 3 === 0) await items.findOneAndUpdate({ _id: key }, { $set: fields }, { upsert: true });
  else if (value % 3 === 1) await items.replaceOne({ _id: key }, fields, { upsert: true });
  else
    await items.bulkWrite([{ updateOne: { filter: { _id: key }, update: { $set: fields }, upsert: true } }]);
}

async function write(items: Collection<Item>, writer: number): Promise<void> {
  for (let step = 0; ; step++) {
    const value = Number(round) * 1_000_000 + step * 100 + writer;
    const key = `w${writer}-${step % 40}`;
    const deleting = step % 11 === 10;
    tell(`? ${writer} ${deleting ? 'delete' : 'put'} ${key} ${value}`);
    if (deleting) await items.deleteOne({ _id: key });
    else await put(items, key, value);
    tell(`! ${writer}`);
  }
}

const store = await startEmbedded({ dir: directory });
const client = new MongoClient(store.uriFor('crash'), { maxPoolSize: Number(writers) });
const items = client.db().collection<Item>('items');
await items.createIndex({ v: 1 }, { unique: true });
await items.createIndex({ group: 1, at: -1 });
await items.createIndex({ tokens: 1 });
await items.createIndex({ at: 1 }, { partialFilterExpression: { group: { $gte: 3 } } });
await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(items, writer)));
