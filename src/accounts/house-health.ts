import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { HouseHealthView } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { quarantineCount } from '../ingest/quarantine.ts';
import { countOpen } from '../store/envelopes.ts';
import { bytesStored } from '../store/files.ts';
import type { Standing } from './standing.ts';

/** Below this the disk counts as nearly full: the store needs room to write even when it deletes. */
const LOW_BYTES = 1024 ** 3;
/** Below this no file can be kept. */
const FULL_BYTES = 1024 ** 2;

/** What the house itself is short of. */
export async function houseHealth(house: House, standing: Standing): Promise<HouseHealthView> {
  const { store, config } = house;
  const quota = config.filesQuotaBytes;
  const disk = await spaceOf(config.dataDir);
  // Files may lie on a disk of their own.
  const files = config.s3 === undefined ? await spaceOf(join(config.dataDir, 'files')) : undefined;
  const bytes = await bytesStored(store.files);
  const full = (quota !== undefined && bytes >= quota) || (files !== undefined && files.free < FULL_BYTES);
  return {
    ...standing,
    ...(disk && { disk: { ...disk, low: disk.free < LOW_BYTES } }),
    files: { state: full ? 'full' : 'ok', bytes, ...(quota !== undefined && { quota }) },
    quarantine: await quarantineCount(house),
    unapplied: await countOpen(store.envelopes, 'new'),
  };
}

async function spaceOf(path: string): Promise<{ free: number; total: number } | undefined> {
  const disk = await statfs(path).catch(() => undefined);
  return disk && { free: disk.bavail * disk.bsize, total: disk.blocks * disk.bsize };
}
