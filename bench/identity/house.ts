import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { createDeliveryRoom } from '../../src/delivery/room.ts';
import { createEventLog } from '../../src/events/log.ts';
import { createDiskBytes } from '../../src/files/bytes.ts';
import { createFileStore } from '../../src/files/store.ts';
import { type House, systemClock } from '../../src/house.ts';
import { newId } from '../../src/ids.ts';
import { createIngest, type Ingest } from '../../src/ingest/ingest.ts';
import { createRegistry } from '../../src/registry.ts';
import { createSecretBox } from '../../src/secrets.ts';
import { type AccountDoc, insertAccount } from '../../src/store/accounts.ts';
import { connectStore } from '../../src/store/connect.ts';
import { startEmbedded } from '../../src/store/embedded/index.ts';

export interface IdentityHouse {
  house: House;
  ingest: Ingest;
  account(channel: string): Promise<AccountDoc>;
  close(): Promise<void>;
}

/** The intake with the real channels on a store of its own. */
export async function openIdentityHouse(): Promise<IdentityHouse> {
  const dir = mkdtempSync(join(tmpdir(), 'okno-identity-'));
  const engine = await startEmbedded({ dir: join(dir, 'store') });
  const log = pino({ level: 'silent' });
  const clock = systemClock;
  const store = await connectStore(engine.uri, log);
  const bytes = await createDiskBytes(join(dir, 'files'));
  const house: House = {
    store,
    config: readConfig({ DATA_DIR: dir, OKNO_SECRET: 'x'.repeat(32) }),
    log,
    clock,
    registry: createRegistry(),
    events: await createEventLog(store, { clock, log }),
    files: createFileStore({ files: store.files, bytes, maxBytes: 1_000_000, clock, log }),
    secrets: createSecretBox('x'.repeat(32)),
    delivery: createDeliveryRoom(() => house),
    volatile: { clientTyping: () => undefined } as unknown as House['volatile'],
  } as House;
  const ingest = createIngest(house);
  await ingest.start();
  return {
    house,
    ingest,
    async account(channel) {
      const now = new Date();
      const doc: AccountDoc = {
        _id: newId(),
        rev: 1,
        configured: 1,
        channel,
        name: channel,
        enabled: true,
        self: channel === 'email' ? 'shop@okno.example' : '1000',
        aliases: [],
        settings: { address: 'shop@okno.example' },
        secretFields: [],
        health: { state: 'online', since: now },
        createdAt: now,
      };
      await insertAccount(store.accounts, doc);
      return doc;
    },
    async close() {
      await ingest.stop();
      await store.close();
      await engine.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
