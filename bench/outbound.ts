import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { telegram } from '../adapters/telegram/index.ts';
import type { ChannelAdapter } from '../channels/contract.ts';
import { ChannelError } from '../channels/errors.ts';
import { userId } from '../channels/ids.ts';
import { accountViewOf } from '../src/accounts/view.ts';
import { readConfig } from '../src/config.ts';
import { resolvePeople } from '../src/contacts/resolve.ts';
import { appendMany, type MessageDraft } from '../src/conversations/append.ts';
import { createDeliveryRoom } from '../src/delivery/room.ts';
import { createDeliveryWorker } from '../src/delivery/worker.ts';
import { createEventLog } from '../src/events/log.ts';
import { createDiskBytes } from '../src/files/bytes.ts';
import { createFileStore } from '../src/files/store.ts';
import { type House, systemClock } from '../src/house.ts';
import { newId } from '../src/ids.ts';
import { createRegistry } from '../src/registry.ts';
import { createSecretBox } from '../src/secrets.ts';
import type { AccountDoc } from '../src/store/accounts.ts';
import { connectStore } from '../src/store/connect.ts';
import { startEmbedded } from '../src/store/embedded/index.ts';
import { raw } from '../src/store/raw.ts';
import { createTelegramSimulator, type TelegramSimulator } from '../test/simulators/telegram/index.ts';
import { flags } from './load/flags.ts';

const DEFAULTS = { messages: 10_000, people: 1_000 };
/** What the network allows; the bar is a share of it. */
const ALLOWED = 30;
const BATCH = 200;

/**
 * Mass mail of `--messages` to `--people` through a Bot API that enforces its limits. The floor is the limit itself;
 * loss, repeats and order are counted exactly.
 */
