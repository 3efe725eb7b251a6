import type { Store } from '../../src/store/connect.ts';

const WRITES = [
  'insertOne',
  'insertMany',
  'updateOne',
  'replaceOne',
  'updateMany',
  'bulkWrite',
  'findOneAndUpdate',
  'deleteMany',
  'deleteOne',
] as const;

export interface Crash {
  /** Writes that were carried out so far. */
  writes(): number;
  /** True once the process counts as dead. */
  dead(): boolean;
  /** Lets everything through again: the next life. */
  heal(): void;
}

/**
 * Makes a store die after its `nth` write: that write is carried out but its answer never comes, and nothing works
 * from then on, as when a process is killed between two steps.
 */
export function crashAfter(store: Store, nth: number): Crash {
  let writes = 0;
  let dead = false;
  const undo: (() => void)[] = [];
  const gone = () => Object.assign(new Error('The process is dead.'), { name: 'MongoNetworkError' });
  for (const model of Object.values(store.connection.models)) {
    const collection = model.collection as unknown as Record<
      string,
      (...args: unknown[]) => Promise<unknown>
    >;
    for (const name of WRITES) {
      const real = collection[name]?.bind(collection);
      if (real === undefined) continue;
      collection[name] = async (...args) => {
        if (dead) throw gone();
        writes += 1;
        const last = writes === nth;
        if (last) dead = true;
        const result = await real(...args);
        if (last) throw gone();
        return result;
      };
      undo.push(() => delete collection[name]);
    }
  }
  return {
    writes: () => writes,
    dead: () => dead,
    heal: () => {
      dead = false;
      for (const back of undo) back();
    },
  };
}
