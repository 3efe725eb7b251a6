import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createDiskBytes, type FileBytes } from './bytes.ts';
import { createS3Bytes } from './s3/bytes.ts';
import { openBucket } from './s3/client.ts';

/** Where the house keeps its files: a bucket where one is configured, else the data folder. */
export async function openBytes({ dataDir, s3 }: Pick<Config, 'dataDir' | 's3'>): Promise<FileBytes> {
  const disk = await createDiskBytes(join(dataDir, 'files'));
  if (s3 === undefined) return disk;
  return withOlder(await createS3Bytes(openBucket(s3), join(dataDir, 'files', 'outgoing')), disk);
}

/** New bytes go to one place; what is not there may still lie where they went before. */
export function withOlder(bytes: FileBytes, older: FileBytes): FileBytes {
  const elsewhere = async <T>(first: Promise<T>, second: () => Promise<T>): Promise<T> => {
    try {
      return await first;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
      return second();
    }
  };
  return {
    put: bytes.put,
    open: (key, range) => elsewhere(bytes.open(key, range), () => older.open(key, range)),
    size: (key) => elsewhere(bytes.size(key), () => older.size(key)),
    remove: async (key) => {
      await bytes.remove(key);
      await older.remove(key);
    },
  };
}
