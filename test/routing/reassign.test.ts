import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CreateReassignment } from '../../src/api/protocol.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import { type Actor, SYSTEM } from '../../src/house.ts';
import { createReassignment } from '../../src/routing/reassign/create.ts';
import { resumeReassignments } from '../../src/routing/reassign/run.ts';
import { undoReassignment } from '../../src/routing/reassign/undo.ts';
import { changeContactDoc, contactById } from '../../src/store/contacts.ts';
import { messagesAfter } from '../../src/store/messages.ts';
import type { MoveDoc } from '../../src/store/reassignments.ts';
import { crashAfter } from '../support/crashing-store.ts';
import { MINUTE, type Office, openOffice } from './office.ts';

let office: Office;
let olga: Actor & { id: string };
let petr: Actor & { id: string };
let boss: Actor & { id: string };
beforeEach(async () => {
  office = await openOffice();
  olga = await office.hire('Olga');
  petr = await office.hire('Petr');
  boss = await office.hire('Boss', { role: 'manager' });
});
afterEach(() => office.shut());

const give = async (person: string, to: string | null) =>
  changeConversation(office.house, SYSTEM, (await office.row(person))._id, { assignee: to });
const people = async (names: string[], to: string | null) => {
  for (const name of names) {
    await office.writes(name);
    await give(name, to);
  }
};
/** However slow the machine is, the answer waits until it is over. */
const PATIENCE_MS = 10 * MINUTE;
const order = (wanted: Partial<CreateReassignment> & Pick<CreateReassignment, 'to'>) => {
  const usual = { responsible: false, open: 'open', reason: 'Olga is ill', dryRun: false } as const;
  return createReassignment(office.house, boss, { ...usual, ...wanted }, PATIENCE_MS);
};
const undo = (id: string | null) => undoReassignment(office.house, boss, id ?? '', PATIENCE_MS);
const holders = async (...names: string[]) =>
  Promise.all(names.map(async (name) => (await office.row(name)).assignee));

