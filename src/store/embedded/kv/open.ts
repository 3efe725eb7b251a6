import { appliedGroup, applyHere, applyInThread } from './applier.ts';
import { type Change, decodeChanges } from './changes.ts';
import { DiskFull, isFull } from './disk.ts';
import type { Kv, Space } from './kv.ts';
import { openLmdb } from './lmdb.ts';
import { CommitLog } from './log.ts';
import { type Recents, readsOver } from './reads.ts';
import { type Recent, RecentChanges, textOf } from './recent.ts';
import { Settler } from './settler.ts';

/**
 * Opens (or makes) the store of `directory`: a data file with a log before it. A group of changes is durable with one
 * write to the log, whatever pages of the data file it touches; the data file takes the changes of many groups together
 * a moment later. What it does not hold yet is kept in memory, and read from the log after a crash. `thread`: another
 * thread writes the data file, so that nobody waits for it (compiled code only).
 */
export function openKv(directory: string, { thread = false } = {}): Kv {
  const data = openLmdb(directory);
  const recents: Recents = {
    meta: new RecentChanges(),
    docs: new RecentChanges(),
    index: new RecentChanges(),
  };
  const applied = appliedGroup(data);
  const { log, groups } = openLog(directory, applied, () => void data.close());
  const applier = thread ? applyInThread(directory) : applyHere(data);
  const settler = new Settler(recents, log, applier, applied, () => data.refresh());
  let newest = applied;
  for (const { number, changes } of groups) {
    decodeChanges(changes, ({ space, key, value }) => {
      recents[space].set(textOf(key), { value: value && Buffer.from(value), group: number });
    });
    newest = number;
    settler.note(number, changes);
  }

  /** What the group that runs has changed so far, and how it was before. */
  let group: Change[] = [];
  let undo: [Space, string, Recent | undefined][] = [];
  const change = (one: Change & { readonly key: Buffer }): void => {
    const key = textOf(one.key);
    undo.push([one.space, key, recents[one.space].set(key, { value: one.value, group: newest + 1 })]);
    group.push(one);
  };
  const rollBack = (): void => {
    for (const [space, key, before] of undo.reverse()) recents[space].set(key, before);
  };
  const run = <T>(action: () => T): T => {
    group = [];
    undo = [];
    try {
      const result = action();
      if (group.length > 0 && settler.problem !== undefined) throw settler.problem;
      // The log has its room in advance; what the data file needs later must be there too.
      if (group.length > 0 && isFull(directory)) throw new DiskFull();
      return result;
    } catch (error) {
      rollBack();
      throw error;
    }
  };
  const durable = (changes: Buffer): void => {
    newest += 1;
    settler.note(newest, changes);
  };
  return {
    ...readsOver(data, recents),
    put: (space, key, value) => change({ space, key, value }),
    delete: (space, key) => change({ space, key, value: undefined }),
    write(action) {
      const result = run(action);
      try {
        if (group.length > 0) durable(log.appendNow(newest + 1, group));
      } catch (error) {
        rollBack();
        throw error;
      }
      return result;
    },
    async commit(action) {
      const result = run(action);
      if (group.length === 0) return result;
      try {
        durable(await log.append(newest + 1, group));
      } catch (error) {
        rollBack();
        throw error;
      }
      return result;
    },
    room: () => settler.room(),
    async backup(file) {
      await settler.settleAll();
      await data.backup(file);
    },
    size: data.size,
    maxKeyBytes: data.maxKeyBytes,
    async close() {
      await settler.close();
      log.close();
      await data.close();
    },
  };
}

function openLog(directory: string, applied: number, failed: () => void): ReturnType<typeof CommitLog.open> {
  try {
    return CommitLog.open(directory, applied);
  } catch (error) {
    failed();
    throw error;
  }
}
