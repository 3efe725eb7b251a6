import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/api/protocol.ts';
import { createEventLog, type EventDraft, type EventLog, eventFor, reaches } from '../../src/events/log.ts';
import { systemClock } from '../../src/house.ts';
import type { Store } from '../../src/store/connect.ts';
import { silent, testStore } from '../support/store.ts';

const ROOMS = ['managers', 'unassigned', 'user:a', 'user:b', 'team:x'];

let store: Store;
beforeAll(async () => {
  store = await testStore();
});
beforeEach(async () => {
  await store.events.deleteMany({});
});
afterAll(() => store.close());

const open = (recent = 2000, clock = systemClock) => createEventLog(store, { clock, log: silent, recent });

const draft = (count: number, rooms: string[], except?: string[]): EventDraft => ({
  name: 'quarantine.changed',
  data: { count },
  rooms,
  ...(except && { except }),
});

const anyDraft = fc
  .tuple(
    fc.nat(),
    fc.uniqueArray(fc.constantFrom(...ROOMS), { minLength: 1 }),
    fc.option(fc.constantFrom(...ROOMS), { nil: undefined, freq: 4 }),
  )
  .map(([count, rooms, out]) =>
    draft(count, rooms, out === undefined || rooms.includes(out) ? undefined : [out]),
  );
const anyReader = fc.uniqueArray(fc.constantFrom(...ROOMS), { minLength: 1 });

async function everything(log: EventLog, rooms: string[], from = 0, limit?: number): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let cursor = from; cursor < log.head(); ) {
    const page = await log.since(cursor, rooms, limit);
    if (page === 'too-old') throw new Error('too old');
    events.push(...page.events);
    expect(page.cursor).toBeGreaterThan(cursor);
    cursor = page.cursor;
  }
  return events;
}

const told = (drafts: readonly EventDraft[], rooms: readonly string[]) =>
  drafts.filter((one) => {
    const mine = (list: readonly string[] = []) => list.some((room) => rooms.includes(room));
    return mine(one.rooms) && !mine(one.except);
  });

test('what several publishers say at once is numbered without a gap, each in its own order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.array(anyDraft, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), {
        maxLength: 3,
      }),
      async (publishers) => {
        await store.events.deleteMany({});
        const logs = await Promise.all(publishers.map(() => open()));
        const heard = logs.map(() => [] as number[]);
        for (const [at, log] of logs.entries()) log.subscribe(({ event }) => heard[at]?.push(event.cursor));
        await Promise.all(
          publishers.map(async (batches, at) => {
            for (const batch of batches) await logs[at]?.publish(batch);
          }),
        );
        await Promise.all(logs.map((log) => log.catchUp()));
        const total = publishers.flat(2).length;
        for (const numbers of heard)
          expect(numbers).toEqual(Array.from({ length: total }, (_, at) => at + 1));
        const fresh = await open();
        expect(fresh.head()).toBe(total);
        const events = await everything(fresh, ROOMS);
        const reachable = publishers.map((batches) => told(batches.flat(), ROOMS));
        expect(events).toHaveLength(reachable.flat().length);
      },
    ),
    { numRuns: 15 },
  );
});

test('a reader who is cut off anywhere has everything that is his after since() and the live events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyDraft, { minLength: 1, maxLength: 40 }),
      anyReader,
      fc.nat(),
      fc.nat({ max: 10 }),
      fc.integer({ min: 1, max: 7 }),
      async (drafts, rooms, cut, recent, limit) => {
        await store.events.deleteMany({});
        const mine = new Set(rooms);
        const leaves = cut % (drafts.length + 1);
        const log = await open(recent);
        const seen: LoggedEvent[] = [];
        const leave = log.subscribe((entry) => {
          if (reaches(entry, mine)) seen.push(eventFor(entry, mine));
        });
        await log.publish(drafts.slice(0, leaves));
        leave();
        for (const one of drafts.slice(leaves)) await log.publish([one]);
        for (const later of [log, await open(recent)]) {
          const missed = await everything(later, rooms, leaves, limit);
          const expected = told(drafts, rooms).map(({ data }) => data);
          expect([...seen, ...missed].map(({ data }) => data)).toEqual(expected);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('a hole is seen by the links of the rooms: without one event, the next of its room names it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyDraft, { minLength: 2, maxLength: 30 }),
      anyReader,
      fc.nat(),
      async (drafts, rooms, lost) => {
        await store.events.deleteMany({});
        const first = await open();
        const half = Math.floor(drafts.length / 2);
        await first.publish(drafts.slice(0, half));
        await (await open()).publish(drafts.slice(half));
        const events = await everything(await open(), rooms);
        const last = new Map<string, number>();
        for (const { cursor, after } of events) {
          for (const [room, previous] of Object.entries(after)) {
            expect(rooms).toContain(room);
            expect(previous).toBeGreaterThanOrEqual(last.get(room) ?? 0);
            last.set(room, cursor);
          }
        }
        const gone = events[lost % Math.max(events.length, 1)];
        if (gone === undefined) return;
        for (const room of Object.keys(gone.after)) {
          const next = events.find(({ cursor, after }) => cursor > gone.cursor && room in after);
          if (next) expect(next.after[room]).toBeGreaterThanOrEqual(gone.cursor);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('a reader from before the retention, or from a future that was lost, is told to begin anew', async () => {
  let now = 1_000_000_000_000;
  const log = await open(1, { now: () => now });
  for (let at = 1; at <= 30; at += 1) {
    await log.publish(Array.from({ length: 100 }, (_, nth) => draft(nth, ['managers'])));
  }
  now += 30 * 86_400_000;
  await log.prune();
  expect(await log.since(0, ['managers'])).toBe('too-old');
  expect(await log.since(99_999, ['managers'])).toBe('too-old');
  expect(await everything(log, ['managers'], 2500)).toHaveLength(500);
  const again = await open(1);
  expect(again.head()).toBe(3000);
  await again.publish([draft(1, ['managers', 'user:a'])]);
  const found = await again.since(2999, ['managers', 'user:a']);
  expect(found === 'too-old' ? found : found.events.at(-1)?.after).toEqual({ managers: 3000, 'user:a': 0 });
});

test('a reader who stops early leaves nothing open behind', async () => {
  const log = await open(10);
  for (let nth = 0; nth < 60; nth += 1) await log.publish([draft(nth, ['managers'])]);
  const client = store.connection.getClient() as unknown as { s: { activeCursors: Set<unknown> } };
  for (let from = 0; from < 30; from += 1) await log.since(from, ['managers'], 3);
  expect(client.s.activeCursors.size).toBe(0);
});
