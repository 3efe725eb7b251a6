import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LoggedEvent, VolatileFromServer, WorkCounts } from '../../src/api/protocol.ts';
import { addIdentity, changeContact } from '../../src/contacts/change.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import { changeLead } from '../../src/crm/leads.ts';
import { listTasks } from '../../src/crm/list-tasks.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { changeTask, createTask, removeTask } from '../../src/crm/tasks.ts';
import { workView } from '../../src/crm/work.ts';
import { stepWork } from '../../src/crm/work-clock.ts';
import type { Actor } from '../../src/house.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import type { CoreHouse } from '../support/core-house.ts';
import { says } from '../support/core-house.ts';
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
} from './support.ts';

const vera: Actor & { id: string } = {
  kind: 'user',
  id: 'u-vera',
  name: 'Vera',
  role: 'operator',
  teams: [],
};
const NOTHING: WorkCounts = { overdueLeads: 0, tasks: 0, missedCalls: 0 };

let core: CoreHouse;
let clock: TestClock;
let said: { rooms: readonly string[]; news: VolatileFromServer }[];

beforeEach(async () => {
  ({ core, clock } = await crmHouse());
  for (const actor of [boss, olga, vera]) await colleague(core, actor);
  said = [];
  core.house.volatile.tell = (rooms, news) => said.push({ rooms, news });
});
afterEach(() => core.close());

const later = (ms: number) => new Date(clock.at + ms).toISOString();
const counts = async (reader: Actor & { id: string }) => (await workView(core.house, reader)).counts;
/** What a screen of the person shows: the last counts it was told. */
async function screen(reader: Actor & { id: string }): Promise<WorkCounts> {
  const page = await core.house.events.since(0, [`user:${reader.id}`]);
  if (page === 'too-old') throw new Error('too old');
  const told = page.events.filter(
    (event): event is Extract<LoggedEvent, { name: 'work.changed' }> => event.name === 'work.changed',
  );
  return told.at(-1)?.data.counts ?? NOTHING;
}

test('a task reminds once, counts from then on, and stops when it is done', async () => {
  const contact = await person(core, 'Anna');
  const wanted = {
    title: 'Send the offer',
    dueAt: later(2 * HOUR),
    remindAt: later(HOUR),
    assignee: vera.id,
  };
  const task = await createTask(core.house, olga, contact.id, wanted);
  await stepWork(core.house);
  expect([said, await screen(vera)]).toEqual([[], NOTHING]);
  clock.at += HOUR;
  await stepWork(core.house);
  await stepWork(core.house);
  expect(said).toMatchObject([
    { rooms: ['user:u-vera'], news: { kind: 'task-due', task: { id: task.id, reminded: true } } },
  ]);
  expect(await screen(vera)).toEqual({ ...NOTHING, tasks: 1 });
  expect(await workView(core.house, vera)).toMatchObject({ tasks: [{ id: task.id }], counts: { tasks: 1 } });
  await changeTask(core.house, vera, task.id, { done: true });
  await stepWork(core.house);
  expect(await screen(vera)).toEqual(NOTHING);
  const history = await listTimeline(core.house, contact.id, { limit: 10, kinds: ['task'] });
  expect(history.items.map(({ change, by }) => [change, by])).toEqual([
    ['done', 'Vera'],
    ['created', 'Olga'],
  ]);
});

test('several clocks at once give a reminder once', async () => {
  const contact = await person(core, 'Boris');
  for (let at = 0; at < 5; at += 1) {
    await createTask(core.house, olga, contact.id, {
      title: `${at}`,
      dueAt: later(HOUR),
      remindAt: later(MINUTE),
    });
  }
  clock.at += HOUR;
  await Promise.all([stepWork(core.house), stepWork(core.house), stepWork(core.house)]);
  expect(said).toHaveLength(5);
  await stepWork(core.house);
  expect(await screen(olga)).toEqual({ ...NOTHING, tasks: 5 });
});

