import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReportQuery } from '../../src/api/protocol.ts';
import { changeContact } from '../../src/contacts/change.ts';
import { changeLead } from '../../src/crm/leads.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import type { Actor } from '../../src/house.ts';
import { toCsv } from '../../src/reports/csv.ts';
import { createFactFollower, type FactFollower } from '../../src/reports/follower.ts';
import { makeReport } from '../../src/reports/report.ts';
import {
  boss,
  colleague,
  crmHouse,
  HOUR,
  MINUTE,
  NOON,
  olga,
  person,
  report,
  type TestClock,
} from '../crm/support.ts';
import { type CoreHouse, says } from '../support/core-house.ts';

const vera: Actor & { id: string } = {
  kind: 'user',
  id: 'u-vera',
  name: 'Vera',
  role: 'operator',
  teams: [],
};
const DAY = 24 * HOUR;

let core: CoreHouse;
let clock: TestClock;
let follower: FactFollower;
let sent = 0;

beforeEach(async () => {
  ({ core, clock } = await crmHouse());
  for (const actor of [boss, olga, vera]) await colleague(core, actor);
  follower = createFactFollower(core.house);
});
afterEach(async () => {
  await follower.stop();
  await core.close();
});

const at = (ms: number) => {
  clock.at = NOON + ms;
};
const writes = (who: string, id: string, more: Parameters<typeof says>[3] = {}) =>
  core.bring(says(who, id, 'Hello', { at: clock.at, ...more }));
async function answers(who: string, by: Actor = olga): Promise<void> {
  const row = await core.house.store.conversations.findOne({ contactName: `Person ${who}` }).lean();
  sent += 1;
  await sendMessage(core.house, by, row?._id ?? '', { clientId: `client-${sent}`, text: 'Good day' });
}
const contactOf = async (who: string) =>
  (await core.house.store.contacts.findOne({ name: `Person ${who}` }).lean())?._id ?? '';
type Asked = Partial<Omit<ReportQuery, 'format' | 'language'>>;
async function figures(name: Parameters<typeof makeReport>[2], query: Asked = {}, reader = boss) {
  await follower.catchUp();
  const from = new Date(NOON - 2 * DAY).toISOString();
  const to = new Date(NOON + 10 * DAY).toISOString();
  return makeReport(core.house, reader, name, { from, to, zone: 'UTC', ...query });
}

test('the wait counts from the first unanswered word to the first word of ours', async () => {
  at(0);
  await writes('a', '1');
  at(2 * MINUTE);
  await writes('a', '2');
  at(5 * MINUTE);
  await answers('a');
  at(6 * MINUTE);
  await answers('a');
  at(10 * MINUTE);
  await writes('a', '3');
  at(11 * MINUTE);
  await answers('a', boss);
  const { totals, rows } = await figures('response', { by: 'user' });
  expect(totals).toEqual({
    answers: 2,
    firstAnswers: 1,
    firstMedian: 300,
    firstP90: 300,
    median: 180,
    p90: 276,
  });
  expect(rows).toMatchObject([
    { user: 'u-olga', answers: 1, median: 300 },
    { user: 'u-boss', answers: 1, firstAnswers: 0, median: 60 },
  ]);
});

test('a message that was hours on its way costs nobody anything, and a robot waits for nobody', async () => {
  at(0);
  await writes('late', '1', { at: NOON - 3 * HOUR });
  at(MINUTE);
  await answers('late');
  await writes('robot', '1', { automatic: 'auto-reply' });
  at(HOUR);
  await answers('robot');
  expect((await figures('response')).totals).toMatchObject({ answers: 1, median: 60 });
});

test('counting again, or anew from all messages, counts nothing twice', async () => {
  at(0);
  await writes('a', '1');
  at(MINUTE);
  await answers('a');
  const before = [await figures('response'), await figures('load')];
  await core.house.store.progress.deleteMany({});
  await follower.stop();
  follower = createFactFollower(core.house);
  expect([await figures('response'), await figures('load')]).toEqual(before);
});

