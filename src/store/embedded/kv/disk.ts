import { statfsSync } from 'node:fs';

/** With less than this the disk counts as full. */
const FULL_BYTES = 256 * 1024;

/** Nothing more can be stored until somebody makes room. */
export class DiskFull extends Error {
  constructor(options?: ErrorOptions) {
    super('No space left on device', options);
    this.name = 'DiskFull';
  }
}

/** Whether the disk of a folder has next to nothing left. */
export function isFull(directory: string): boolean {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize < FULL_BYTES;
}
