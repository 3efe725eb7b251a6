import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { connectStore } from '../src/store/connect.ts';
import type { ContactDoc } from '../src/store/contacts.ts';
import type { MessageDoc } from '../src/store/message-doc.ts';
import { createViberSimulator, type ViberSimulator } from '../test/simulators/viber/index.ts';
import { type Timing, timing } from './floors/percentiles.ts';
import { flags } from './load/flags.ts';
import { seeded } from './load/seed.ts';
import { type Asker, administrator, type BenchService, startService } from './load/service.ts';

const PAUSE_MS = 40;

/**
 * Two people with very long histories are made one and taken apart again, while somebody else writes, a colleague works
 * in another conversation and the service is killed in the middle. Arguments: --messages of each of the two.
 */
export async function run(args: readonly string[]): Promise<object> {
  const { messages } = flags(args, { messages: 50_000 });
  const { dir } = await seeded({ conversations: 2, messages: messages * 2, operators: 0 });
  let place = await open(dir);
  const network = await createViberSimulator({ retryMs: 100, tries: 100 });
  try {
    const beside = await neighbour(place.admin, network);
    const quiet = await watch(place, beside, sleep(5_000));
    const [into, from] = await theTwo(place.service);
    const before = place.service.child.peakMb();

    let id = '';
    const merged = await watch(place, beside, async () => {
      const { body } = await place.admin.send('POST', `/contacts/${into}/merge`, { from });
      id = String(body.id);
      await state(place.admin, id, 'done');
    });
    const together = await threadsOf(place.service);
    const undone = await watch(place, beside, async () => {
      void place.admin.send('POST', `/merges/${id}/undo`, {});
      await state(place.admin, id, 'undone');
    });
    const apart = await threadsOf(place.service);
    const memory = place.service.child.peakMb();

    const kills: Record<string, object> = {};
    for (const [what, path, end] of [
      ['merge', `/contacts/${into}/merge`, 'done'],
      ['undo', '', 'undone'],
    ] as const) {
      const span = what === 'merge' ? merged.seconds : undone.seconds;
      void place.admin
        .send('POST', path || `/merges/${id}/undo`, path ? { from } : {})
        .catch(() => undefined);
      await sleep(span * 500);
      if (what === 'merge') id = await newest(place.admin);
      const port = place.service.port;
      place.admin.close();
      await place.service.child.kill();
      const begun = performance.now();
      place = await open(dir, port);
      await state(place.admin, id, end);
      kills[what] = { secondsAfterStart: seconds(begun), threads: await threadsOf(place.service) };
    }
    return {
      messagesOfEach: messages,
      quiet: quiet.beside,
      merge: { ...merged, threads: together },
      undo: { ...undone, threads: apart },
      killed: kills,
      memoryMb: { before, after: memory },
      besideTaken: network.sent().length,
    };
  } finally {
    place.admin.close();
    await place.service.child.stop();
    await network.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Place {
  service: BenchService;
  admin: Asker;
}

async function open(dir: string, port?: number): Promise<Place> {
  const service = await startService(dir, port);
  return { service, admin: await administrator(service.url) };
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;

/** What somebody else notices of it. */
interface Neighbour {
  /** A message of theirs, until the network has heard that it is stored. */
  writes(): Promise<void>;
  /** Conversation of somebody else again, in which a colleague works. */
  conversation: string;
}

async function neighbour(admin: Asker, network: ViberSimulator): Promise<Neighbour> {
  const settings = { token: network.token, apiRoot: network.url };
  const made = await admin.send('POST', '/accounts', { channel: 'viber', name: 'bench', settings });
  if (made.status !== 201) throw new Error(`The account was refused: ${JSON.stringify(made.body)}`);
  const person = network.person('Beside');
  await person.says('Hello');
  const { body } = await admin.send('POST', '/contacts', { name: 'Somebody else' });
  let nth = 0;
  return {
    conversation: String(body.conversation),
    async writes() {
      nth += 1;
      await person.says(`Message ${nth}`);
    },
  };
}

/** Does something, and times all the while what others do. */
async function watch(
  { admin }: Place,
  beside: Neighbour,
  work: Promise<unknown> | (() => Promise<unknown>),
): Promise<{ seconds: number; beside: Record<string, Timing> }> {
  const begun = performance.now();
  let over = false;
  const done = (typeof work === 'function' ? work() : work).finally(() => {
    over = true;
  });
  let nth = 0;
  const kinds: Record<string, () => Promise<unknown>> = {
    'message stored': () => beside.writes(),
    'thread read': () => admin.get(`/conversations/${beside.conversation}/messages?limit=50`),
    'note written': () => {
      nth += 1;
      const body = { clientId: `bench-${begun}-${nth}`, text: 'note', note: true };
      return admin.send('POST', `/conversations/${beside.conversation}/messages`, body);
    },
  };
  const entries = Object.entries(kinds).map(async ([kind, act]): Promise<[string, Timing]> => {
    const times: number[] = [];
    while (!over) {
      const start = performance.now();
      await act();
      times.push(performance.now() - start);
      await sleep(PAUSE_MS);
    }
    return [kind, timing(times, performance.now() - begun)];
  });
  await done;
  const took = seconds(begun);
  return { seconds: took, beside: Object.fromEntries(await Promise.all(entries)) };
}

async function state(admin: Asker, id: string, wanted: string): Promise<void> {
  for (;;) {
    const { body } = await admin.get(`/merges/${id}`);
    if (body?.state === wanted) return;
    await sleep(100);
  }
}

async function newest(admin: Asker): Promise<string> {
  const { body } = await admin.get('/merges?limit=1');
  return String(body.items[0]?.id);
}

/** The two people of the long histories. */
async function theTwo(service: BenchService): Promise<[string, string]> {
  const store = await connectStore(service.storeUri, pino({ level: 'silent' }));
  const found = await store.contacts.find({ 'lead.status': 'new', named: false }).sort({ _id: 1 }).limit(2);
  await store.close();
  const [one, other] = found as ContactDoc[];
  if (one === undefined || other === undefined) throw new Error('The seed has not two people.');
  return [one._id, other._id];
}

/** Every long thread: how many messages, and whether their numbers have no gap. */
async function threadsOf(service: BenchService): Promise<{ messages: number; gapless: boolean }[]> {
  const store = await connectStore(service.storeUri, pino({ level: 'silent' }));
  const threads = new Map<string, number[]>();
  const all = store.messages.find({}, { conversationId: 1, seq: 1 }).lean<MessageDoc[]>().cursor();
  for await (const { conversationId, seq } of all) {
    const list = threads.get(conversationId) ?? [];
    list.push(seq);
    threads.set(conversationId, list);
  }
  await store.close();
  return [...threads.values()]
    .filter(({ length }) => length > 1000)
    .map((seqs) => {
      seqs.sort((one, other) => one - other);
      return { messages: seqs.length, gapless: seqs.every((seq, index) => seq === index + 1) };
    });
}
