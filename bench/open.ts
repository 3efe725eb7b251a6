import mongoose from 'mongoose';
import { type Timing, timing } from './floors/percentiles.ts';
import { flags } from './load/flags.ts';
import { seeded } from './load/seed.ts';
import { type Asker, asker, startService } from './load/service.ts';

const OPERATORS = 50;

/**
 * Opening a conversation as the screen does: its 50 newest messages with their deliveries, and the person. Arguments:
 * --conversations, --messages, --times, --reuse. The floor is two indexed reads.
 */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { conversations: 100_000, messages: 1_000_000, times: 500, reuse: 0 });
  const { conversations, messages, times } = given;
  const seed = { conversations, messages, operators: OPERATORS };
  const { dir, tokens } = await seeded(seed, given.reuse === 1);
  const service = await startService(dir);
  const askers = tokens.map((token) => asker(service.url, token));
  try {
    const rows = await mine(askers);
    await openAll(rows.slice(0, 20));
    const opened = await openAll(Array.from({ length: times }, (_, nth) => rows[nth % rows.length] as Row));
    const floor = await floorOf(service.storeUri, rows, times);
    return {
      conversations,
      messages,
      ...opened,
      floor,
      ratio: Math.round((opened.open.p95 / floor.p95) * 100) / 100,
      memoryMb: service.child.peakMb(),
    };
  } finally {
    for (const one of askers) one.close();
    await service.child.stop();
  }
}

interface Row {
  one: Asker;
  id: string;
  contact: string;
}

/** Conversations of every operator, spread over the whole data. */
async function mine(askers: readonly Asker[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of askers) {
    const { body } = await one.get('/conversations?view=mine&limit=20&status=any');
    for (const { id, contact } of body.items as { id: string; contact: { id: string } }[]) {
      rows.push({ one, id, contact: contact.id });
    }
  }
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function openAll(rows: readonly Row[]) {
  const durations: number[] = [];
  let wrong = 0;
  let bytes = 0;
  const begun = performance.now();
  for (const { one, id, contact } of rows) {
    const start = performance.now();
    const [messages, person] = await Promise.all([
      one.get(`/conversations/${id}/messages?limit=50`),
      one.get(`/contacts/${contact}`),
    ]);
    durations.push(performance.now() - start);
    bytes = Math.max(bytes, messages.bytes + person.bytes);
    const seqs = (messages.body.items as { seq: number }[]).map(({ seq }) => seq);
    const gapless = seqs.every((seq, index) => index === 0 || seq === (seqs[index - 1] ?? 0) + 1);
    if (messages.status !== 200 || person.status !== 200 || !gapless || seqs.length === 0) wrong += 1;
  }
  return { open: timing(durations, performance.now() - begun), bytes, wrong };
}

async function floorOf(uri: string, rows: readonly Row[], times: number): Promise<Timing> {
  const connection = mongoose.createConnection(uri);
  await connection.asPromise();
  const loose = () => new mongoose.Schema({ _id: String }, { strict: false });
  const messages = connection.model('message', loose(), 'messages');
  const contacts = connection.model('contact', loose(), 'contacts');
  const durations: number[] = [];
  const begun = performance.now();
  for (let nth = 0; nth < times; nth += 1) {
    const { id, contact } = rows[nth % rows.length] as Row;
    const start = performance.now();
    const read = await Promise.all([
      messages.find({ conversationId: id }).sort({ seq: -1 }).limit(50).lean(),
      contacts.findById(contact).lean(),
    ]);
    JSON.stringify(read);
    durations.push(performance.now() - start);
  }
  await connection.close();
  return timing(durations, performance.now() - begun);
}
