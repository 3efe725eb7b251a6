import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventLog } from '../../src/events/log.ts';
import { systemClock } from '../../src/house.ts';
import type { Store } from '../../src/store/connect.ts';
import { silent, testStore } from '../support/store.ts';

let store: Store;
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());

test('what is published is numbered without a gap and found again', async () => {
  const log = await createEventLog(store, { clock: systemClock, log: silent });
  const seen: number[] = [];
  log.subscribe(({ event }) => seen.push(event.cursor));
  await log.publish([
    { name: 'quarantine.changed', data: { count: 1 }, rooms: ['managers'] },
    { name: 'quarantine.changed', data: { count: 2 }, rooms: ['managers', 'everyone'] },
  ]);
  await log.publish([{ name: 'quarantine.changed', data: { count: 3 }, rooms: ['everyone'] }]);
  expect(seen).toEqual([1, 2, 3]);
  const found = await log.since(0, ['everyone']);
  if (found === 'too-old') throw new Error('too old');
  expect(found.cursor).toBe(3);
  expect(found.events.map(({ cursor, after }) => [cursor, after])).toEqual([
    [2, { everyone: 0 }],
    [3, { everyone: 2 }],
  ]);
});
