import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelAdapter } from '../../channels/contract.ts';
import { userId } from '../../channels/ids.ts';
import { accountViewOf } from '../../src/accounts/view.ts';
import type { SendMessage } from '../../src/api/protocol.ts';
import { readConfig } from '../../src/config.ts';
import { resolvePerson } from '../../src/contacts/resolve.ts';
import { appendMessage } from '../../src/conversations/append.ts';
import { createDeliveryRoom } from '../../src/delivery/room.ts';
import { createDeliveryWorker, type DeliveryWorker, type WorkerOptions } from '../../src/delivery/worker.ts';
import { createEventLog } from '../../src/events/log.ts';
import { createDiskBytes } from '../../src/files/bytes.ts';
import { createFileStore } from '../../src/files/store.ts';
import { type Actor, type House, systemClock } from '../../src/house.ts';
import { newId } from '../../src/ids.ts';
import { createRegistry } from '../../src/registry.ts';
import { createSecretBox } from '../../src/secrets.ts';
import type { AccountDoc } from '../../src/store/accounts.ts';
import type { Store } from '../../src/store/connect.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { messageById } from '../../src/store/messages.ts';
import { raw } from '../../src/store/raw.ts';
import { silent, testStore } from '../support/store.ts';
import { createToy, type Toy } from '../support/toy-channel.ts';

type ToyOptions = NonNullable<Parameters<typeof createToy>[0]>;

export interface DeliveryHouse {
  house: House;
  toy: Toy;
  account: AccountDoc;
  adapter: ChannelAdapter;
  /** A person who has written on the toy channel; answers the conversation. */
  meet(
    chat: string,
    text?: string,
    more?: Partial<MessageDoc>,
  ): Promise<{ conversationId: string; message: MessageDoc }>;
  addAccount(address: string, toy?: Toy): Promise<AccountDoc>;
  adapterFor(account: AccountDoc, toy?: Toy): ChannelAdapter;
  /** A worker on this house; stopped by `close`. */
  worker(options?: Partial<WorkerOptions>): DeliveryWorker;
  message(id: string): Promise<MessageDoc>;
  /** Resolves with the message once it is in one of these states. */
  reached(id: string, ...states: string[]): Promise<MessageDoc>;
  close(): Promise<void>;
}

export const olga: Actor = { kind: 'user', id: 'u-olga', name: 'Olga', role: 'manager', teams: [] };
export const ivan: Actor = { kind: 'user', id: 'u-ivan', name: 'Ivan', role: 'manager', teams: [] };
export const robot: Actor = { kind: 'bot', id: null, name: 'Robot', role: 'operator', teams: [] };

/** A request to send, with a client id of its own. */
export function say(text: string, more: Partial<SendMessage> = {}): SendMessage {
  return { clientId: newId(), text, ...more };
}

/** The outgoing side on a real store with a toy network, without a server. */
export async function deliveryHouse(
  options: ToyOptions & { others?: Toy[]; store?: Store } = {},
): Promise<DeliveryHouse> {
  const { others = [], store: given, ...toyOptions } = options;
  const dir = await mkdtemp(join(tmpdir(), 'okno-delivery-'));
  const store = given ?? (await testStore());
  const clock = systemClock;
  const toy = createToy(toyOptions);
  const config = readConfig({ DATA_DIR: dir, OKNO_SECRET: 'x'.repeat(32) });
  const { house, finish } = await build();
  const workers: DeliveryWorker[] = [];

  async function build(): Promise<{ house: House; finish(): Promise<void> }> {
    const events = await createEventLog(store, { clock, log: silent });
    const bytes = await createDiskBytes(join(dir, 'files'));
    const files = createFileStore({ files: store.files, bytes, maxBytes: 5_000_000, clock, log: silent });
    const built: House = {
      store,
      config,
      log: silent,
      clock,
      registry: createRegistry([toy.channel, ...others.map((other) => other.channel)]),
      events,
      files,
      secrets: createSecretBox('x'.repeat(32)),
      delivery: createDeliveryRoom(() => built),
      volatile: { clientTyping: () => {}, tell: () => {} },
    };
    return {
      house: built,
      finish: async () => {
        if (given === undefined) await store.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  }

  async function addAccount(address: string, on: Toy = toy): Promise<AccountDoc> {
    const now = new Date(clock.now());
    const doc: AccountDoc = {
      _id: newId(),
      rev: 1,
      configured: 1,
      channel: on.channel.codec.channel,
      name: `Account ${address}`,
      enabled: true,
      self: address,
      aliases: [],
      settings: { address },
      secretFields: [],
      health: { state: 'online', since: now },
      createdAt: now,
    };
    await raw(store.accounts).insertOne({ ...doc });
    return doc;
  }

  const account = await addAccount('main');
  const adapters = new Map<string, ChannelAdapter>();
  const adapterFor = (doc: AccountDoc, on: Toy = toy): ChannelAdapter => {
    const known = adapters.get(doc._id);
    if (known) return known;
    const made = on.channel.createAdapter({
      account: accountViewOf(doc),
      settings: doc.settings,
      cursor: undefined,
      webhookUrl: undefined,
      readFile: async function* (file) {
        yield* await house.files.open(file.key);
      },
      publicLink: undefined,
      now: () => clock.now(),
      log: silent,
    });
    adapters.set(doc._id, made);
    return made;
  };
  const adapter = adapterFor(account);

  const message = async (id: string) => {
    const doc = await messageById(store.messages, id);
    if (doc === null) throw new Error(`No message ${id}`);
    return doc;
  };

  return {
    house,
    toy,
    account,
    adapter,
    addAccount,
    adapterFor,
    message,
    meet: async (chat, text = 'Hello', more = {}) => {
      const at = new Date(clock.now());
      const met = await resolvePerson(house, {
        account,
        chat,
        at,
        incoming: true,
        peer: { id: userId(chat), name: `Person ${chat}` },
      });
      const { message: added } = await appendMessage(house, {
        conversationId: met.conversationId,
        direction: 'in',
        kind: 'message',
        content: { text: { text, spans: [] }, attachments: [], cards: [] },
        accountId: account._id,
        channel: account.channel,
        chat,
        author: { kind: 'client', id: chat, name: `Person ${chat}` },
        sentAt: at,
        receivedAt: at,
        reactions: [],
        ...more,
      });
      return { conversationId: met.conversationId, message: added };
    },
    worker: (more = {}) => {
      const made = createDeliveryWorker(house, {
        adapterOf: (id) => adapters.get(id),
        refillMs: 50,
        random: () => 0.5,
        ...more,
      });
      workers.push(made);
      return made;
    },
    reached: async (id, ...states) => {
      for (;;) {
        const doc = await message(id);
        if (states.includes(doc.delivery?.state ?? '')) return doc;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await finish();
    },
  };
}
