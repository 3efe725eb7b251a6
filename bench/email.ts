import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { createAccount } from '../src/accounts/change.ts';
import { runAccount } from '../src/accounts/run-account.ts';
import { readConfig } from '../src/config.ts';
import { createDeliveryRoom } from '../src/delivery/room.ts';
import { createEventLog } from '../src/events/log.ts';
import { createDiskBytes } from '../src/files/bytes.ts';
import { createFileStore } from '../src/files/store.ts';
import { type House, systemClock } from '../src/house.ts';
import { createIngest, type Ingest } from '../src/ingest/ingest.ts';
import { createRegistry } from '../src/registry.ts';
import { createSecretBox } from '../src/secrets.ts';
import { connectStore } from '../src/store/connect.ts';
import { type EmbeddedStore, startEmbedded } from '../src/store/embedded/index.ts';
import { createMailServer, type MailServer } from '../test/simulators/email/index.ts';
import { mailboxFloor } from './floors/email.ts';
import { flags } from './load/flags.ts';
import { type BenchLetter, benchLetters } from './load/letters.ts';

const DEFAULTS = { letters: 2000, full: 100_000, runs: 3, near: 1, far: 30 };

interface Place {
  house: House;
  ingest: Ingest;
  close(): Promise<void>;
}

interface Engine {
  dir: string;
  store: EmbeddedStore;
  close(): Promise<void>;
}

