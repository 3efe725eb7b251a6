import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { HouseError } from './errors.ts';
import { type House, systemClock } from './house.ts';
import type { OpenedStore } from './open-store.ts';
import { createRegistry } from './registry.ts';
import type { RoomsOptions } from './rooms.ts';
import { addFirstAdministrator } from './users/people.ts';

/** Something made of rooms, that can be closed. */
interface Opened {
  house: House;
  close(): Promise<void>;
}

/** Opens the rooms on the store and what else they need, or closes everything, the store as well, after a trouble. */
export async function openAll<T extends Opened>(
  config: Config,
  log: Logger,
  store: OpenedStore,
  openOn: (options: RoomsOptions) => Promise<T>,
): Promise<{ service: T; end: () => Promise<void> }> {
  const closers: (() => Promise<unknown>)[] = [store.close];
  const end = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const options: RoomsOptions = {
      config,
      log,
      clock: systemClock,
      registry: createRegistry(),
      storeUri: store.uri,
    };
    if (config.redisUrl !== undefined) {
      // Its library is large, and most houses are one process.
      const { openFanOut } = await import('./api/socket/fan-out.ts');
      const fanOut = await openFanOut(config.redisUrl, log);
      closers.push(fanOut.close);
      options.adapter = fanOut.adapter;
      options.redis = fanOut.answers;
    }
    const service = await openOn(options);
    closers.push(service.close);
    if (config.admin !== undefined) await makeAdministrator(service.house, config.admin);
    return { service, end };
  } catch (error) {
    await end().catch((trouble: unknown) => log.error({ err: trouble }, 'Closing failed'));
    throw error;
  }
}

/** The first start makes him; later ones find somebody there and leave everything as it is. */
async function makeAdministrator(house: House, admin: NonNullable<Config['admin']>): Promise<void> {
  await addFirstAdministrator(house, { ...admin, name: 'Administrator' }).catch((error: unknown) => {
    if (!(error instanceof HouseError) || error.code !== 'conflict') throw error;
  });
}
