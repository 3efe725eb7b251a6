import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileBytes } from '../bytes.ts';
import type { S3Bucket } from './client.ts';

const KEY = /^[0-9a-f]{64}$/;

/**
 * Bytes in a bucket, by their hash. The name of an object is known only when all of it has been read, so it waits in a
 * folder here until the bucket has it.
 */
export async function createS3Bytes(bucket: S3Bucket, spoolDir: string): Promise<FileBytes> {
  await mkdir(spoolDir, { recursive: true });
  for (const name of await readdir(spoolDir)) await rm(join(spoolDir, name), { force: true });

  const nameOf = (key: string): string => {
    if (!KEY.test(key)) throw Object.assign(new Error('No such file'), { code: 'ENOENT' });
    return `${key.slice(0, 2)}/${key.slice(2)}`;
  };
  const exists = async (name: string, size: number): Promise<boolean> => {
    try {
      return (await bucket.size(name)) === size;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return false;
      throw error;
    }
  };

  return {
    put: async (source, inspect) => {
      const spooled = join(spoolDir, randomUUID());
      const hash = createHash('sha256');
      let size = 0;
      try {
        const handle = await open(spooled, 'wx', 0o600);
        try {
          for await (const piece of source) {
            size += piece.length;
            inspect?.(piece, size);
            hash.update(piece);
            await handle.writeFile(piece);
          }
        } finally {
          await handle.close();
        }
        const key = hash.digest('hex');
        const name = nameOf(key);
        if (!(await exists(name, size))) {
          await bucket.put(name, () => createReadStream(spooled), { size, hash: key });
        }
        return { key, size };
      } finally {
        await rm(spooled, { force: true });
      }
    },
    open: async (key, range) => bucket.get(nameOf(key), range),
    size: async (key) => bucket.size(nameOf(key)),
    remove: async (key) => bucket.remove(nameOf(key)),
  };
}
