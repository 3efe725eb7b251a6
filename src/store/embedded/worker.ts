import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './serve.ts';
import type { StoreLog } from './store/engine.ts';
import type { FromWorker, WorkerStart } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker thread only');

const tell = (message: FromWorker): void => port.postMessage(message);

function describe(details: object): object {
  const { err, ...rest } = details as { err?: unknown };
  return err === undefined
    ? rest
    : { ...rest, err: err instanceof Error ? (err.stack ?? err.message) : String(err) };
}

const log: StoreLog = {
  info: (details, message) => tell({ kind: 'log', level: 'info', details: describe(details), message }),
  warn: (details, message) => tell({ kind: 'log', level: 'warn', details: describe(details), message }),
  error: (details, message) => tell({ kind: 'log', level: 'error', details: describe(details), message }),
};

const { directory, listen, ttlSweepMs } = workerData as WorkerStart;
const served = await serve(directory, listen, { log, ...(ttlSweepMs === undefined ? {} : { ttlSweepMs }) });
tell({ kind: 'ready', port: served.port });

port.on('message', () => {
  served.close().then(
    () => {
      tell({ kind: 'closed' });
      port.close();
    },
    (error: unknown) => {
      tell({
        kind: 'log',
        level: 'error',
        details: describe({ err: error }),
        message: 'The store did not close',
      });
      tell({ kind: 'closed' });
      port.close();
    },
  );
});
