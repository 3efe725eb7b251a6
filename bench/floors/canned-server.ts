import { parentPort, workerData } from 'node:worker_threads';
import { type Document, Long, serialize } from 'bson';
import { listenWire } from '../../src/store/embedded/wire/server.ts';

const HELLO = {
  ok: 1,
  isWritablePrimary: true,
  ismaster: true,
  minWireVersion: 0,
  maxWireVersion: 21,
  maxBsonObjectSize: 16 * 2 ** 20,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
};

const { path, document } = workerData as { path: string; document: Document };

function found(count: number): Buffer {
  const firstBatch = Array.from({ length: count }, () => document);
  return Buffer.from(serialize({ cursor: { firstBatch, id: Long.ZERO, ns: 'bench.conversations' }, ok: 1 }));
}

const ONE = found(1);
const PAGE = found(50);

/** A server that knows its answers beforehand: what a client sees of it is the price of driver and socket. */
const server = await listenWire({ path }, ({ command }) => {
  if ('find' in command) return command.limit === 1 ? ONE : PAGE;
  if ('insert' in command) return { ok: 1, n: 1 };
  if ('findAndModify' in command) return { ok: 1, value: document, lastErrorObject: { n: 1 } };
  return 'ping' in command ? { ok: 1 } : { ...HELLO };
});
parentPort?.on('message', () => {
  void server.close().then(() => parentPort?.close());
});
parentPort?.postMessage('ready');