test('an hour that was counted for good is counted again when something of it comes late', async () => {
  const all = () =>
    Promise.all([figures('response', { by: 'user' }), figures('load'), figures('load', { by: 'day' })]);
  at(0);
  await writes('a', '1');
  at(10 * MINUTE);
  await answers('a');
  at(20 * MINUTE);
  await writes('b', '1');
  const fresh = await all();
  at(5 * DAY);
  const { factHours } = core.house.store;
  await follower.catchUp();
  expect(await factHours.countDocuments()).toBe(1);
  expect(await all()).toEqual(fresh);
  at(30 * MINUTE);
  await answers('b');
  await follower.catchUp();
  expect(await factHours.countDocuments()).toBe(0);
  const more = await all();
  expect(more[1].totals).toMatchObject({ in: 2, out: 2, answers: 2 });
  at(5 * DAY);
  await follower.catchUp();
  expect(await factHours.countDocuments()).toBe(1);
  expect(await all()).toEqual(more);
  // A period that begins and ends inside of the hour is cut to the minute.
  const part = {
    from: new Date(NOON + 15 * MINUTE).toISOString(),
    to: new Date(NOON + 25 * MINUTE).toISOString(),
  };
  expect((await figures('load', part)).totals).toEqual({ in: 1, out: 0, answers: 0, calls: 0 });
});

test('load is counted by the hour of the zone and by colleague', async () => {
  at(0);
  await writes('a', '1');
  await writes('b', '1');
  at(20 * MINUTE);
  await answers('a');
  at(HOUR);
  await answers('b', vera);
  await reportCall(core.house, report('1', 'answered', 60, { operator: vera.id }));
  const { rows, totals } = await figures('load', { zone: 'Asia/Kolkata' });
  // Noon in London is 17:30 in Kolkata.
  expect(rows).toHaveLength(24);
  expect(rows[17]).toEqual({ hour: 17, in: 2, out: 1, answers: 1, calls: 0 });
  expect(rows[18]).toEqual({ hour: 18, in: 0, out: 1, answers: 1, calls: 1 });
  expect(totals).toEqual({ in: 2, out: 2, answers: 2, calls: 1 });
  expect((await figures('load', { by: 'user' })).rows).toEqual([
    { user: 'u-olga', out: 1, answers: 1, calls: 0 },
    { user: 'u-vera', out: 1, answers: 1, calls: 1 },
  ]);
});

test('leads are counted by the day of the zone and by source, with the period before', async () => {
  at(-DAY);
  await writes('old', '1', { source: 'spring' });
  at(9 * HOUR + 30 * MINUTE);
  await writes('a', '1', { source: 'spring' });
  await writes('b', '1');
  const query = { zone: 'Europe/Moscow', from: '2026-05-21', to: '2026-05-22', compare: 'previous' } as const;
  // Half past nine in the evening in UTC is the next day in Moscow.
  const view = await figures('leads', query);
  expect(view.rows).toEqual([
    { day: '2026-05-21', leads: 2 },
    { day: '2026-05-22', leads: 0 },
  ]);
  expect(view.previous).toMatchObject({ totals: { leads: 1 }, rows: [{ leads: 1 }, { leads: 0 }] });
  expect(view.previous?.from).toBe('2026-05-18T21:00:00.000Z');
  const { rows } = await figures('leads', { by: 'source' });
  expect(rows).toEqual([
    { source: 'spring', leads: 2 },
    { source: 'toy', leads: 1 },
  ]);
});

