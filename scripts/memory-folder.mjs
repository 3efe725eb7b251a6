import { chmodSync, existsSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const MOUNT = '/dev/shm';
/** Bytes that have to be free; a whole run of the tests takes a tenth of it. */
const SPARE = 4e9;

/**
 * A folder in memory where the machine has plenty, else undefined: nothing that the tests prove hangs on how quick its
 * disk is. A TMPDIR that somebody has set is left alone.
 */
export function memoryFolder() {
  if (process.env.TMPDIR !== undefined || !existsSync(MOUNT)) return undefined;
  const { bavail, bsize } = statfsSync(MOUNT);
  if (Math.min(bavail * bsize, freemem()) < SPARE) return undefined;
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const options = mounts.find((line) => line.split(' ')[1] === MOUNT);
  // Some tests unpack a browser there and start it.
  if (options?.includes('noexec') !== false) return undefined;
  const folder = mkdtempSync(join(MOUNT, 'okno-'));
  // Servers that give up their rights have to find their way in, as in any temporary folder.
  chmodSync(folder, 0o1777);
  return folder;
}
