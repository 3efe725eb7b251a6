import type { HouseHealthView } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { quarantineCount } from '../ingest/quarantine.ts';
import { countOpen } from '../store/envelopes.ts';
import { bytesStored } from '../store/files.ts';
import { filesDirOf, LOW_BYTES, spaceOf } from './space.ts';
import type { Standing } from './standing.ts';

/** Below this no file can be kept. */
const FULL_BYTES = 1024 ** 2;

/** What the house itself is short of. */
export async function houseHealth(house: House, standing: Standing): Promise<HouseHealthView> {
  const { store, config } = house;
  const quota = config.filesQuotaBytes;
  const disk = await spaceOf(config.dataDir);
  // Files may lie on a disk of their own.
  const dir = filesDirOf(config);
  const files = dir === undefined ? undefined : await spaceOf(dir);
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