describe('everything of a colleague', () => {
  test('is counted before it moves, moves with a note and a reason, and goes back', async () => {
    await people(['a', 'b', 'c'], olga.id);
    await people(['d'], petr.id);
    await office.close('c');
    const wanted = {
      from: olga.id,
      to: { kind: 'user' as const, id: petr.id },
      note: 'She promised a call.',
    };
    const before = await office.rows();
    expect(await order({ ...wanted, dryRun: true })).toMatchObject({
      id: null,
      state: 'preview',
      total: 2,
      plan: [{ to: petr.id, name: 'Petr', count: 2 }],
    });
    expect(await office.rows()).toEqual(before);
    const done = await order(wanted);
    expect(done).toMatchObject({ state: 'done', total: 2, done: 2, refused: 0, by: 'Boss' });
    expect(await holders('a', 'b', 'c', 'd')).toEqual([petr.id, petr.id, olga.id, petr.id]);
    expect((await office.story('a')).at(-1)).toMatchObject({ by: 'Boss', reason: 'Olga is ill' });
    const { _id } = await office.row('a');
    const said = await messagesAfter(office.house.store.messages, _id, 0, 10);
    expect(said.filter(({ kind }) => kind === 'note')).toMatchObject([
      { content: { text: { text: 'She promised a call.' } }, mentions: [petr.id] },
    ]);
    expect(office.core.told.at(-1)).toMatchObject({
      rooms: ['managers'],
      news: { kind: 'reassignment', reassignment: { id: done.id, done: 2, state: 'done' } },
    });
    await give('b', boss.id);
    const undone = await undo(done.id);
    expect(undone).toMatchObject({ state: 'undone', undone: 1, kept: 1 });
    expect(await holders('a', 'b')).toEqual([olga.id, boss.id]);
    await expect(undo(done.id)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('takes closed conversations and the responsible colleague along where asked for', async () => {
    await people(['a', 'b'], olga.id);
    await people(['far', 'other'], null);
    await office.close('b');
    const { contacts } = office.house.store;
    for (const name of ['a', 'far'])
      await changeContactDoc(contacts, (await office.row(name)).contactId, { set: { responsible: olga.id } });
    await changeContactDoc(contacts, (await office.row('b')).contactId, { set: { responsible: boss.id } });
    const heirs = async (...names: string[]) =>
      Promise.all(
        names.map(
          async (name) => (await contactById(contacts, (await office.row(name)).contactId))?.responsible,
        ),
      );
    const to = { kind: 'user' as const, id: petr.id };
    const done = await order({ from: olga.id, to, responsible: true, open: 'any' });
    expect(done).toMatchObject({ state: 'done', total: 2, done: 2, contacts: 2 });
    expect(await holders('a', 'b', 'far')).toEqual([petr.id, petr.id, null]);
    expect(await heirs('a', 'b', 'far', 'other')).toEqual([petr.id, boss.id, petr.id, null]);
    await undo(done.id);
    expect(await heirs('a', 'b', 'far', 'other')).toEqual([olga.id, boss.id, olga.id, null]);
    expect(await holders('a', 'b')).toEqual([olga.id, olga.id]);
  });

  test('goes where the routing would put it, nobody over capacity, the rest to the queue', async () => {
    await office.route({ capacity: 2 });
    await people(['a', 'b', 'c', 'd', 'e', 'f'], olga.id);
    await office.answers(olga, 'a');
    const ira = await office.hire('Ira');
    await people(['z'], ira.id);
    const preview = await order({ from: olga.id, to: { kind: 'routing' }, dryRun: true });
    const done = await order({ from: olga.id, to: { kind: 'routing' } });
    expect(done).toMatchObject({ state: 'done', total: 6, done: 6 });
    const counted = new Map<string | null, number>();
    for (const holder of await holders('a', 'b', 'c', 'd', 'e', 'f'))
      counted.set(holder, (counted.get(holder) ?? 0) + 1);
    expect(Object.fromEntries(counted)).toEqual({ [petr.id]: 2, [ira.id]: 1, null: 3 });
    expect(preview.plan.map(({ to, count }) => [to, count]).sort()).toEqual([...counted].sort());
    const given = (await office.rows()).filter(({ assignee }) => assignee === petr.id || assignee === null);
    for (const row of given) {
      const leased = row.leaseUntil !== null;
      expect(leased).toBe(row.assignee !== null && row.waitingSince !== null);
    }
    await undo(done.id);
    expect(new Set(await holders('a', 'b', 'c', 'd', 'e', 'f'))).toEqual(new Set([olga.id]));
  });

  test('what the new colleague has closed stays with them', async () => {
    await people(['a'], olga.id);
    const done = await order({ from: olga.id, to: { kind: 'user', id: petr.id } });
    await office.close('a');
    expect(await undo(done.id)).toMatchObject({ undone: 0, kept: 1 });
    expect(await holders('a')).toEqual([petr.id]);
  });

  test('takes a few writes for hundreds, each with its note, its entry and its responsible colleague', async () => {
    const { store } = office.house;
    await people(['a'], olga.id);
    const row = await office.row('a');
    const contact = await changeContactDoc(store.contacts, row.contactId, { set: { responsible: olga.id } });
    const count = 250;
    const more = Array.from({ length: count - 1 }, (_, index) => `${index}`);
    await store.conversations.insertMany(
      more.map((id) => ({ ...row, _id: `row-${id}`, contactId: `contact-${id}` })),
    );
    await store.contacts.insertMany(
      more.map((id) => ({ ...contact, _id: `contact-${id}`, conversationId: `row-${id}` })),
    );
    const writes = crashAfter(store, Number.POSITIVE_INFINITY);
    const to = { kind: 'user' as const, id: petr.id };
    const done = await order({ from: olga.id, to, responsible: true, note: 'Until Monday.' });
    expect(done).toMatchObject({ state: 'done', total: count, done: count, refused: 0, contacts: count });
    expect(writes.writes()).toBeLessThan(50);
    writes.heal();
    expect(await store.conversations.countDocuments({ assignee: petr.id })).toBe(count);
    expect(await store.contacts.countDocuments({ responsible: petr.id })).toBe(count);
    expect(await store.messages.countDocuments({ kind: 'note' })).toBe(count);
    expect(await store.timeline.countDocuments({ 'data.reason': 'Olga is ill' })).toBe(count);
    expect(await undo(done.id)).toMatchObject({ state: 'undone', undone: count, kept: 0 });
    expect(await store.conversations.countDocuments({ assignee: olga.id })).toBe(count);
    expect(await store.contacts.countDocuments({ responsible: olga.id })).toBe(count);
  }, 120_000);

  test('what somebody writes meanwhile is not lost, and does not keep the conversation back', async () => {
    await people(['a', 'b', 'c'], olga.id);
    const work = order({ from: olga.id, to: { kind: 'user', id: petr.id } });
    for (const text of ['one', 'two', 'three']) await office.writes('b', text);
    expect(await work).toMatchObject({ done: 3, refused: 0 });
    const { _id, unread, lastSeq } = await office.row('b');
    expect(await holders('a', 'b', 'c')).toEqual([petr.id, petr.id, petr.id]);
    const said = await messagesAfter(office.house.store.messages, _id, 0, 100);
    expect({ unread, lastSeq }).toEqual({ unread: 4, lastSeq: said.length });
  });

  test('does not go back to somebody who is gone', async () => {
    await people(['a'], olga.id);
    const done = await order({ from: olga.id, to: { kind: 'queue' } });
    expect(await holders('a')).toEqual([null]);
    await office.change(olga, { disabled: true });
    expect(await undo(done.id)).toMatchObject({ undone: 0, kept: 1 });
    expect(await holders('a')).toEqual([null]);
  });
});

describe('a selection', () => {
  test('moves to a team; unknown ones are counted as refused', async () => {
    await office.house.store.teams.insertMany([{ _id: 'sales', rev: 1, name: 'Sales' }]);
    await people(['a'], olga.id);
    await people(['b'], null);
    await people(['c'], petr.id);
    const conversations = [(await office.row('a'))._id, (await office.row('b'))._id, 'unknown'];
    const done = await order({ conversations, to: { kind: 'team', id: 'sales' } });
    expect(done).toMatchObject({
      total: 3,
      done: 2,
      refused: 1,
      plan: [{ to: 'sales', kind: 'team', name: 'Sales', count: 2 }],
    });
    expect(await office.row('a')).toMatchObject({ assignee: null, team: 'sales' });
    expect(await office.row('c')).toMatchObject({ assignee: petr.id, team: null });
  });

  test.each([
    ['nobody', {}, 'from'],
    ['an unknown colleague', { from: 'ghost' }, 'from'],
  ])('of %s is refused, naming the field', async (_what, more, field) => {
    await expect(order({ to: { kind: 'queue' }, ...more })).rejects.toMatchObject({ code: 'invalid', field });
  });

  test.each([
    ['a colleague who is gone', () => ({ kind: 'user' as const, id: petr.id })],
    ['the colleague who has it', () => ({ kind: 'user' as const, id: olga.id })],
    ['an unknown team', () => ({ kind: 'team' as const, id: 'ghost' })],
    ['no team at all', () => ({ kind: 'team' as const })],
  ])('to %s is refused, naming the field', async (_what, to) => {
    await office.change(petr, { disabled: true });
    await expect(order({ from: olga.id, to: to() })).rejects.toMatchObject({ code: 'invalid', field: 'to' });
  });
});

describe('a process that dies', () => {
  test.each(['user', 'routing'] as const)(
    'at any write while it hands over to the %s leaves all or nothing to the next one',
    async (kind) => {
      await office.route({ enabled: false });
      const { store } = office.house;
      await people(['a', 'b'], olga.id);
      for (let nth = 1; ; nth += 1) {
        for (const name of ['a', 'b']) await give(name, olga.id);
        const crash = crashAfter(store, nth);
        const to = kind === 'user' ? { kind, id: petr.id } : { kind };
        await order({ from: olga.id, to, note: `note ${nth}` }).catch(() => undefined);
        const died = crash.dead();
        crash.heal();
        office.pass(MINUTE);
        await resumeReassignments(office.house);
        const [last] = await store.reassignments.find().sort({ _id: -1 }).limit(1).lean();
        const begun = last?.note === `note ${nth}`;
        expect(await holders('a', 'b')).toEqual(begun ? [petr.id, petr.id] : [olga.id, olga.id]);
        if (begun) {
          expect(last?.state).toBe('done');
          const moves = await store.moves.find({ reassignment: last?._id }).lean<MoveDoc[]>();
          expect(moves.map(({ state }) => state)).toEqual(['done', 'done']);
          for (const name of ['a', 'b']) {
            const said = await messagesAfter(store.messages, (await office.row(name))._id, 0, 1000);
            expect(said.filter(({ content }) => content.text.text === `note ${nth}`)).toHaveLength(1);
          }
        }
        if (!died) break;
      }
    },
    120_000,
  );
});
