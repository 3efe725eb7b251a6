import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { startEmbedded } from './store/embedded/index.ts';

/** The database that everything stands on. */
export interface OpenedStore {
  /** Its connection string. */
  uri: string;
  /** Ends what was started here; a database of others is left alone. */
  close(): Promise<void>;
}

/** The database that the environment names, or the one in the data folder. Rejects when the folder is in use. */
export async function openStore(config: Config, log: Logger): Promise<OpenedStore> {
  if (config.mongodbUri !== undefined) return { uri: config.mongodbUri, close: async () => {} };
  const listen = config.storePort === undefined ? 'socket' : { port: config.storePort };
  const embedded = await startEmbedded({ dir: config.dataDir, listen, log });
  return { uri: embedded.uriFor('okno'), close: embedded.close };
}
