import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeConversation } from '../../src/conversations/change.ts';
import { changeRow } from '../../src/conversations/change-row.ts';
import { SYSTEM } from '../../src/house.ts';
import { dropLeases, mendAgenda, routeStep } from '../../src/routing/step.ts';
import { changeContactDoc } from '../../src/store/contacts.ts';
import { MINUTE, type Office, openOffice } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.shut());

const assignees = async (...people: string[]) =>
  Promise.all(people.map(async (person) => (await office.row(person)).assignee));

async function responsible(person: string, colleague: { id: string }): Promise<void> {
  const { contactId } = await office.row(person);
  await changeContactDoc(office.house.store.contacts, contactId, { set: { responsible: colleague.id } });
}

describe('who gets whom', () => {
  test('without routing nobody is given to anybody, and nothing else happens', async () => {
    await office.hire('Olga');
    await office.writes('a');
    const before = await office.row('a');
    await office.step();
    expect(await office.row('a')).toEqual(before);
    expect(before).toMatchObject({ assignee: null, leaseUntil: null });
  });

  test('in turn, the longest waiting first, as soon as somebody is there', async () => {
    await office.route();
    for (const person of ['a', 'b', 'c']) await office.writes(person);
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([null, null, null]);
    const olga = await office.hire('Olga', { capacity: 2 });
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([olga.id, olga.id, null]);
    const petr = await office.hire('Petr');
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([olga.id, olga.id, petr.id]);
  });

  test('a place that becomes free goes to whoever waits the longest', async () => {
    await office.route({ capacity: 1 });
    const olga = await office.hire('Olga');
    for (const person of ['a', 'b', 'c']) await office.writes(person);
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([olga.id, null, null]);
    await office.answers(olga, 'a');
    await office.step();
    expect(await assignees('b', 'c')).toEqual([null, null]);
    await office.close('a');
    await office.step();
    expect(await assignees('b', 'c')).toEqual([olga.id, null]);
  });

  test('where only people who wait count, an answer makes room', async () => {
    await office.route({ capacity: 1, counts: 'waiting' });
    const olga = await office.hire('Olga');
    for (const person of ['a', 'b']) await office.writes(person);
    await office.step();
    await office.answers(olga, 'a');
    await office.step();
    expect(await assignees('a', 'b')).toEqual([olga.id, olga.id]);
  });

  test('the responsible colleague comes first, whatever the turn and the team, if on shift and not full', async () => {
    const sales = await office.house.store.teams.insertMany([{ _id: 'sales', rev: 1, name: 'Sales' }]);
    expect(sales).toHaveLength(1);
    const olga = await office.hire('Olga', { teams: ['sales'] });
    const petr = await office.hire('Petr', { capacity: 1 });
    await office.route({ channels: { [office.core.account._id]: 'sales' } });
    for (const person of ['a', 'b', 'c']) {
      await office.writes(person);
      await responsible(person, petr);
    }
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([petr.id, olga.id, olga.id]);
    expect((await office.story('a')).at(-1)).toMatchObject({ by: null, reason: 'responsible' });
    expect((await office.row('b')).team).toBe('sales');
  });

  test('a team that nobody of is on shift keeps its people in its queue', async () => {
    await office.house.store.teams.insertMany([{ _id: 'sales', rev: 1, name: 'Sales' }]);
    await office.hire('Olga');
    const petr = await office.hire('Petr', { teams: ['sales'], shift: 'off' });
    await office.route({ channels: { [office.core.account._id]: 'sales', gone: 'sales' } });
    await office.writes('a');
    await office.step();
    expect(await office.row('a')).toMatchObject({ assignee: null, team: 'sales' });
    await office.change(petr, { shift: 'on' });
    await office.step();
    expect(await assignees('a')).toEqual([petr.id]);
  });

  test('managers take part only where they were given a capacity', async () => {
    await office.hire('Boss', { role: 'manager' });
    await office.route();
    await office.writes('a');
    await office.step();
    expect(await assignees('a')).toEqual([null]);
    const helper = await office.hire('Helper', { role: 'administrator', capacity: 3 });
    await office.step();
    expect(await assignees('a')).toEqual([helper.id]);
  });

  test('who writes into a closed conversation gets whoever had it, if on shift, else the next', async () => {
    await office.route({ capacity: 1 });
    const olga = await office.hire('Olga');
    const petr = await office.hire('Petr');
    await office.writes('a');
    await office.step();
    await office.answers(olga, 'a');
    await office.close('a');
    await office.writes('a', 'again');
    await office.step();
    expect(await assignees('a')).toEqual([olga.id]);
    expect((await office.row('a')).leaseUntil).not.toBeNull();
    await office.answers(olga, 'a');
    await office.close('a');
    await office.change(olga, { shift: 'off' });
    await office.writes('a', 'and again');
    await office.step();
    expect(await assignees('a')).toEqual([petr.id]);
    expect((await office.story('a')).at(-1)).toMatchObject({ reason: 'off-shift', chosen: 'turn' });
  });

  test('who is full when a closed conversation comes back does not get it', async () => {
    await office.route({ capacity: 1 });
    const olga = await office.hire('Olga');
    await office.writes('a');
    await office.step();
    await office.close('a');
    await office.writes('b');
    await office.step();
    expect(await assignees('b')).toEqual([olga.id]);
    await office.writes('a', 'again');
    await office.step();
    expect(await assignees('a', 'b')).toEqual([null, olga.id]);
    expect((await office.story('a')).at(-1)).toMatchObject({ reason: 'full' });
    await office.close('b');
    await office.step();
    expect(await assignees('a')).toEqual([olga.id]);
    expect((await office.story('a')).at(-1)).toMatchObject({ reason: 'last' });
  });
});