test('outcomes, refusals and sales come from what colleagues decided', async () => {
  at(0);
  for (const who of ['a', 'b', 'c', 'd']) await writes(who, '1', who === 'a' ? { source: 'spring' } : {});
  const decide = async (who: string, wanted: Parameters<typeof changeLead>[3], by: Actor = olga) => {
    clock.at += HOUR;
    await changeLead(core.house, by, await contactOf(who), wanted);
  };
  await decide('a', { status: 'bought', amount: 100.1, currency: 'RUB', profit: 20 });
  await decide('a', { status: 'bought', amount: 300.2, currency: 'RUB' });
  await decide('b', { status: 'bought', amount: 200, currency: 'RUB' }, vera);
  await decide('c', { status: 'refused', reason: 'Дорого' });
  await decide('d', { status: 'planned', plannedFor: new Date(clock.at).toISOString() });
  expect((await figures('outcomes')).totals).toEqual({
    new: 4,
    planned: 1,
    bought: 3,
    refused: 1,
    notClient: 0,
    conversion: 0.75,
  });
  expect((await figures('refusals')).rows).toEqual([{ reason: 'Дорого', refused: 1, share: 1 }]);
  const { totals, rows } = await figures('sales', { by: 'source' });
  expect(totals).toEqual({
    currency: 'RUB',
    sales: 3,
    sum: 600.3,
    average: 200.1,
    profit: 20,
    profitPerSale: 20,
    buyers: 2,
    repeatBuyers: 1,
    repeatShare: 0.5,
    clientValue: 300.15,
  });
  expect(rows.map(({ source, sum, clientValue }) => [source, sum, clientValue])).toEqual([
    ['spring', 400.3, 400.3],
    ['toy', 200, 200],
  ]);
  // The second day of a client's life knows of the first.
  const second = new Date(NOON + 90 * MINUTE).toISOString();
  expect((await figures('sales', { from: second })).totals).toMatchObject({ sales: 2, repeatBuyers: 1 });
});

test('an operator gets his own figures whatever he asks for', async () => {
  at(0);
  await writes('a', '1');
  at(MINUTE);
  await answers('a', vera);
  await changeLead(core.house, vera, await contactOf('a'), { status: 'bought', amount: 5, currency: 'RUB' });
  for (const query of [{}, { user: vera.id }, { by: 'user' }] as const) {
    expect((await figures('response', query, olga)).totals).toMatchObject({ answers: 0 });
    expect((await figures('sales', query.by ? query : {}, olga)).totals).toMatchObject({ sales: 0 });
    expect((await figures('load', query, olga)).totals).toEqual({ out: 0, answers: 0, calls: 0 });
  }
  expect((await figures('response', {}, vera)).totals).toMatchObject({ answers: 1 });
  // Whoever answered has the person; a responsible colleague goes before.
  expect((await figures('leads', {}, vera)).totals).toEqual({ leads: 1 });
  await changeContact(core.house, boss, await contactOf('a'), { responsible: olga.id });
  expect((await figures('leads', {}, vera)).totals).toEqual({ leads: 0 });
  expect((await figures('leads', {}, olga)).totals).toEqual({ leads: 1 });
});

test.each([
  [{ zone: 'Mars/Base' }, 'zone'],
  [{ from: '2026-05-21', to: '2026-05-20' }, 'to'],
  [{ from: '2020-01-01' }, 'from'],
  [{ by: 'hour' }, 'by'],
] as const)('%o is refused by naming %s', async (query, field) => {
  await expect(figures('outcomes', query)).rejects.toMatchObject({ code: 'invalid', field });
});

test('a contact somebody wrote down is no lead', async () => {
  await person(core, 'Nobody');
  expect((await figures('leads')).totals).toEqual({ leads: 0 });
});

test('sales in several currencies have the totals of each, and a spreadsheet a line for each', async () => {
  at(0);
  await writes('a', '1');
  await writes('b', '1');
  const buys = async (who: string, amount: number, currency: string) => {
    at(clock.at - NOON + 2 * MINUTE);
    await changeLead(core.house, olga, await contactOf(who), { status: 'bought', amount, currency });
  };
  await buys('a', 10, 'EUR');
  await buys('a', 100, 'RUB');
  await buys('b', 300, 'RUB');
  const view = await figures('sales', { by: 'user' });
  expect(view.totals).toEqual({ currency: null, sales: 3, buyers: 2 });
  expect(view.perCurrency).toMatchObject([
    { currency: 'RUB', sales: 2, sum: 400, average: 200, buyers: 2, clientValue: 200 },
    { currency: 'EUR', sales: 1, sum: 10, buyers: 1, repeatBuyers: 1, clientValue: 10 },
  ]);
  const lines = toCsv(view, 'en', new Map()).trim().split('\r\n');
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^Total,RUB,2,400/),
    expect.stringMatching(/^Total,EUR,1,10/),
  ]);
});

