import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeContacts, undoMerge } from '../../src/contacts/merge/merges.ts';
import { listTasks } from '../../src/crm/list-tasks.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { changeTask, createTask } from '../../src/crm/tasks.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import type { CoreHouse } from '../support/core-house.ts';
import { boss, crmHouse, HOUR, NOON, person, report } from './support.ts';

let core: CoreHouse;

beforeAll(async () => {
  ({ core } = await crmHouse());
});
afterAll(() => core.close());

const ring = (call: string, from: string, event: Parameters<typeof report>[1] = 'missed', minute = 1) =>
  reportCall(core.house, report(call, event, minute, { from }));
/** Calls and tasks as the contact's page shows them. */
async function pageOf(contactId: string) {
  const timeline = await listTimeline(core.house, contactId, { limit: 50, kinds: ['call', 'task'] });
  const tasks = await listTasks(core.house, boss, { contact: contactId, state: 'open', limit: 50 });
  const calls = timeline.items.flatMap(({ kind, call }) =>
    kind === 'call' ? [call as { call: string; state: string }] : [],
  );
  return {
    calls: calls.map(({ call, state }) => `${call} ${state}`).sort(),
    steps: timeline.items.flatMap(({ kind, change }) => (kind === 'task' ? [change] : [])),
    tasks: tasks.items.map(({ title }) => title).sort(),
  };
}

test('calls and tasks go along with a merge, come back with its undo, and stay true in between', async () => {
  const anna = await person(core, 'Anna', ['+79163330001']);
  const anya = await person(core, 'Anya', ['+79163330002']);
  await ring('a1', '+79163330001');
  await ring('b1', '+79163330002');
  const dueAt = new Date(NOON + HOUR).toISOString();
  await createTask(core.house, boss, anna.id, { title: 'for Anna', dueAt });
  const second = await createTask(core.house, boss, anya.id, { title: 'for Anya', dueAt });
  const before = [await pageOf(anna.id), await pageOf(anya.id)];

  for (let round = 0; round < 2; round += 1) {
    const merge = await mergeContacts(core.house, boss, anna.id, { from: [anya.id] });
    expect(await pageOf(anna.id)).toMatchObject({
      calls: ['a1 missed', 'b1 missed'],
      tasks: ['for Anna', 'for Anya'],
    });
    await undoMerge(core.house, boss, merge.id ?? '');
    expect([await pageOf(anna.id), await pageOf(anya.id)]).toEqual(before);
  }

  const merge = await mergeContacts(core.house, boss, anna.id, { from: [anya.id] });
  // What happens meanwhile belongs to whoever it was meant for.
  await ring('b2', '+79163330002', 'answered', 5);
  await ring('a2', '+79163330001', 'answered', 6);
  await ring('b1', '+79163330002', 'answered', 2);
  await changeTask(core.house, boss, second.id, { title: 'for Anya, later' });
  expect((await pageOf(anna.id)).calls).toEqual(['a1 missed', 'a2 answered', 'b1 answered', 'b2 answered']);
  await undoMerge(core.house, boss, merge.id ?? '');
  expect(await pageOf(anna.id)).toMatchObject({ calls: ['a1 missed', 'a2 answered'], tasks: ['for Anna'] });
  expect(await pageOf(anya.id)).toMatchObject({
    calls: ['b1 answered', 'b2 answered'],
    tasks: ['for Anya, later'],
  });
}, 120_000);