test('a new time for the reminder reminds again', async () => {
  const contact = await person(core, 'Gleb');
  const task = await createTask(core.house, olga, contact.id, {
    title: 'Call',
    dueAt: later(5 * HOUR),
    remindAt: later(HOUR),
  });
  clock.at += HOUR;
  await stepWork(core.house);
  await changeTask(core.house, olga, task.id, { title: 'Call again' });
  await stepWork(core.house);
  expect(said).toHaveLength(1);
  await changeTask(core.house, olga, task.id, { remindAt: later(HOUR) });
  clock.at += HOUR;
  await stepWork(core.house);
  expect(said).toHaveLength(2);
});

test('a task handed over leaves one list and enters the other', async () => {
  const contact = await person(core, 'Darya');
  const task = await createTask(core.house, olga, contact.id, { title: 'Measure', dueAt: later(-HOUR) });
  expect([await counts(olga), await counts(vera)]).toMatchObject([{ tasks: 1 }, { tasks: 0 }]);
  await changeTask(core.house, olga, task.id, { assignee: vera.id });
  expect([await counts(olga), await counts(vera)]).toMatchObject([{ tasks: 0 }, { tasks: 1 }]);
  const list = await listTasks(core.house, vera, { state: 'open', limit: 10 });
  expect(list.items.map(({ id }) => id)).toEqual([task.id]);
  await expect(
    changeTask(core.house, olga, task.id, { assignee: 'ffffffffffffffffffffffff' }),
  ).rejects.toMatchObject({ field: 'assignee' });
  await removeTask(core.house, vera, task.id);
  expect(await counts(vera)).toEqual(NOTHING);
});

test('an overdue lead counts for the responsible colleague, else the assignee, else whoever planned it', async () => {
  const contact = await person(core, 'Egor');
  await changeLead(core.house, olga, contact.id, { status: 'planned', plannedFor: later(HOUR) });
  await stepWork(core.house);
  expect(await screen(olga)).toEqual(NOTHING);
  clock.at += HOUR;
  await stepWork(core.house);
  expect(await screen(olga)).toEqual({ ...NOTHING, overdueLeads: 1 });
  await changeConversation(core.house, boss, contact.conversation ?? '', { assignee: vera.id });
  await stepWork(core.house);
  expect([await screen(olga), await screen(vera)]).toEqual([NOTHING, { ...NOTHING, overdueLeads: 1 }]);
  await changeContact(core.house, boss, contact.id, { responsible: boss.id });
  await stepWork(core.house);
  expect([await screen(vera), await screen(boss)]).toEqual([NOTHING, { ...NOTHING, overdueLeads: 1 }]);
  expect((await workView(core.house, boss)).overdueLeads).toMatchObject([{ id: contact.id }]);
  await changeLead(core.house, boss, contact.id, { status: 'refused', reason: 'Дорого' });
  await stepWork(core.house);
  expect(await screen(boss)).toEqual(NOTHING);
});

test('a missed call counts for everybody while it is nobody’s, then for the assignee until it is answered', async () => {
  const from = '+79165550101';
  await reportCall(core.house, report('1', 'missed', 0, { from }));
  await stepWork(core.house);
  const one = { ...NOTHING, missedCalls: 1 };
  expect([await screen(olga), await screen(vera), await screen(boss)]).toEqual([one, one, one]);
  await core.bring(says('p1', '1', 'I called you', { from: { id: 'p1', name: 'Zhanna' } }));
  const [row] = await core.house.store.conversations.find({ contactName: 'Zhanna' }).lean();
  const contact = row?.contactId ?? '';
  await addIdentity(core.house, boss, contact, { kind: 'phone', value: from }).catch(() => undefined);
  await reportCall(core.house, report('1', 'missed', 0, { from }));
  await changeConversation(core.house, boss, row?._id ?? '', { assignee: vera.id });
  await stepWork(core.house);
  expect([await screen(olga), await screen(vera), await screen(boss)]).toEqual([NOTHING, one, NOTHING]);
  clock.at = NOON + 10 * MINUTE;
  await changeConversation(core.house, vera, row?._id ?? '', { status: 'closed' });
  await stepWork(core.house);
  expect(await screen(vera)).toEqual(NOTHING);
});
