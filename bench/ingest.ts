import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { timing } from './floors/percentiles.ts';
import { type Child, startChild } from './load/child.ts';
import { createPoster, postAll } from './load/poster.ts';
import { storeUriOf } from './load/service.ts';
import { type BenchUpdate, benchUpdates, textOf } from './load/updates.ts';

const COUNT = 20_000;
const PEOPLE = 2_000;
const CONNECTIONS = 64;
const RUNS = 3;
const HALF_SECONDS = 5;
const TOKEN = '1000:bench-token-bench-token-bench-token';
const SECRET = 'bench-secret';
const PASSWORD = 'bench password bench';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Service {
  child: Child;
  hook: string;
  db: mongoose.Connection;
  close(): Promise<void>;
}

/** The whole service as a process of its own, with one account in webhook mode. */
async function openService(api: string): Promise<Service> {
  const dir = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  const child = await startChild(at('../../scripts/serve.mjs'), /Okno is ready at (\S+)/, {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dir,
    LOG_LEVEL: 'warn',
    OKNO_ADMIN_EMAIL: 'bench@example.org',
    OKNO_ADMIN_PASSWORD: PASSWORD,
  });
  const base = child.line[1] ?? '';
  const account = await addAccount(base, api);
  const db = mongoose.createConnection(storeUriOf(dir));
  await db.asPromise();
  return {
    child,
    hook: `${base}/hooks/telegram/${account}`,
    db,
    async close() {
      await db.close();
      await child.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function addAccount(base: string, apiRoot: string): Promise<string> {
  const json = { 'content-type': 'application/json', origin: base };
  const credentials = JSON.stringify({ email: 'bench@example.org', password: PASSWORD });
  const session = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: json, body: credentials });
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const settings = { token: TOKEN, mode: 'webhook', secret: SECRET, apiRoot };
  const made = await fetch(`${base}/api/v1/accounts`, {
    method: 'POST',
    headers: { ...json, cookie },
    body: JSON.stringify({ channel: 'telegram', name: 'Bench', settings }),
  });
  const { id } = (await made.json()) as { id?: string };
  if (id === undefined) throw new Error(`The account was not made: ${made.status}.`);
  return id;
}

/** A network that agrees to everything. */
async function startApi(): Promise<{ root: string; server: Server }> {
  const bot = { id: 1000, is_bot: true, first_name: 'Bench', username: 'bench_bot' };
  const server = createServer((req, res) => {
    req.resume();
    const result = req.url?.endsWith('/getMe') ? bot : true;
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ ok: true, result }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function applied(db: mongoose.Connection): Promise<void> {
  while (
    (await db
      .collection('envelopes')
      .findOne({ open: true, state: { $in: ['new', 'parked'] } }, { projection: { _id: 1 } })) !== null
  )
    await sleep(20);
}

interface Faults {
  lost: number;
  twice: number;
  outOfOrder: number;
  notInLog: number;
}

/** Compares what is stored with what was sent, person by person. */
async function check(db: mongoose.Connection, updates: readonly BenchUpdate[]): Promise<Faults> {
  const expected = new Map<number, string[]>();
  for (const { person, nth } of updates) {
    const texts = expected.get(person) ?? [];
    texts.push(textOf(person, nth));
    expected.set(person, texts);
  }
  const stored = new Map<string, string[]>();
  const seqs = new Map<string, number>();
  const faults: Faults = { lost: 0, twice: 0, outOfOrder: 0, notInLog: 0 };
  const ids = new Set<string>();
  const found = db.collection('messages').find({}).sort({ conversationId: 1, seq: 1 });
  for await (const message of found) {
    ids.add(String(message._id));
    const chat = String(message.chat);
    const next = (seqs.get(chat) ?? 0) + 1;
    if (message.seq !== next) faults.outOfOrder += 1;
    seqs.set(chat, message.seq);
    stored.set(chat, [...(stored.get(chat) ?? []), message.content.text.text]);
  }
  for (const [person, texts] of expected) {
    const have = stored.get(String(1000 + person)) ?? [];
    const once = new Set(have);
    faults.lost += texts.filter((text) => !once.has(text)).length;
    faults.twice += have.length - once.size;
    if (have.join('\n') !== texts.join('\n')) faults.outOfOrder += 1;
  }
  for await (const run of db.collection('events').find({})) {
    for (const { event } of JSON.parse(String(run.body)) as {
      event: { name: string; data: { message?: { id: string } } };
    }[]) {
      if (event.name === 'message.added') ids.delete(event.data.message?.id ?? '');
    }
  }
  faults.notInLog = ids.size;
  return faults;
}

/** Microseconds of processor time for one; says more than the rate where others use the machine too. */
const perMessage = (ms: number, count: number): number => Math.round((ms * 1000) / count);

async function runFloor(
  updates: readonly BenchUpdate[],
): Promise<{ perSecond: number; processorUs: number }> {
  const child = await startChild(at('./floors/ingest.js'), /^(\d+)$/);
  const poster = createPoster(`http://127.0.0.1:${child.line[1]}/`, CONNECTIONS);
  const worked = child.processorMs();
  const begun = performance.now();
  await postAll(
    poster,
    updates.map(({ body }) => body),
    CONNECTIONS,
  );
  const perSecond = (updates.length / (performance.now() - begun)) * 1000;
  const processorUs = perMessage(child.processorMs() - worked, updates.length);
  poster.close();
  await child.stop();
  return { perSecond, processorUs };
}

/** Posts at a steady pace whatever the answers do, and times each answer. */
async function atPace(
  post: (body: Buffer) => Promise<number>,
  updates: readonly BenchUpdate[],
  perSecond: number,
): Promise<number[]> {
  const begun = performance.now();
  const pending: Promise<number>[] = [];
  for (const [index, { body }] of updates.entries()) {
    const due = begun + (index / perSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    pending.push(post(body));
  }
  return Promise.all(pending);
}

async function runService(updates: readonly BenchUpdate[], api: string) {
  const { child, hook, db, close } = await openService(api);
  const poster = createPoster(hook, CONNECTIONS, { 'x-telegram-bot-api-secret-token': SECRET });
  const worked = child.processorMs();
  const begun = performance.now();
  await postAll(
    poster,
    updates.map(({ body }) => body),
    CONNECTIONS,
  );
  const answered = performance.now();
  await applied(db);
  const done = performance.now();
  const processorUs = perMessage(child.processorMs() - worked, updates.length);
  const faults = await check(db, updates);
  const perSecond = (updates.length / (done - begun)) * 1000;
  const half = benchUpdates(Math.round((perSecond / 2) * HALF_SECONDS), PEOPLE, updates.length);
  const halfLoad = timing(await atPace(poster.post, half, perSecond / 2), HALF_SECONDS * 1000);
  await applied(db);
  const memoryMb = child.peakMb();
  poster.close();
  await close();
  return {
    perSecond,
    answeredPerSecond: (updates.length / (answered - begun)) * 1000,
    processorUs,
    halfLoad,
    memoryMb,
    faults,
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** 20,000 webhook updates of 2,000 people over 64 connections, until each is in its conversation and in the log. */
export async function run(args: readonly string[]): Promise<object> {
  const runs = Number(args[0] ?? RUNS);
  const updates = benchUpdates(COUNT, PEOPLE);
  const { root, server } = await startApi();
  const floors: Awaited<ReturnType<typeof runFloor>>[] = [];
  const results: Awaited<ReturnType<typeof runService>>[] = [];
  for (let nth = 0; nth < runs; nth += 1) {
    floors.push(await runFloor(updates));
    results.push(await runService(updates, root));
  }
  server.close();
  const perSecond = median(results.map((result) => result.perSecond));
  const floor = median(floors.map((one) => one.perSecond));
  return {
    perSecond: Math.round(perSecond),
    answeredPerSecond: Math.round(median(results.map((result) => result.answeredPerSecond))),
    floor: Math.round(floor),
    ratio: Number((perSecond / floor).toFixed(2)),
    processorUs: median(results.map((result) => result.processorUs)),
    floorProcessorUs: median(floors.map(({ processorUs }) => processorUs)),
    halfLoad: results.map(({ halfLoad }) => halfLoad),
    memoryMb: Math.max(...results.map(({ memoryMb }) => memoryMb)),
    faults: results.map(({ faults }) => faults),
    runs: results.map((result) => Math.round(result.perSecond)),
  };
}
