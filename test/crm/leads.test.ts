import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeLead } from '../../src/crm/leads.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import type { CoreHouse } from '../support/core-house.ts';
import { crmHouse, HOUR, MINUTE, NOON, olga, person, type TestClock } from './support.ts';

let core: CoreHouse;
let clock: TestClock;

beforeAll(async () => {
  ({ core, clock } = await crmHouse());
});
afterAll(() => core.close());

const later = (ms: number) => new Date(NOON + ms).toISOString();
const history = async (contactId: string) =>
  (await listTimeline(core.house, contactId, { limit: 50, kinds: ['lead'] })).items;

test.each([
  [{ status: 'planned' }, 'plannedFor'],
  [{ status: 'bought' }, 'amount'],
  [{ status: 'bought', amount: 10 }, 'currency'],
  [{ status: 'refused' }, 'reason'],
  [{ status: 'refused', reason: 'Просто так' }, 'reason'],
  [{ status: 'not-client' }, 'comment'],
  [{ status: 'new', amount: 10 }, 'amount'],
  [{ status: 'bought', amount: 1, currency: 'RUB', reason: 'Дорого' }, 'reason'],
] as const)('%o names what is to be mended: %s', async (wanted, field) => {
  const contact = await person(core, 'Anna');
  await expect(changeLead(core.house, olga, contact.id, wanted)).rejects.toMatchObject({
    code: 'invalid',
    field,
  });
  expect(await history(contact.id)).toEqual([]);
});

test('each status is kept with its fields and who set it, and every step is in the timeline', async () => {
  const contact = await person(core, 'Boris');
  const steps = [
    { status: 'new' },
    { status: 'planned', plannedFor: later(HOUR), comment: 'Asked to be called' },
    { status: 'bought', amount: 1500.5, currency: 'RUB', profit: 300 },
    { status: 'refused', reason: 'Дорого' },
    { status: 'not-client', comment: 'A supplier' },
  ] as const;
  for (const step of steps) {
    clock.at += MINUTE;
    const view = await changeLead(core.house, olga, contact.id, step);
    const since = new Date(clock.at).toISOString();
    expect(view.lead).toEqual({ since, by: olga.id, ...step });
  }
  const entries = await history(contact.id);
  expect(entries.map(({ status, from, by }) => [from, status, by])).toEqual([
    ['refused', 'not-client', 'Olga'],
    ['bought', 'refused', 'Olga'],
    ['planned', 'bought', 'Olga'],
    ['new', 'planned', 'Olga'],
    ['none', 'new', 'Olga'],
  ]);
});

test('a repeated request is one step, a later purchase of the same amount another', async () => {
  const contact = await person(core, 'Vera');
  const buys = () =>
    changeLead(core.house, olga, contact.id, { status: 'bought', amount: 100, currency: 'RUB' });
  await buys();
  clock.at += 1000;
  await buys();
  expect(await history(contact.id)).toHaveLength(1);
  clock.at += HOUR;
  await buys();
  expect(await history(contact.id)).toHaveLength(2);
});
