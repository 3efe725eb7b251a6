import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RingingCall, VolatileFromServer, WorkCounts } from '../../src/api/protocol.ts';
import type { Client } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { connectScreen, type TestScreen, tokenOf } from '../support/screen.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let boss: Client;
let own: { client: Client; id: string; screen: TestScreen };
let other: { client: Client; id: string; screen: TestScreen };
let managers: TestScreen;

beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  boss = house.administrator.client;
  const join = async () => {
    const { client, user } = await house.person('operator');
    const screen = await connectScreen(house.address, { token: tokenOf(client) });
    return { client, id: user._id, screen };
  };
  own = await join();
  other = await join();
  managers = await connectScreen(house.address, { token: tokenOf(boss) });
}, 60_000);
afterAll(async () => {
  for (const screen of [own.screen, other.screen, managers]) screen.close();
  await house.close();
});

const rings = ({ news }: TestScreen, call: string): RingingCall[] =>
  news
    .filter(
      (one): one is Extract<VolatileFromServer, { kind: 'call-ringing' }> => one.kind === 'call-ringing',
    )
    .map((one) => one.call)
    .filter((one) => one.call === call);
const counts = ({ events }: TestScreen): WorkCounts | undefined => {
  const told = events.flatMap((event) => (event.name === 'work.changed' ? [event.data.counts] : []));
  return told.at(-1);
};
const ring = (call: string, event: string, more: object = {}) =>
  boss.post('/calls', { call, event, direction: 'in', from: '8 916 700-00-01', to: '100', ...more });

test('a call rings once on the screens of those who may see the person, with their last words', async () => {
  const written = await clientWrites(house, { id: 'p1', name: 'Anna Petrova' }, 'Is it ready?');
  const contact = written.conversation.contact.id;
  await boss.post(`/contacts/${contact}/identities`, { kind: 'phone', value: '+79167000001' });
  await boss.patch(`/conversations/${written.conversation.id}`, { assignee: own.id });
  await boss.patch(`/contacts/${contact}`, { responsible: other.id });
  await ring('c1', 'ringing');
  await ring('c1', 'ringing');
  await own.screen.until(() => rings(own.screen, 'c1').length > 0);
  await managers.until(() => rings(managers, 'c1').length > 0);
  await other.screen.until(() => rings(other.screen, 'c1').length > 0);
  expect(rings(own.screen, 'c1')).toMatchObject([
    { number: '+79167000001', contactName: 'Anna Petrova', responsible: other.id, lastWords: 'Is it ready?' },
  ]);
  // Responsible, but the conversation is a colleague's: who calls, without what was said.
  const [card] = rings(other.screen, 'c1');
  expect([card?.contactName, card?.lastWords]).toEqual(['Anna Petrova', undefined]);
});

test('a call of nobody rings everywhere, and as a missed one it counts until somebody has dealt with it', async () => {
  const from = '+79167000002';
  await ring('c2', 'ringing', { from });
  for (const screen of [own.screen, other.screen, managers]) {
    await screen.until(() => rings(screen, 'c2').length > 0);
    expect(rings(screen, 'c2')).toMatchObject([{ contact: null, number: from }]);
  }
  const missed = await ring('c2', 'missed', { from });
  await own.screen.until(() => counts(own.screen)?.missedCalls === 1);
  await other.screen.until(() => counts(other.screen)?.missedCalls === 1);
  expect((await own.client.get('/work')).body).toMatchObject({
    missedCalls: [{ id: missed.body.id, waiting: true }],
    counts: { missedCalls: 1 },
  });
  const { body } = await own.client.patch(`/calls/${missed.body.id}`, { handled: true });
  expect(body).toMatchObject({ waiting: false, handledBy: own.id });
  await other.screen.until(() => counts(other.screen)?.missedCalls === 0);
  expect((await boss.get('/calls?state=missed&waiting=true')).body.items).toEqual([]);
});

test('answering in writing is as good as calling back', async () => {
  await ring('c3', 'missed');
  await own.screen.until(() => counts(own.screen)?.missedCalls === 1);
  const { body: list } = await own.client.get('/calls?waiting=true');
  const conversation = list.items[0].conversation;
  await own.client.post(`/conversations/${conversation}/messages`, {
    clientId: 'client-back-1',
    text: 'Yes!',
  });
  await own.screen.until(() => counts(own.screen)?.missedCalls === 0);
  expect((await own.client.get(`/calls/${list.items[0].id}`)).body).toMatchObject({
    waiting: false,
    handledBy: null,
  });
});

test('a lead that is planned for the past is work at once, and none when it was bought', async () => {
  const { body: list } = await own.client.get('/contacts');
  const contact = list.items.find(({ name }: { name: string }) => name === 'Anna Petrova');
  await boss.patch(`/contacts/${contact.id}`, { responsible: own.id });
  const plannedFor = new Date(Date.now() - 1000).toISOString();
  await own.client.put(`/contacts/${contact.id}/lead`, { status: 'planned', plannedFor });
  await own.screen.until(() => counts(own.screen)?.overdueLeads === 1);
  const bought = await own.client.put(`/contacts/${contact.id}/lead`, {
    status: 'bought',
    amount: 10,
    currency: 'UZS',
  });
  expect(bought.body.lead).toMatchObject({ status: 'bought', amount: 10, currency: 'UZS', by: own.id });
  await own.screen.until(() => counts(own.screen)?.overdueLeads === 0);
  const refused = await own.client.put(`/contacts/${contact.id}/lead`, { status: 'refused' });
  expect([refused.status, refused.body.error.field]).toEqual([400, 'reason']);
});

test('a report is a spreadsheet in the language asked for', async () => {
  const answer = await boss.get('/reports/sales?by=user&format=csv&language=uz');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  expect(answer.body).toContain('Xodim;Valyuta;Sotuvlar');
  expect(answer.body).toContain('operator 1;UZS;1;10');
  const json = await own.client.get('/reports/outcomes?by=user&compare=previous');
  expect(json.body).toMatchObject({ totals: { bought: 1 }, previous: { totals: { bought: 0 } } });
  expect((await boss.get('/reports/sales?by=moon')).status).toBe(400);
});
