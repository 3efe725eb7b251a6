import type { Logger } from 'pino';
import { openFanOut } from './api/socket/fan-out.ts';
import type { Config } from './config.ts';
import { HouseError } from './errors.ts';
import { type House, systemClock } from './house.ts';
import { createRegistry } from './registry.ts';
import type { RoomsOptions } from './rooms.ts';
import { startEmbedded } from './store/embedded/index.ts';
import { addFirstAdministrator } from './users/people.ts';

/** Something made of rooms, that can be closed. */
interface Opened {
  house: House;
  close(): Promise<void>;
}

/** Opens what the rooms stand on and then the rooms, or closes again what was opened before the trouble. */
export async function openAll<T extends Opened>(
  config: Config,
  log: Logger,
  openOn: (options: RoomsOptions) => Promise<T>,
): Promise<{ service: T; end: () => Promise<void> }> {
  const closers: (() => Promise<unknown>)[] = [];
  const end = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const options: RoomsOptions = {
      config,
      log,
      clock: systemClock,
      registry: createRegistry(),
      storeUri: config.mongodbUri ?? (await openEmbedded(config, log, closers)),
    };
    if (config.redisUrl !== undefined) {
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

async function openEmbedded(
  config: Config,
  log: Logger,
  closers: (() => Promise<unknown>)[],
): Promise<string> {
  const listen = config.storePort === undefined ? 'socket' : { port: config.storePort };
  const embedded = await startEmbedded({ dir: config.dataDir, listen, log });
  closers.push(embedded.close);
  return embedded.uriFor('okno');
}

/** The first start makes him; later ones find somebody there and leave everything as it is. */
async function makeAdministrator(house: House, admin: NonNullable<Config['admin']>): Promise<void> {
  await addFirstAdministrator(house, { ...admin, name: 'Administrator' }).catch((error: unknown) => {
    if (!(error instanceof HouseError) || error.code !== 'conflict') throw error;
  });
}