export async function run(args: readonly string[]): Promise<object> {
  const { messages: count, people } = flags(args, DEFAULTS);
  const dir = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  const engine = await startEmbedded({ dir: join(dir, 'db') });
  const simulator = await createTelegramSimulator({ flood: { perSecond: ALLOWED } });
  const house = await openHouse(dir, engine.uriFor('okno'));
  try {
    const account = await addAccount(house);
    const { adapter, refused } = watched(adapterFor(house, account, simulator));
    await fill(house, account, simulator, count, people);
    const worker = createDeliveryWorker(house, { adapterOf: () => adapter, alone: true });
    const began = performance.now();
    const cpu = process.cpuUsage();
    worker.start();
    while (await left(house)) {
      await sleep(250);
    }
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    await worker.stop();
    const perSecond = count / seconds;
    return {
      messages: count,
      people,
      seconds: round(seconds),
      perSecond: round(perSecond),
      floorPerSecond: ALLOWED,
      ratio: round(perSecond / ALLOWED),
      refusedByLimit: refused(),
      ...exactness(simulator, count),
      cpuShare: round((user + system) / 1e6 / seconds),
      memoryMb: Math.round(process.memoryUsage().rss / 2 ** 20),
    };
  } finally {
    await house.store.close();
    await simulator.close();
    await engine.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const round = (value: number) => Math.round(value * 1000) / 1000;

async function openHouse(dir: string, uri: string): Promise<House> {
  const log = pino({ level: 'silent' });
  const store = await connectStore(uri, log);
  const bytes = await createDiskBytes(join(dir, 'files'));
  const house: House = {
    store,
    config: readConfig({ DATA_DIR: dir, OKNO_SECRET: 'x'.repeat(32) }),
    log,
    clock: systemClock,
    registry: createRegistry([telegram]),
    events: await createEventLog(store, { clock: systemClock, log }),
    files: createFileStore({ files: store.files, bytes, maxBytes: 50_000_000, clock: systemClock, log }),
    secrets: createSecretBox('x'.repeat(32)),
    delivery: createDeliveryRoom(() => house),
    volatile: { clientTyping: () => undefined, tell: () => undefined },
  };
  return house;
}

async function addAccount(house: House): Promise<AccountDoc> {
  const now = new Date();
  const account: AccountDoc = {
    _id: newId(),
    rev: 1,
    channel: 'telegram',
    name: 'Bench',
    enabled: true,
    configured: 1,
    aliases: [],
    settings: {},
    secretFields: [],
    health: { state: 'online', since: now },
    createdAt: now,
  };
  await raw(house.store.accounts).insertOne({ ...account });
  return account;
}

function adapterFor(house: House, account: AccountDoc, simulator: TelegramSimulator): ChannelAdapter {
  const parsed = telegram.parseSettings({ token: simulator.token, apiRoot: simulator.url, mode: 'polling' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return telegram.createAdapter({
    account: accountViewOf(account),
    settings: parsed.settings,
    cursor: undefined,
    webhookUrl: undefined,
    readFile: async function* (file) {
      yield* await house.files.open(file.key);
    },
    publicLink: undefined,
    now: () => Date.now(),
    log: house.log,
  });
}

/** The adapter, and how often the network found us too fast. */
function watched(adapter: ChannelAdapter): { adapter: ChannelAdapter; refused(): number } {
  let refusals = 0;
  const { send } = adapter;
  adapter.send = async (...given) => {
    try {
      return await send.apply(adapter, given);
    } catch (error) {
      if (error instanceof ChannelError && error.code === 'rate_limited') refusals += 1;
      throw error;
    }
  };
  return { adapter, refused: () => refusals };
}

/** Everybody has written once; then the whole mail is queued, one round after the other. */
async function fill(
  house: House,
  account: AccountDoc,
  simulator: TelegramSimulator,
  count: number,
  people: number,
): Promise<void> {
  const at = new Date();
  const conversations: { conversationId: string; chat: string }[] = [];
  for (let start = 0; start < people; start += BATCH) {
    const chats = Array.from({ length: Math.min(BATCH, people - start) }, (_, n) => {
      const user = simulator.user(`Person ${start + n}`);
      user.says('/start');
      return String(user.id);
    });
    const meetings = chats.map((chat) => ({
      account,
      chat,
      at,
      incoming: true,
      peer: { id: userId(chat), name: `Person ${chat}` },
    }));
    const met = await resolvePeople(house, meetings);
    for (const [index, { conversationId }] of met.entries()) {
      conversations.push({ conversationId, chat: chats[index] ?? '' });
    }
  }
  for (let start = 0; start < count; start += BATCH) {
    const drafts = Array.from({ length: Math.min(BATCH, count - start) }, (_, n) =>
      draftOf(account, conversations[(start + n) % people], start + n, at),
    );
    await appendMany(house, drafts);
  }
}

function draftOf(
  account: AccountDoc,
  to: { conversationId: string; chat: string } | undefined,
  nth: number,
  at: Date,
): MessageDraft {
  return {
    conversationId: to?.conversationId ?? '',
    direction: 'out',
    kind: 'message',
    content: { text: { text: `Message ${nth}`, spans: [] }, attachments: [], cards: [] },
    accountId: account._id,
    channel: account.channel,
    chat: to?.chat ?? '',
    author: { kind: 'bot', name: 'Bench' },
    sentAt: at,
    receivedAt: at,
    reactions: [],
    delivery: { state: 'queued', attempts: 0, parts: [], priority: 2, at, nextTryAt: at, partCount: 1 },
  };
}

async function left(house: House): Promise<boolean> {
  const open = { 'delivery.state': { $in: ['queued', 'sending'] } };
  return (await raw(house.store.messages).findOne(open as object)) !== null;
}

function exactness(simulator: TelegramSimulator, count: number) {
  const last = new Map<number, number>();
  const seen = new Set<number>();
  let repeated = 0;
  let outOfOrder = 0;
  for (const { chat, text } of simulator.sent()) {
    const nth = Number(/\d+$/.exec(text ?? '')?.[0]);
    if (seen.has(nth)) repeated += 1;
    seen.add(nth);
    if (nth < (last.get(chat) ?? -1)) outOfOrder += 1;
    last.set(chat, nth);
  }
  return { lost: count - seen.size, repeated, outOfOrder };
}
