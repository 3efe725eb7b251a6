import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';

/** Below this a disk counts as nearly full: the store needs room to write even when it deletes. */
export const LOW_BYTES = 1024 ** 3;

/** In bytes. */
export interface DiskSpace {
  free: number;
  total: number;
}

/** Undefined where the system does not tell. */
export async function spaceOf(path: string): Promise<DiskSpace | undefined> {
  const disk = await statfs(path).catch(() => undefined);
  return disk && { free: disk.bavail * disk.bsize, total: disk.blocks * disk.bsize };
}

/** Where files lie on disk; undefined when they lie in a bucket. */
export const filesDirOf = ({ dataDir, s3 }: Config): string | undefined =>
  s3 === undefined ? join(dataDir, 'files') : undefined;

/** Of the house's disks, the one with the least room: files may lie on one of their own. */
export async function tightestDisk(config: Config): Promise<DiskSpace | undefined> {
  const files = filesDirOf(config);
  const disks = await Promise.all([
    spaceOf(config.dataDir),
    files === undefined ? undefined : spaceOf(files),
  ]);
  return disks.filter((disk) => disk !== undefined).sort((one, other) => one.free - other.free)[0];
}
