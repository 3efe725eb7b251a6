import { statfs } from 'node:fs/promises';
import type { HouseHealthView } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { quarantineCount } from '../ingest/quarantine.ts';
import { countOpen } from '../store/envelopes.ts';
import { bytesStored } from '../store/files.ts';

/** Below this the disk counts as nearly full: the store needs room to write even when it deletes. */
const LOW_BYTES = 1024 ** 3;

/** What the house itself is short of. */
export async function houseHealth(house: House): Promise<HouseHealthView> {
  const { store, config } = house;
  const quota = config.filesQuotaBytes;
  const disk = await statfs(config.dataDir).catch(() => undefined);
  const free = disk === undefined ? 0 : disk.bavail * disk.bsize;
  return {
    store: disk !== undefined && free === 0 ? 'full' : 'ok',
    ...(disk && { disk: { free, total: disk.blocks * disk.bsize, low: free < LOW_BYTES } }),
    files: { bytes: await bytesStored(store.files), ...(quota !== undefined && { quota }) },
    quarantine: await quarantineCount(house),
    unapplied: await countOpen(store.envelopes, 'new'),
  };
}
