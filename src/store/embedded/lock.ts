import { closeSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LOCK_FILE = 'store.lock';

interface Holder {
  readonly pid: number;
  /** When that process started, as the system tells it; empty where it cannot be told. */
  readonly started: string;
}

/** The start time of a process in clock ticks since boot (field 22 of /proc/<pid>/stat, man proc), '' elsewhere. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(holder: Holder): boolean {
  // Where start times cannot be told, our own number in a file we did not write is a coincidence.
  if (holder.pid === process.pid && holder.started === '') return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

function readHolder(file: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

/** Directories this process holds: a second store in the same process is refused as well. */
const held = new Set<string>();

/**
 * Claims a data folder for this process; two processes on one folder would corrupt it. Gives the function that
 * releases the claim. Throws a sentence when another living process holds it.
 */
export function claimDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, LOCK_FILE);
  const refuse = (pid: number): Error =>
    new Error(
      `The data folder ${directory} is in use by process ${pid}. Stop that process or choose another folder; two processes cannot share one.`,
    );
  if (held.has(file)) throw refuse(process.pid);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
      closeSync(handle);
      held.add(file);
      return () => release(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) throw refuse(holder.pid);
    // Left behind by a process that was killed, or by an earlier life of this one.
    unlinkSync(file);
  }
  throw new Error(`The lock file ${file} could not be taken.`);
}

function release(file: string): void {
  if (!held.delete(file)) return;
  try {
    unlinkSync(file);
  } catch {
    // Gone already: nobody is kept out, which is what releasing is for.
  }
}
