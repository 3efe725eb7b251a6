import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A store in a process of its own, so that its memory is not the load generator's. */
export interface StoreApart {
  readonly uri: string;
  /** Memory that is the process' own, in MB: the mapped file does not count (man proc, RssAnon; Linux only). */
  anonymousMb(): number | undefined;
  close(): Promise<void>;
}

/** Starts a store on a folder; resolves when it can be used. */
export async function startApart(directory: string): Promise<StoreApart> {
  const child = fork(fileURLToPath(new URL('./process.js', import.meta.url)), [directory]);
  const ended = once(child, 'exit');
  const ready: unknown = await Promise.race([once(child, 'message'), ended]);
  const [uri] = ready as unknown[];
  if (typeof uri !== 'string') throw new Error('The process of the store ended before it was ready.');
  return {
    uri,
    anonymousMb: () => anonymousMbOf(child.pid),
    async close() {
      child.send('close');
      await ended;
    },
  };
}

function anonymousMbOf(pid: number | undefined): number | undefined {
  try {
    const found = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return found === undefined ? undefined : Math.round(Number(found) / 1024);
  } catch {
    return undefined;
  }
}
