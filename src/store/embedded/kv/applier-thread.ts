import { parentPort, workerData } from 'node:worker_threads';
import { type ApplyAnswer, type ApplyRequest, applyChanges } from './applier.ts';
import { openLmdb } from './lmdb.ts';

const port = parentPort;
if (port === null) throw new Error('applier-thread.ts runs as a worker thread only');

const data = openLmdb(workerData as string);

function apply({ changes, group }: ApplyRequest): ApplyAnswer {
  try {
    applyChanges(data, Buffer.from(changes.buffer, changes.byteOffset, changes.length), group);
    return {};
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (request: ApplyRequest | 'close') => {
  if (request !== 'close') return port.postMessage(apply(request));
  void data.close().then(() => port.close());
});
