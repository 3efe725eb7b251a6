import mongoose from 'mongoose';
import { type Timing, timing } from './floors/percentiles.ts';
import { flags } from './load/flags.ts';
import { operatorId, seeded } from './load/seed.ts';
import { type Asker, asker, startService } from './load/service.ts';

const OPERATORS = 50;
const VIEWS = ['mine', 'unassigned', 'all'] as const;

/**
 * The first page of each view, the next one, and the counts, as an operator's screen asks for them; the same over a
 * hundredth of the data, to see how it grows. Arguments: --conversations, --messages, --times, --reuse. The floor is
 * one indexed find of 50 rows.
 */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { conversations: 100_000, messages: 1_000_000, times: 200, reuse: 0 });
  const { conversations, messages, times } = given;
  const small = await measure(
    Math.ceil(conversations / 100),
    Math.ceil(messages / 100),
    times,
    given.reuse === 1,
  );
  const full = await measure(conversations, messages, times, given.reuse === 1);
  return { full, small, growth: growth(full.views, small.views) };
}

async function measure(conversations: number, messages: number, times: number, reuse: boolean) {
  const { dir, tokens, seconds } = await seeded({ conversations, messages, operators: OPERATORS }, reuse);
  const service = await startService(dir);
  const askers = tokens.map((token) => asker(service.url, token));
  try {
    for (const one of askers.slice(0, 5)) await pages(one, 1);
    const views: Record<string, Timing & { bytes: number; wrong: number }> = {};
    for (const view of VIEWS) {
      Object.assign(views, await viewTimes(askers, view, times));
    }
    const counts = await repeated(askers, times, (one) => one.get('/counts'));
    const floor = await floorOf(service.storeUri, times);
    return {
      conversations,
      messages,
      views: { ...views, counts: counts.timing },
      floor,
      ratio: ratio(views['all first']?.p95 ?? 0, floor.p95),
      memoryMb: service.child.peakMb(),
      seededSeconds: seconds,
    };
  } finally {
    for (const one of askers) one.close();
    await service.child.stop();
  }
}

async function pages(one: Asker, count: number): Promise<void> {
  for (const view of VIEWS) {
    for (let nth = 0; nth < count; nth += 1) await one.get(`/conversations?view=${view}&limit=50`);
  }
}

async function viewTimes(askers: readonly Asker[], view: string, times: number) {
  const first = await repeated(askers, times, (one) => one.get(`/conversations?view=${view}&limit=50`));
  // What fits on one page has no next one.
  const pages = first.answers.flatMap(({ body }, nth) =>
    body.next === null ? [] : [[nth, body.next] as const],
  );
  const next = await repeated(askers, pages.length, (_, at) => {
    const [nth = 0, cursor = ''] = pages[at] ?? [];
    const one = askers[nth % askers.length] as Asker;
    return one.get(`/conversations?view=${view}&limit=50&cursor=${encodeURIComponent(cursor)}`);
  });
  return {
    [`${view} first`]: { ...first.timing, bytes: first.bytes, wrong: first.wrong },
    [`${view} next`]: { ...next.timing, bytes: next.bytes, wrong: next.wrong },
  };
}

/** One after the other, each by another operator. */
async function repeated(
  askers: readonly Asker[],
  times: number,
  ask: (one: Asker, nth: number) => ReturnType<Asker['get']>,
) {
  const answers: Awaited<ReturnType<Asker['get']>>[] = [];
  const begun = performance.now();
  for (let nth = 0; nth < times; nth += 1) {
    const one = askers[nth % askers.length];
    if (one !== undefined) answers.push(await ask(one, nth));
  }
  return {
    answers,
    timing: timing(
      answers.map(({ ms }) => ms),
      performance.now() - begun,
    ),
    bytes: Math.max(0, ...answers.map(({ bytes }) => bytes)),
    wrong: answers.filter(({ status, body }) => status !== 200 || !sorted(body)).length,
  };
}

/** Newest activity first, nothing twice. */
function sorted(body: { items?: { id: string; lastActivityAt: string }[] }): boolean {
  const items = body.items ?? [];
  const times = items.map(({ lastActivityAt }) => lastActivityAt);
  const ordered = times.every((at, index) => index === 0 || at <= (times[index - 1] ?? ''));
  return ordered && new Set(items.map(({ id }) => id)).size === items.length;
}

/** The least that anybody could do: one indexed find, and JSON. */
async function floorOf(uri: string, times: number): Promise<Timing> {
  const connection = mongoose.createConnection(uri);
  await connection.asPromise();
  const model = connection.model(
    'row',
    new mongoose.Schema({ _id: String }, { strict: false }),
    'conversations',
  );
  const durations: number[] = [];
  const begun = performance.now();
  for (let nth = 0; nth < times; nth += 1) {
    const start = performance.now();
    const assignee = operatorId(nth % OPERATORS);
    const rows = await model
      .find({ assignee, status: 'open' })
      .sort({ lastActivityAt: -1, _id: -1 })
      .limit(50)
      .lean();
    JSON.stringify(rows);
    durations.push(performance.now() - start);
  }
  await connection.close();
  return timing(durations, performance.now() - begun);
}

const ratio = (one: number, other: number): number => Math.round((one / other) * 100) / 100;

function growth(full: Record<string, Timing>, small: Record<string, Timing>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(full).map(([name, { p95 }]) => [name, ratio(p95, small[name]?.p95 ?? p95)]),
  );
}
