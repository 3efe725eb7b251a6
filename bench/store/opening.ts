import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../src/store/embedded/index.ts';
import { openKv } from '../../src/store/embedded/kv/open.ts';
import { createEngine } from '../../src/store/embedded/store/engine.ts';

/** What the opening of a store that is closed takes, in milliseconds; the median of `times` each. */
export interface Opening {
  /** The engine alone, its code being loaded: files, catalog, what the log holds. */
  readonly engine: number;
  /** Until a driver has its first answer: with the start of the thread, its code and the connection. */
  readonly firstAnswer: number;
}

async function timed(times: number, work: () => Promise<() => Promise<void>>): Promise<number> {
  const durations: number[] = [];
  for (let at = 0; at < times; at++) {
    const begun = performance.now();
    const close = await work();
    durations.push(performance.now() - begun);
    await close();
  }
  durations.sort((a, b) => a - b);
  return Math.round(durations[times >> 1] ?? 0);
}

export async function opening(directory: string, times = 5): Promise<Opening> {
  return {
    engine: await timed(times, async () => {
      const engine = createEngine(openKv(directory, { thread: true }));
      return () => engine.close();
    }),
    firstAnswer: await timed(times, async () => {
      const store = await startEmbedded({ dir: directory });
      const client = new MongoClient(store.uriFor('bench'));
      await client.db().command({ ping: 1 });
      return async () => {
        await client.close();
        await store.close();
      };
    }),
  };
}
