import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** A mount namespace of one's own; without the rights of root in a user namespace of one's own. */
const NAMESPACES: readonly (readonly string[])[] = [
  ['unshare', '--mount'],
  ['unshare', '--user', '--map-root-user', '--mount'],
];
const namespace = NAMESPACES.find(([program = '', ...args]) => {
  const tried = spawnSync(program, [...args, 'mount', '-t', 'tmpfs', 'none', tmpdir()]);
  return tried.status === 0;
});

/** Whether this machine lets a process have a small disk of its own. */
export const smallDisks = namespace !== undefined;

/** Runs the command that follows with a disk of so many megabytes at `dir`, which it alone sees. */
export function onSmallDisk(dir: string, megabytes: number): readonly string[] {
  if (namespace === undefined) throw new Error('This machine gives no process a disk of its own.');
  const script = `mount -t tmpfs -o size=${megabytes}m,mode=700 none "$0" && exec "$@"`;
  return [...namespace, 'sh', '-c', script, dir];
}

const fillerOf = (pid: number, dir: string) => `/proc/${pid}/root${dir}/filler`;

/** Takes the last byte of the disk that the process sees at `dir`. */
export function fillDisk(pid: number, dir: string): void {
  const file = openSync(fillerOf(pid, dir), 'a', 0o600);
  try {
    for (const size of [1_048_576, 65_536, 4_096, 1]) writeUntilRefused(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
}

export function freeDisk(pid: number, dir: string): void {
  rmSync(fillerOf(pid, dir));
}

function writeUntilRefused(file: number, bytes: Uint8Array): void {
  try {
    while (writeSync(file, bytes) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