describe('an assignment is a lease', () => {
  test('it moves on from colleague to colleague, then to the queue, each step with its reason', async () => {
    await office.route({ leaseMinutes: 5 });
    const [olga, petr, ira] = [
      await office.hire('Olga'),
      await office.hire('Petr'),
      await office.hire('Ira'),
    ];
    await office.writes('a');
    await office.step();
    const held: (string | null)[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const row = await office.row('a');
      held.push(row.assignee);
      office.pass(5 * MINUTE - 1);
      await office.step();
      expect((await office.row('a')).assignee).toBe(row.assignee);
      office.pass(1);
      await office.step();
    }
    expect(held).toEqual([olga.id, petr.id, ira.id, null]);
    const story = await office.story('a');
    expect(story.map(({ reason, to }) => [reason, (to as { assignee: string | null }).assignee])).toEqual([
      ['turn', olga.id],
      ['lease', petr.id],
      ['lease', ira.id],
      ['lease', null],
    ]);
    const yana = await office.hire('Yana');
    await office.step();
    expect(await assignees('a')).toEqual([yana.id]);
  });

  test('an answer ends it, the next words of the person begin it anew with the same colleague', async () => {
    await office.route({ leaseMinutes: 5 });
    const olga = await office.hire('Olga');
    await office.hire('Petr');
    await office.writes('a');
    await office.step();
    await office.answers(olga, 'a');
    expect((await office.row('a')).leaseUntil).toBeNull();
    office.pass(60 * MINUTE);
    await office.step();
    expect(await assignees('a')).toEqual([olga.id]);
    await office.writes('a', 'one more');
    await office.step();
    expect((await office.row('a')).leaseUntil?.getTime()).toBe(office.now() + 5 * MINUTE);
    expect(await assignees('a')).toEqual([olga.id]);
    office.pass(4 * MINUTE);
    await office.writes('a', 'hello?');
    office.pass(MINUTE);
    await office.step();
    expect(await assignees('a')).not.toEqual([olga.id]);
  });

  test('a conversation that a manager gives to somebody gets a lease too', async () => {
    await office.route({ leaseMinutes: 5 });
    const olga = await office.hire('Olga');
    const petr = await office.hire('Petr');
    await office.writes('a');
    await office.step();
    const { _id } = await office.row('a');
    await changeConversation(office.house, SYSTEM, _id, { assignee: petr.id });
    await office.step();
    expect((await office.row('a')).leaseUntil?.getTime()).toBe(office.now() + 5 * MINUTE);
    office.pass(5 * MINUTE);
    await office.step();
    expect(await assignees('a')).toEqual([olga.id]);
  });

  test('who goes off shift hands people who wait over at once; who is away keeps them until the lease ends', async () => {
    await office.route({ leaseMinutes: 5 });
    const olga = await office.hire('Olga');
    await office.writes('a');
    await office.writes('b');
    await office.step();
    await office.answers(olga, 'b');
    const petr = await office.hire('Petr');
    await office.change(olga, { shift: 'away' });
    await office.writes('c');
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([olga.id, olga.id, petr.id]);
    await office.change(olga, { shift: 'off' });
    await office.step();
    expect(await assignees('a', 'b')).toEqual([petr.id, olga.id]);
    await office.change(petr, { shift: 'off' });
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([null, olga.id, null]);
    await office.change(olga, { shift: 'on' });
    await office.step();
    expect(await assignees('a', 'b', 'c')).toEqual([olga.id, olga.id, olga.id]);
  });

  test('who takes somebody over while off shift keeps them until the lease ends, wait by wait', async () => {
    await office.route({ leaseMinutes: 5 });
    const olga = await office.hire('Olga');
    const boss = await office.hire('Boss', { role: 'manager' });
    await office.change(boss, { shift: 'off' });
    await office.writes('a');
    await responsible('a', olga);
    await office.step();
    office.pass(1);
    await changeConversation(office.house, boss, (await office.row('a'))._id, { assignee: boss.id });
    await office.step();
    expect(await assignees('a')).toEqual([boss.id]);
    expect((await office.row('a')).leaseUntil?.getTime()).toBe(office.now() + 5 * MINUTE);
    await office.answers(boss, 'a');
    office.pass(60 * MINUTE);
    await office.writes('a', 'and one more');
    await office.step();
    expect(await assignees('a')).toEqual([boss.id]);
    office.pass(5 * MINUTE);
    await office.step();
    expect(await assignees('a')).toEqual([olga.id]);
    expect((await office.story('a')).at(-1)).toMatchObject({ by: null, reason: 'lease' });
  });

  test('what was given to somebody before they went off shift moves on when they go', async () => {
    await office.route({ leaseMinutes: 5 });
    const olga = await office.hire('Olga');
    const boss = await office.hire('Boss', { role: 'manager' });
    await office.writes('a');
    await changeConversation(office.house, boss, (await office.row('a'))._id, { assignee: boss.id });
    await office.step();
    expect(await assignees('a')).toEqual([boss.id]);
    office.pass(1);
    await office.change(boss, { shift: 'off' });
    await office.step();
    expect(await assignees('a')).toEqual([olga.id]);
    expect((await office.story('a')).at(-1)).toMatchObject({ reason: 'off-shift' });
  });

  test('closing lets go: who writes again goes to somebody on shift', async () => {
    await office.route();
    const olga = await office.hire('Olga', { shift: 'off' });
    const petr = await office.hire('Petr', { shift: 'off' });
    await office.writes('a');
    await changeConversation(office.house, olga, (await office.row('a'))._id, { assignee: olga.id });
    await office.step();
    expect(await assignees('a')).toEqual([olga.id]);
    await office.close('a');
    await office.change(petr, { shift: 'on' });
    await office.writes('a', 'again');
    await office.step();
    expect(await assignees('a')).toEqual([petr.id]);
  });

  test('what a disabled colleague had goes back to the queue, with routing or without', async () => {
    const olga = await office.hire('Olga');
    for (const person of ['open', 'snoozed', 'closed']) {
      await office.writes(person);
      await changeConversation(office.house, SYSTEM, (await office.row(person))._id, { assignee: olga.id });
    }
    const until = new Date(office.now() + MINUTE).toISOString();
    await changeConversation(office.house, SYSTEM, (await office.row('snoozed'))._id, {
      snoozedUntil: until,
    });
    await office.close('closed');
    await office.change(olga, { disabled: true });
    expect(await assignees('open', 'snoozed', 'closed')).toEqual([null, null, olga.id]);
    expect((await office.story('open')).at(-1)).toMatchObject({ reason: 'disabled' });
    await office.writes('closed', 'I am back');
    await office.step();
    expect(await assignees('closed')).toEqual([null]);
  });

  test('who begins to wait otherwise than by a message gets a lease as well', async () => {
    await office.route({ leaseMinutes: 5 });
    const olga = await office.hire('Olga');
    const { conversations } = office.house.store;
    for (const person of ['called', 'merged']) {
      await office.writes(person);
      await office.step();
      await office.answers(olga, person);
    }
    const { _id } = await office.row('called');
    const waitingSince = new Date(office.now());
    await changeRow(office.house, _id, () => ({ waitingSince }));
    await office.step();
    expect((await office.row('called')).leaseUntil?.getTime()).toBe(office.now() + 5 * MINUTE);
    await changeRow(office.house, _id, () => ({ waitingSince: null }));
    expect((await office.row('called')).leaseUntil).toBeNull();
    await conversations.updateOne({ _id: (await office.row('merged'))._id }, { $set: { waitingSince } });
    await mendAgenda(office.house);
    await office.step();
    expect((await office.row('merged')).leaseUntil?.getTime()).toBe(office.now() + 5 * MINUTE);
  });

  test('a house that stops routing promises no leases, and takes them up again', async () => {
    await office.route({ leaseMinutes: 5 });
    await office.hire('Olga');
    await office.writes('a');
    await office.step();
    await office.route({ enabled: false });
    await dropLeases(office.house);
    expect((await office.row('a')).leaseUntil).toBeNull();
    office.pass(60 * MINUTE);
    await office.step();
    expect((await office.row('a')).leaseUntil).toBeNull();
    await office.route({ leaseMinutes: 5 });
    await routeStep(office.house);
    expect((await office.row('a')).leaseUntil?.getTime()).toBe(office.now() + 5 * MINUTE);
  });
});