async function openEngine(): Promise<Engine> {
  const dir = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  const store = await startEmbedded({ dir: join(dir, 'db') });
  return {
    dir,
    store,
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The service's own intake on the embedded store, without its doors; each in a database of its own. */
async function openPlace(engine: Engine, name: string): Promise<Place> {
  const { dir } = engine;
  const log = pino({ level: 'silent' });
  const store = await connectStore(engine.store.uriFor(name), log);
  const bytes = await createDiskBytes(join(dir, 'files'));
  const house: House = {
    store,
    config: readConfig({ DATA_DIR: dir, OKNO_SECRET: 'x'.repeat(32) }),
    log,
    clock: systemClock,
    registry: createRegistry(),
    events: await createEventLog(store, { clock: systemClock, log }),
    files: createFileStore({ files: store.files, bytes, maxBytes: 50_000_000, clock: systemClock, log }),
    secrets: createSecretBox('x'.repeat(32)),
    delivery: createDeliveryRoom(() => house),
    volatile: { clientTyping: () => undefined, tell: () => undefined },
  };
  const ingest = createIngest(house);
  await ingest.start();
  return {
    house,
    ingest,
    async close() {
      await ingest.stop();
      await store.close();
    },
  };
}

interface Outcome {
  perSecond: number;
  lost: number;
  twice: number;
  wrongConversation: number;
}

/** Takes the whole mailbox into a place by the account's own way and counts what became of it. */
async function takeIn(
  { house, ingest }: Place,
  server: MailServer,
  port: number,
  letters: readonly BenchLetter[],
): Promise<Outcome> {
  const settings = server.settings();
  const imap = { ...(settings.imap as object), port };
  const account = await createAccount(house, {
    channel: 'email',
    name: 'bench',
    settings: { ...settings, imap, since: 3650 },
  });
  const wanted = letters.filter((letter) => !letter.copy).length;
  const stored = new Set<string>();
  const counting: Pick<Ingest, 'accept'> = {
    async accept(of, envelopes) {
      await ingest.accept(of, envelopes);
      for (const envelope of envelopes) stored.add(envelope.key);
    },
  };
  const begun = performance.now();
  const running = runAccount(house, counting, account, {});
  while (stored.size < wanted && performance.now() - begun < 120_000) await sleep(5);
  await ingest.idle();
  const span = performance.now() - begun;
  await running.stop();
  const messages = await house.store.messages
    .find({ accountId: account._id }, { contactId: 1, chat: 1, keys: 1 })
    .lean();
  const quarantined = await house.store.envelopes.countDocuments({
    accountId: account._id,
    problem: { $exists: true },
  });
  const ids = new Set(messages.map((message) => message.keys?.[0]));
  const contacts = new Map<string | null, string>();
  const wrong = messages.filter((message) => {
    const known = contacts.get(message.chat);
    contacts.set(message.chat, known ?? message.contactId);
    return known !== undefined && known !== message.contactId;
  });
  return {
    perSecond: Math.round((letters.length / span) * 1000),
    lost: wanted - messages.length - quarantined,
    twice: messages.length - ids.size,
    wrongConversation: wrong.length,
  };
}

/** So many people who wrote before, each with a conversation. */
async function fill({ house, ingest }: Place, server: MailServer, count: number): Promise<void> {
  const account = await createAccount(house, {
    channel: 'email',
    name: 'earlier',
    settings: server.settings(),
  });
  for (let from = 0; from < count; from += 2000) {
    const envelopes = Array.from({ length: Math.min(2000, count - from) }, (_, at) => {
      const index = from + at;
      const raw = `From: earlier${index}@past.example\r\nSubject: Earlier ${index}\r\nMessage-ID: <e${index}@past.example>\r\n\r\nEarlier question ${index}\r\n`;
      return { key: `e${index}`, lane: `earlier${index}`, bytes: Buffer.from(raw), receivedAt: Date.now() };
    });
    await ingest.accept(account, envelopes);
    await ingest.idle();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * `--letters` of the mailbox; `--full` conversations of the full store, 0 leaves that case out; `--runs` of which the
 * median counts; `--far` milliseconds away, 0 leaves it out; `--near=0` leaves the near one out.
 */
export async function run(args: readonly string[]): Promise<object> {
  const { letters: count, full, runs, near, far } = flags(args, DEFAULTS);
  const server = await createMailServer();
  const result: Record<string, unknown> = { letters: count, server: server.store.kind, fullStore: full };
  const places: Place[] = [];
  // A service that runs is warm, as the floor's loop is: the store's thread serves all rounds, each with empty data.
  const engines = [await openEngine(), await openEngine()] as const;
  const open = async (engine: Engine = engines[0]) => {
    const place = await openPlace(engine, `okno${places.length}`);
    places.push(place);
    return place;
  };
  try {
    const letters = benchLetters(count, 'bench');
    for (const letter of letters) server.deliver(letter.raw);
    await takeIn(await open(), server, server.store.port, letters);
    const crowded = full > 0 ? await open(engines[1]) : undefined;
    if (crowded !== undefined) await fill(crowded, server, full);
    const distances = [
      { distance: 'near', port: server.store.port, delay: 0, wanted: near > 0 },
      { distance: 'far', port: server.imap.port, delay: far / 2, wanted: far > 0 },
    ];
    for (const { distance, port, delay } of distances.filter(({ wanted }) => wanted)) {
      server.imap.proxy.delayMs = delay;
      const floors: number[] = [];
      const empty: Outcome[] = [];
      const filled: Outcome[] = [];
      for (let round = 0; round < runs; round += 1) {
        floors.push((await mailboxFloor(port, server.user, server.pass)).perSecond);
        empty.push(await takeIn(await open(), server, port, letters));
        if (crowded !== undefined) filled.push(await takeIn(crowded, server, port, letters));
      }
      result[distance] = figures(median(floors), empty, filled);
    }
  } finally {
    for (const place of places) await place.close();
    for (const engine of engines) await engine.close();
    await server.close();
  }
  return result;
}

function figures(floor: number, empty: readonly Outcome[], full: readonly Outcome[]): object {
  const figure = (outcomes: readonly Outcome[]) => {
    const perSecond = median(outcomes.map((outcome) => outcome.perSecond));
    const sum = (key: 'lost' | 'twice' | 'wrongConversation') =>
      outcomes.reduce((total, outcome) => total + outcome[key], 0);
    return {
      perSecond,
      ratio: Math.round((perSecond / floor) * 100) / 100,
      lost: sum('lost'),
      twice: sum('twice'),
      wrongConversation: sum('wrongConversation'),
    };
  };
  const one = figure(empty);
  if (full.length === 0) return { floor, empty: one };
  const other = figure(full);
  return {
    floor,
    empty: one,
    full: other,
    fullSlower: Math.round((one.perSecond / other.perSecond) * 100) / 100,
  };
}
