import { Worker } from 'node:worker_threads';
import { decodeChanges } from './changes.ts';
import type { DataFile } from './kv.ts';

/** Where the data file notes the newest group it holds, in the space `meta`. */
const APPLIED_KEY = Buffer.from('applied');

/** The newest group in the data file; 0 before the first. */
export function appliedGroup(data: DataFile): number {
  return Number(data.get('meta', APPLIED_KEY)?.readBigUInt64BE(0) ?? 0);
}

/** Puts encoded changes into the data file in one durable transaction, with the number of the newest group among them. */
export function applyChanges(data: DataFile, changes: Buffer, group: number): void {
  const applied = Buffer.alloc(8);
  applied.writeBigUInt64BE(BigInt(group));
  data.write(() => {
    decodeChanges(changes, ({ space, key, value }) => {
      if (value === undefined) data.delete(space, key);
      else data.put(space, key, value);
    });
    data.put('meta', APPLIED_KEY, applied);
  });
}

/** Brings changes into the data file. Rejects when it cannot be written, with nothing changed. */
export interface Applier {
  apply(changes: Buffer, group: number): Promise<void>;
  close(): Promise<void>;
}

/** In the calling thread, which waits for the disk meanwhile. */
export function applyHere(data: DataFile): Applier {
  return {
    async apply(changes, group) {
      applyChanges(data, changes, group);
    },
    close: async () => {},
  };
}

/** What the thread is asked and what it answers. */
export interface ApplyRequest {
  readonly changes: Uint8Array;
  readonly group: number;
}
export interface ApplyAnswer {
  readonly problem?: string;
}

/** In a thread of its own, so that nobody waits for the data file. Only from compiled code. */
export function applyInThread(directory: string): Applier {
  let thread: ApplierThread | undefined;
  return {
    async apply(changes, group) {
      thread ??= new ApplierThread(directory);
      try {
        await thread.apply({ changes, group });
      } catch (error) {
        // The next attempt gets a new one.
        if (thread.hasEnded) thread = undefined;
        throw error;
      }
    },
    close: async () => thread?.close(),
  };
}

class ApplierThread {
  private readonly worker: Worker;
  private answered: ((answer: ApplyAnswer) => void) | undefined;
  private failure: Error | undefined;

  constructor(directory: string) {
    this.worker = new Worker(new URL('./applier-thread.js', import.meta.url), {
      workerData: directory,
      // It passes bytes on and keeps nothing: room for what is short-lived would only stay taken.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const failed = (error: Error): void => {
      this.failure ??= error;
      this.answered?.({ problem: this.failure.message });
    };
    this.worker.on('message', (answer: ApplyAnswer) => this.answered?.(answer));
    this.worker.on('error', failed);
    this.worker.on('exit', () => failed(new Error('The thread that writes the data file ended')));
  }

  get hasEnded(): boolean {
    return this.failure !== undefined;
  }

  async apply(request: ApplyRequest): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const answer = new Promise<ApplyAnswer>((resolve) => {
      this.answered = resolve;
    });
    this.worker.postMessage(request, [request.changes.buffer as ArrayBuffer]);
    const { problem } = await answer;
    if (problem !== undefined) throw new Error(problem);
  }

  async close(): Promise<void> {
    if (this.failure !== undefined) return;
    const exit = new Promise((resolve) => this.worker.once('exit', resolve));
    this.worker.postMessage('close');
    await exit;
  }
}