test('a team and a channel narrow every report, together with a colleague', async () => {
  const { store } = core.house;
  await store.teams.insertMany([{ _id: 'sales', rev: 1, name: 'Sales' }]);
  await store.users.updateOne({ _id: 'u-olga' }, { $set: { teams: ['sales'] } });
  at(0);
  for (const [who, by] of [
    ['a', olga],
    ['b', vera],
  ] as const) {
    await writes(who, '1');
    await changeContact(core.house, boss, await contactOf(who), { responsible: by.id });
    at(MINUTE);
    await answers(who, by);
    await changeLead(core.house, by, await contactOf(who), { status: 'bought', amount: 10, currency: 'RUB' });
  }
  const channel = core.account.channel;
  const asked: [Asked, Record<string, number>][] = [
    [{}, { leads: 2, answers: 2, bought: 2, sales: 2 }],
    [{ team: 'sales' }, { leads: 1, answers: 1, bought: 1, sales: 1 }],
    [
      { team: 'sales', user: 'u-olga' },
      { leads: 1, answers: 1, bought: 1, sales: 1 },
    ],
    [
      { team: 'sales', user: 'u-vera' },
      { leads: 0, answers: 0, bought: 0, sales: 0 },
    ],
    [{ channel }, { leads: 2, answers: 2, bought: 2, sales: 2 }],
    [{ channel: 'pigeon' }, { leads: 0, answers: 0, bought: 0, sales: 0 }],
    [
      { channel, team: 'sales' },
      { leads: 1, answers: 1, bought: 1, sales: 1 },
    ],
  ];
  for (const [query, { leads, answers: answered, bought, sales }] of asked) {
    expect((await figures('leads', query)).totals).toMatchObject({ leads });
    expect((await figures('response', query)).totals).toMatchObject({ answers: answered });
    expect((await figures('load', query)).totals).toMatchObject({ answers: answered });
    expect((await figures('outcomes', query)).totals).toMatchObject({ bought });
    expect((await figures('sales', query)).totals).toMatchObject({ sales });
  }
  // A call comes by no channel, so a channel's figures have no column for it.
  const columns = (await figures('load', { channel })).columns.map(({ key }) => key);
  expect(columns).toEqual(['hour', 'in', 'out', 'answers']);
  expect((await figures('leads', { team: 'sales' }, vera)).totals).toMatchObject({ leads: 0 });
  await expect(figures('leads', { team: 'nobody' })).rejects.toMatchObject({
    code: 'invalid',
    field: 'team',
  });
});

test('an answer is counted without reading anything where the talk was followed', async () => {
  await follower.catchUp();
  at(0);
  await writes('a', '1');
  at(MINUTE);
  await writes('a', '2');
  at(3 * MINUTE);
  await answers('a');
  const { messages } = core.house.store;
  const find = messages.collection.find.bind(messages.collection);
  let reads = 0;
  messages.collection.find = ((...args: Parameters<typeof find>) => {
    reads += 1;
    return find(...args);
  }) as typeof messages.collection.find;
  await follower.catchUp();
  expect(reads).toBe(0);
  expect((await figures('response')).totals).toMatchObject({ answers: 1, firstAnswers: 1, median: 180 });
  // Somebody who begins anew reads what was before, once.
  await follower.stop();
  follower = createFactFollower(core.house);
  await follower.catchUp();
  at(5 * MINUTE);
  await writes('a', '3');
  at(6 * MINUTE);
  await answers('a');
  expect((await figures('response')).totals).toMatchObject({ answers: 2, median: 120 });
});

test('what is heard while the store is away is counted when it is back', async () => {
  await follower.catchUp();
  at(0);
  await writes('a', '1');
  at(MINUTE);
  await answers('a');
  const { facts } = core.house.store;
  const real = facts.collection.insertMany.bind(facts.collection);
  facts.collection.insertMany = () => Promise.reject(new Error('The store is away.'));
  await expect(follower.catchUp()).rejects.toThrow('away');
  facts.collection.insertMany = real;
  expect((await figures('load')).totals).toMatchObject({ in: 1, out: 1, answers: 1 });
});
