import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { systemClock } from '../../src/house.ts';
import { createRegistry } from '../../src/registry.ts';
import { openService, type Service } from '../../src/service.ts';
import { silent, testStoreUri } from '../support/store.ts';

/** A service as it is right after installing: every channel, nobody signed up, no account. */
export async function freshHouse(env: Record<string, string> = {}): Promise<Service> {
  const dir = mkdtempSync(join(tmpdir(), 'okno-e2e-'));
  const service = await openService({
    config: readConfig({ PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent', DATA_DIR: dir, ...env }),
    clock: systemClock,
    registry: createRegistry(),
    log: silent,
    storeUri: await testStoreUri(),
  });
  return {
    ...service,
    async close() {
      await service.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
