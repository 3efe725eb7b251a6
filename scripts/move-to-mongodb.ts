import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { moveToMongo } from '../src/store/embedded/care/index.ts';
import { startEmbedded } from '../src/store/embedded/index.ts';

const USAGE = `Usage: npm run move-to-mongodb -- <mongodb://...> [--back]

Copies the database of DATA_DIR (./data) to a MongoDB server, with indexes, and compares both; --back copies from the
server into DATA_DIR. The service must not run. It can be run again after it was cut short.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { back: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
const [server, ...others] = positionals;
if (values.help || server === undefined || others.length > 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    await move(server, values.back === true);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function move(address: string, back: boolean): Promise<void> {
  const store = await startEmbedded({ dir: resolve(process.env.DATA_DIR ?? 'data') });
  try {
    const [from, to] = back ? [address, store.uri] : [store.uri, address];
    const moved = await moveToMongo(from, to, ({ database, collection, copied, total }) => {
      process.stderr.write(`${database}.${collection}: ${copied} of ${total}\n`);
    });
    for (const { database, collection, documents, sha256 } of moved) {
      process.stdout.write(
        `${database}.${collection}: ${documents} documents, the same on both sides (${sha256.slice(0, 12)})\n`,
      );
    }
  } finally {
    await store.close();
  }
}
