import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A stretch of a file; `end` is the last byte, included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where bytes live, by the hash of what they say. A store elsewhere needs only these. */
export interface FileBytes {
  /**
   * Durable when resolved. `inspect` sees every piece on its way and stops the write by throwing; then nothing is
   * kept.
   */
  put(
    source: AsyncIterable<Uint8Array>,
    inspect?: (piece: Uint8Array, total: number) => void,
  ): Promise<{ key: string; size: number }>;
  /** Rejects with ENOENT when there are none. */
  open(key: string, range?: ByteRange): Promise<Readable>;
  size(key: string): Promise<number>;
  /** Nothing happens when they are gone already. */
  remove(key: string): Promise<void>;
}

const KEY = /^[0-9a-f]{64}$/;

/** Bytes in a folder, two levels deep. A file appears under its name only when its bytes are on the disk. */
export async function createDiskBytes(dir: string): Promise<FileBytes> {
  const incoming = join(dir, 'incoming');
  await mkdir(incoming, { recursive: true });
  for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true });

  const pathOf = (key: string): string => {
    if (!KEY.test(key)) throw Object.assign(new Error('No such file'), { code: 'ENOENT' });
    return join(dir, key.slice(0, 2), key.slice(2));
  };

  return {
    put: async (source, inspect) => {
      const temporary = join(incoming, randomUUID());
      const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
      const hash = createHash('sha256');
      let size = 0;
      try {
        try {
          for await (const piece of source) {
            size += piece.length;
            inspect?.(piece, size);
            hash.update(piece);
            await handle.writeFile(piece);
          }
          await handle.sync();
        } finally {
          await handle.close();
        }
        const key = hash.digest('hex');
        const path = pathOf(key);
        if (!(await exists(path))) {
          const folder = join(dir, key.slice(0, 2));
          const isNew = await mkdir(folder, { recursive: true });
          await rename(temporary, path);
          await syncFolder(folder);
          if (isNew !== undefined) await syncFolder(dir);
        }
        return { key, size };
      } finally {
        await rm(temporary, { force: true });
      }
    },
    open: async (key, range) => {
      const path = pathOf(key);
      await access(path, constants.R_OK);
      return createReadStream(path, range);
    },
    size: async (key) => (await stat(pathOf(key))).size,
    remove: async (key) => rm(pathOf(key), { force: true }),
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
