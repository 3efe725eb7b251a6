import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '../../channels/contract.ts';
import type { VolatileFromServer } from '../../src/api/protocol.ts';
import { readConfig } from '../../src/config.ts';
import { createDeliveryRoom } from '../../src/delivery/room.ts';
import { createEventLog } from '../../src/events/log.ts';
import { createDiskBytes } from '../../src/files/bytes.ts';
import { createFileStore } from '../../src/files/store.ts';
import { type Clock, type House, systemClock } from '../../src/house.ts';
import { newId } from '../../src/ids.ts';
import { createIngest, type Ingest } from '../../src/ingest/ingest.ts';
import { createRegistry } from '../../src/registry.ts';
import { createSecretBox } from '../../src/secrets.ts';
import { type AccountDoc, insertAccount } from '../../src/store/accounts.ts';
import type { Store } from '../../src/store/connect.ts';
import { silent, testStore } from './store.ts';
import type { ToyUpdateInput } from './toy/payload.ts';
import { createToy, type Toy } from './toy-channel.ts';

export interface CoreHouse {
  house: House;
  toy: Toy;
  account: AccountDoc;
  ingest: Ingest;
  typing: string[];
  /** Volatile news and the rooms they were said in. */
  told: { rooms: readonly string[]; news: VolatileFromServer }[];
  addAccount(address: string): Promise<AccountDoc>;
  /** Accepts updates as the network's payloads and waits until they are applied. */
  bring(...updates: ToyUpdateInput[]): Promise<void>;
  close(): Promise<void>;
}

/** One update as the toy network would hand it over; the same update has the same key again. */
export function envelopeOf(update: unknown, receivedAt = Date.now()): Envelope {
  const text = typeof update === 'string' ? update : JSON.stringify(update);
  return { key: text, lane: 'toy', bytes: Buffer.from(text), receivedAt };
}

/** The intake and everything behind it on a real store, without a server. `on` continues an earlier house. */
export async function coreHouse(
  options: { clock?: Clock; on?: { store: Store; toy: Toy }; env?: Record<string, string> } = {},
): Promise<CoreHouse> {
  const { clock = systemClock } = options;
  const dir = await mkdtemp(join(tmpdir(), 'okno-core-'));
  const store = options.on?.store ?? (await testStore());
  const toy = options.on?.toy ?? createToy();
  const typing: string[] = [];
  const told: CoreHouse['told'] = [];
  const bytes = await createDiskBytes(join(dir, 'files'));
  const house: House = {
    store,
    config: readConfig({ DATA_DIR: dir, OKNO_SECRET: 'x'.repeat(32), ...options.env }),
    log: silent,
    clock,
    registry: createRegistry([toy.channel]),
    events: await createEventLog(store, { clock, log: silent }),
    files: createFileStore({ files: store.files, bytes, maxBytes: 5_000_000, clock, log: silent }),
    secrets: createSecretBox('x'.repeat(32)),
    delivery: createDeliveryRoom(() => house),
    volatile: {
      clientTyping: (_account, _event, conversationId) => typing.push(conversationId),
      tell: (rooms, news) => told.push({ rooms, news }),
    },
  };
  const ingest = createIngest(house);

  async function addAccount(address: string): Promise<AccountDoc> {
    const now = new Date(clock.now());
    const doc: AccountDoc = {
      _id: newId(),
      rev: 1,
      configured: 1,
      channel: toy.channel.codec.channel,
      name: address,
      enabled: true,
      self: address,
      aliases: [],
      settings: { address },
      secretFields: [],
      health: { state: 'online', since: now },
      createdAt: now,
    };
    await insertAccount(store.accounts, doc);
    return doc;
  }

  const [known] = await store.accounts.find().lean<AccountDoc[]>();
  const account = known ?? (await addAccount('main'));
  await ingest.start();
  return {
    house,
    toy,
    account,
    ingest,
    typing,
    told,
    addAccount,
    async bring(...updates) {
      await ingest.accept(
        account,
        updates.map((update) => envelopeOf(update, clock.now())),
      );
      await ingest.idle();
    },
    async close() {
      await ingest.stop();
      if (!options.on) await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A message of a person on the toy network. */
export function says(
  user: string,
  id: string,
  text: string,
  more: Partial<Extract<ToyUpdateInput, { type: 'message' }>> = {},
): ToyUpdateInput {
  const at = 1_700_000_000_000 + Number.parseInt(id.replace(/\D/g, '') || '0', 10);
  return { type: 'message', at, chat: user, id, from: { id: user, name: `Person ${user}` }, text, ...more };
}
