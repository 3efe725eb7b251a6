import { openKv } from '../kv/open.ts';
import { claimDirectory } from '../lock.ts';
import { createEngine } from '../store/engine.ts';
import { backupStore, type Manifest } from './backup.ts';

/** Backs up a data folder that no process uses; throws a sentence when one does. */
export async function backupFolder(directory: string, folder: string): Promise<Manifest> {
  const release = claimDirectory(directory);
  try {
    const engine = createEngine(openKv(directory));
    try {
      return await backupStore(engine, folder);
    } finally {
      await engine.close();
    }
  } finally {
    release();
  }
}
