import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addIdentity, removeIdentity } from '../../src/contacts/change.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import { relinkNumber } from '../../src/crm/call-links.ts';
import { changeCall } from '../../src/crm/change-call.ts';
import { listCalls } from '../../src/crm/list-calls.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { conversationById } from '../../src/store/conversations.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import type { CoreHouse } from '../support/core-house.ts';
import { boss, crmHouse, MINUTE, NOON, olga, person, report, type TestClock } from './support.ts';

let core: CoreHouse;
let clock: TestClock;
let numbers = 0;
/** Every test has a number of its own. */
let from: string;

beforeAll(async () => {
  ({ core, clock } = await crmHouse());
});
afterAll(() => core.close());
beforeEach(() => {
  numbers += 1;
  from = `+7916${String(1000000 + numbers)}`;
  clock.at = NOON;
});

const tell = (call: string, event: Parameters<typeof report>[1], minute: number, more = {}) =>
  reportCall(core.house, report(`${from}:${call}`, event, minute, { from, ...more }));
const row = async (conversationId: string | null) => {
  const found = await conversationById(core.house.store.conversations, conversationId ?? '');
  if (found === null) throw new Error('no conversation');
  return found;
};
const callsIn = async (contactId: string) =>
  (await listTimeline(core.house, contactId, { limit: 50, kinds: ['call'] })).items;
const waiting = async (reader = boss) =>
  (await listCalls(core.house, reader, { state: 'missed', waiting: true, limit: 50 })).items.filter(
    ({ number }) => number === from,
  );

test('a call of a known number is in the timeline and grows there', async () => {
  const contact = await person(core, 'Anna', [from]);
  await tell('1', 'ringing', 0);
  expect(await callsIn(contact.id)).toMatchObject([{ kind: 'call', call: { state: 'ringing' } }]);
  await tell('1', 'answered', 1, { operator: 'nobody@example.org' });
  await tell('1', 'ended', 5, { duration: 240 });
  const entries = await callsIn(contact.id);
  expect(entries).toMatchObject([{ call: { state: 'ended', duration: 240, contact: { name: 'Anna' } } }]);
  expect(entries).toHaveLength(1);
});

test.each([
  ['8 916 000-11-22', '+79160001122'],
  ['79160001122', '+79160001122'],
  ['+380 50 123 45 67', '+380501234567'],
  ['998901234567', '+998901234567'],
  ['101', null],
  ['anonymous', null],
])('the number %s is %s', async (written, number) => {
  const call = await reportCall(core.house, report(`written ${written}`, 'ringing', 0, { from: written }));
  expect(call.number).toBe(number);
  expect(call.from).toBe(number ?? written);
});

test('a missed call makes the conversation wait and is in the list until somebody calls back', async () => {
  const contact = await person(core, 'Boris', [from]);
  await tell('1', 'ringing', 0);
  const missed = await tell('1', 'missed', 1);
  expect(await row(contact.conversation)).toMatchObject({
    status: 'open',
    waitingSince: new Date(NOON + MINUTE),
  });
  expect(await waiting()).toHaveLength(1);
  await tell('2', 'answered', 10, { direction: 'out', from: '+74951112233', to: from });
  expect(await waiting()).toEqual([]);
  expect(await row(contact.conversation)).toMatchObject({ status: 'open', waitingSince: null });
  expect(await core.house.store.calls.findById(missed._id).lean()).toMatchObject({
    handledAt: new Date(NOON + 10 * MINUTE),
    handledBy: null,
  });
});

test('a missed call that is reported after the call back waits for nobody', async () => {
  const contact = await person(core, 'Vera', [from]);
  await tell('2', 'answered', 10, { direction: 'out', from: '+74951112233', to: from });
  await tell('1', 'missed', 1);
  expect(await waiting()).toEqual([]);
  expect((await row(contact.conversation)).waitingSince).toBe(null);
});

test('a missed call waits again when the call back turns out to have been before it', async () => {
  const contact = await person(core, 'Zoya', [from]);
  const back = { direction: 'out', from: '+74951112233', to: from } as const;
  await tell('2', 'ended', 10, { ...back, duration: 60 });
  const missed = await tell('1', 'missed', 10);
  expect(await waiting()).toEqual([]);
  await tell('2', 'answered', 9, back);
  expect((await waiting()).map(({ id }) => id)).toEqual([missed._id]);
  expect((await row(contact.conversation)).waitingSince).toEqual(missed.endedAt);
});

test('repeating a report after it was dealt with wakes nobody again', async () => {
  const contact = await person(core, 'Gleb', [from]);
  const missed = await tell('1', 'missed', 1);
  await changeCall(core.house, boss, missed._id, { handled: true });
  await changeConversation(core.house, boss, contact.conversation ?? '', { status: 'closed' });
  const again = await tell('1', 'missed', 1);
  expect(again).toMatchObject({ handledBy: boss.id });
  expect(again.waiting).toBeUndefined();
  expect((await row(contact.conversation)).status).toBe('closed');
});

test('a call that several telephones missed and one answered is no missed call', async () => {
  await tell('1', 'missed', 1, { extension: '101' });
  await tell('1', 'answered', 1, { extension: '102' });
  expect(await waiting()).toEqual([]);
});

test('a number that becomes known links its calls, and detaches them when it is taken away', async () => {
  await tell('1', 'answered', 0);
  await tell('2', 'missed', 5);
  const contact = await person(core, 'Darya');
  expect(await callsIn(contact.id)).toEqual([]);
  const known = await addIdentity(core.house, boss, contact.id, { kind: 'phone', value: from });
  await relinkNumber(core.house, from);
  expect(await callsIn(contact.id)).toHaveLength(2);
  expect((await row(contact.conversation)).waitingSince).toEqual(new Date(NOON + 5 * MINUTE));
  const identity = known.identities.find(({ kind }) => kind === 'phone')?.id ?? '';
  await removeIdentity(core.house, boss, contact.id, identity);
  await relinkNumber(core.house, from);
  expect(await callsIn(contact.id)).toEqual([]);
  expect((await row(contact.conversation)).waitingSince).toBe(null);
  expect(await waiting()).toMatchObject([{ contact: null }]);
});

test('a call of nobody is everybody’s, a call of a colleague’s client is not', async () => {
  await tell('1', 'missed', 1);
  expect(await waiting(olga)).toHaveLength(1);
  const contact = await person(core, 'Egor', [from]);
  await relinkNumber(core.house, from);
  await changeConversation(core.house, boss, contact.conversation ?? '', { assignee: 'u-other' });
  expect(await waiting(olga)).toEqual([]);
  expect(await waiting(boss)).toHaveLength(1);
});

test('saying whose call it is gives the contact the number and all its calls', async () => {
  await tell('1', 'missed', 1);
  const second = await tell('2', 'missed', 2);
  const contact = await person(core, 'Zhanna');
  await changeCall(core.house, boss, second._id, { contact: contact.id });
  expect(await callsIn(contact.id)).toHaveLength(2);
  expect((await row(contact.conversation)).waitingSince).toEqual(new Date(NOON + MINUTE));
});

test('twenty reports at once make one call', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, at) => tell('1', at % 2 === 0 ? 'ringing' : 'missed', at % 3)),
  );
  expect(new Set(all.map(({ _id }) => _id)).size).toBe(1);
  expect(await waiting()).toHaveLength(1);
});
