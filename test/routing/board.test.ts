import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changeConversation } from '../../src/conversations/change.ts';
import { createCounts } from '../../src/conversations/counts.ts';
import { listConversations } from '../../src/conversations/list.ts';
import { type Actor, SYSTEM } from '../../src/house.ts';
import { boardFor } from '../../src/routing/board.ts';
import { countForgotten } from '../../src/routing/forgotten.ts';
import { createToday } from '../../src/routing/today.ts';
import { MINUTE, type Office, openOffice } from './office.ts';

let office: Office;
let counts: ReturnType<typeof createCounts>;
beforeEach(async () => {
  office = await openOffice();
  counts = createCounts(office.house);
});
afterEach(async () => {
  counts.stop();
  await office.shut();
});

const boss: Actor = { kind: 'user', id: 'boss', name: 'Boss', role: 'manager', teams: [] };
const give = async (person: string, to: string | null) =>
  changeConversation(office.house, SYSTEM, (await office.row(person))._id, { assignee: to });
const board = () => boardFor({ house: office.house, counts, today: createToday(office.house) }, 'UTC');
const forgotten = async (reader: Actor = boss, limit = 50) => {
  const names: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listConversations(office.house, reader, {
      view: 'all',
      status: 'open',
      waiting: 'forgotten',
      limit,
      cursor,
    });
    names.push(...page.items.map(({ contact }) => contact.name.replace('Person ', '')));
    if (page.next === null) return names;
    cursor = page.next;
  }
};

test('who waits, how long, with whom, and for whom nobody is on shift', async () => {
  const olga = await office.hire('Olga');
  const petr = await office.hire('Petr', { shift: 'off' });
  for (const person of ['a', 'b', 'c', 'd', 'e']) await office.writes(person);
  await give('a', olga.id);
  await give('b', petr.id);
  await give('c', olga.id);
  await office.answers(olga, 'c');
  await office.close('d');
  const seen = await board();
  expect(
    seen.waiting.map(({ conversation, forgotten: alone }) => [conversation.contact.name.slice(-1), alone]),
  ).toEqual([
    ['a', false],
    ['b', true],
    ['e', true],
  ]);
  expect(seen).toMatchObject({ forgotten: 2, waitingTotal: 3, today: { answered: 1, unanswered: 3 } });
  const { waitingSince } = await office.row('a');
  expect(seen.operators.find(({ user }) => user.id === olga.id)).toMatchObject({
    load: 2,
    waiting: 1,
    oldestSince: waitingSince?.toISOString(),
    answered: 1,
  });
  expect(seen.operators.find(({ user }) => user.id === petr.id)).toMatchObject({ load: 1, waiting: 1 });
  expect(await forgotten()).toEqual(['b', 'e']);
  await office.change(olga, { shift: 'away' });
  expect(await forgotten()).toEqual(['a', 'b', 'e']);
  expect(await countForgotten(office.house)).toBe(3);
  await office.change(petr, { shift: 'on' });
  expect(await forgotten(boss, 1)).toEqual(['a', 'e']);
});

test('an operator finds in the list of the forgotten only what is his to see', async () => {
  const olga = await office.hire('Olga');
  const petr = await office.hire('Petr', { shift: 'off' });
  for (const person of ['a', 'b', 'c']) await office.writes(person);
  await give('a', petr.id);
  expect(await forgotten(olga)).toEqual(['b', 'c']);
  expect(await forgotten(petr, 1)).toEqual(['a', 'b', 'c']);
});

test('what is snoozed or merged away does not wait', async () => {
  await office.writes('a');
  const snoozedUntil = new Date(office.now() + MINUTE).toISOString();
  await changeConversation(office.house, SYSTEM, (await office.row('a'))._id, { snoozedUntil });
  expect(await countForgotten(office.house)).toBe(0);
});

test('a first count that failed is tried again by whoever looks next', async () => {
  await office.writes('a');
  const away = new Error('the database is away');
  vi.spyOn(office.house.store.conversations, 'aggregate').mockRejectedValueOnce(away);
  await expect(board()).rejects.toThrow(away);
  expect(await board()).toMatchObject({ waitingTotal: 1 });
});

test('medians count from the first unanswered word, of today only, for everybody and for each', async () => {
  const olga = await office.hire('Olga');
  const petr = await office.hire('Petr');
  const talk = async (person: string, colleague: Actor & { id: string }, waits: number) => {
    await office.writes(person);
    await give(person, colleague.id);
    office.pass(waits - 1000);
    await office.answers(colleague, person);
  };
  await talk('yesterday', olga, 60 * MINUTE);
  await office.close('yesterday');
  office.pass(24 * 60 * MINUTE);
  await talk('a', olga, 2 * MINUTE);
  await talk('b', olga, 4 * MINUTE);
  await talk('c', petr, 9 * MINUTE);
  await office.writes('a', 'a second question');
  office.pass(30 * MINUTE);
  await office.answers(olga, 'a');
  office.pass(10 * MINUTE - 1000);
  await office.close('c');
  const { today, operators } = await board();
  expect(today).toMatchObject({ answered: 4, firstResponseMedian: 240 });
  const of = (id: string) => operators.find(({ user }) => user.id === id);
  expect(of(olga.id)).toMatchObject({ firstResponse: 180, resolution: null, answered: 3 });
  const opened = (await office.row('c')).openedAt?.getTime() ?? 0;
  expect(of(petr.id)).toMatchObject({ firstResponse: 540, resolution: (office.now() - opened) / 1000 });
});
