import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkCounts } from '../../src/api/protocol.ts';
import { changeContact } from '../../src/contacts/change.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import { changeCall } from '../../src/crm/change-call.ts';
import { changeLead } from '../../src/crm/leads.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { changeTask, createTask, removeTask } from '../../src/crm/tasks.ts';
import { workView } from '../../src/crm/work.ts';
import { stepWork } from '../../src/crm/work-clock.ts';
import { HouseError } from '../../src/errors.ts';
import type { Actor } from '../../src/house.ts';
import { raw } from '../../src/store/raw.ts';
import type { CoreHouse } from '../support/core-house.ts';
import { boss, colleague, crmHouse, HOUR, NOON, olga, person, type TestClock } from './support.ts';

const vera: Actor & { id: string } = {
  kind: 'user',
  id: 'u-vera',
  name: 'Vera',
  role: 'operator',
  teams: ['t1'],
};
const people = [boss, olga, vera];
const NUMBERS = ['+79164440001', '+79164440002', '+79164440003'];

let core: CoreHouse;
let clock: TestClock;
let contacts: { id: string; conversation: string }[];

beforeAll(async () => {
  ({ core, clock } = await crmHouse());
  for (const actor of people) await colleague(core, actor);
  contacts = [];
  for (const number of NUMBERS.slice(0, 2)) {
    const { id, conversation } = await person(core, number, [number]);
    contacts.push({ id, conversation: conversation ?? '' });
  }
});
afterAll(() => core.close());

const who = fc.constantFrom(...people);
const whose = fc.nat({ max: 1 });
const hours = fc.integer({ min: -2, max: 3 });
const action = fc.oneof(
  fc.record({ do: fc.constant('plan' as const), who, whose, hours }),
  fc.record({ do: fc.constant('buy' as const), who, whose }),
  fc.record({ do: fc.constant('task' as const), who, whose, hours, to: who }),
  fc.record({ do: fc.constant('done' as const), who, nth: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constant('hand' as const), who, nth: fc.nat({ max: 5 }), to: who }),
  fc.record({ do: fc.constant('drop' as const), who, nth: fc.nat({ max: 5 }) }),
  fc.record({ do: fc.constant('miss' as const), from: fc.constantFrom(...NUMBERS) }),
  fc.record({ do: fc.constant('back' as const), from: fc.constantFrom(...NUMBERS) }),
  fc.record({ do: fc.constant('handled' as const), who, nth: fc.nat({ max: 5 }) }),
  fc.record({
    do: fc.constant('assign' as const),
    whose,
    to: fc.option(who),
    team: fc.constantFrom(null, 't1'),
  }),
  fc.record({ do: fc.constant('close' as const), whose }),
  fc.record({ do: fc.constant('responsible' as const), whose, to: fc.option(who) }),
  fc.record({ do: fc.constant('later' as const), hours: fc.integer({ min: 1, max: 3 }) }),
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

async function act(step: Action, at: number): Promise<void> {
  const { house } = core;
  const later = (count: number) => new Date(clock.at + count * HOUR).toISOString();
  const contact = 'whose' in step ? contacts[step.whose] : undefined;
  const { id = '', conversation = '' } = contact ?? {};
  const nth = async (model: 'tasks' | 'calls', index: number) => {
    const ids: unknown[] = await house.store.connection.collection(model).distinct('_id');
    return String(ids.sort()[index] ?? 'none');
  };
  const line = { call: `${at}-${clock.at}`, to: '100', direction: 'in' as const };
  if (step.do === 'plan')
    await changeLead(house, step.who, id, { status: 'planned', plannedFor: later(step.hours) });
  if (step.do === 'buy')
    await changeLead(house, step.who, id, { status: 'bought', amount: 1, currency: 'RUB' });
  if (step.do === 'task')
    await createTask(house, step.who, id, {
      title: 'do',
      dueAt: later(step.hours),
      remindAt: later(1),
      assignee: step.to.id,
    });
  if (step.do === 'done') await changeTask(house, step.who, await nth('tasks', step.nth), { done: true });
  if (step.do === 'hand')
    await changeTask(house, step.who, await nth('tasks', step.nth), { assignee: step.to.id });
  if (step.do === 'drop') await removeTask(house, step.who, await nth('tasks', step.nth));
  if (step.do === 'miss') await reportCall(house, { ...line, event: 'missed', from: step.from });
  if (step.do === 'back')
    await reportCall(house, { ...line, event: 'answered', from: '100', to: step.from, direction: 'out' });
  if (step.do === 'handled')
    await changeCall(house, step.who, await nth('calls', step.nth), { handled: true });
  if (step.do === 'assign')
    await changeConversation(house, boss, conversation, { assignee: step.to?.id ?? null, team: step.team });
  if (step.do === 'close') await changeConversation(house, boss, conversation, { status: 'closed' });
  if (step.do === 'responsible') await changeContact(house, boss, id, { responsible: step.to?.id ?? null });
  if (step.do === 'later') clock.at += step.hours * HOUR;
}

/** What the person's screen shows: the last counts of the log. */
async function screen(reader: Actor & { id: string }): Promise<WorkCounts> {
  let shown: WorkCounts = { overdueLeads: 0, tasks: 0, missedCalls: 0 };
  for (let cursor = 0; cursor < core.house.events.head(); ) {
    const page = await core.house.events.since(cursor, [`user:${reader.id}`]);
    if (page === 'too-old') throw new Error('too old');
    for (const event of page.events) if (event.name === 'work.changed') shown = event.data.counts;
    if (page.cursor === cursor) break;
    cursor = page.cursor;
  }
  return shown;
}

test('whatever anybody does, every screen counts what its reader finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 12 }), async (steps) => {
      for (const [at, step] of steps.entries()) {
        // What somebody may not see he cannot change.
        await act(step, at).catch((error: unknown) => {
          if (!(error instanceof HouseError)) throw error;
        });
      }
      await stepWork(core.house);
      for (const reader of people) {
        const work = await workView(core.house, reader);
        expect(await screen(reader)).toEqual(work.counts);
        expect(work.overdueLeads).toHaveLength(work.counts.overdueLeads);
        expect(work.tasks).toHaveLength(work.counts.tasks);
        expect(work.missedCalls).toHaveLength(work.counts.missedCalls);
      }
      // A planned lead that is overdue is somebody's.
      const late = { 'lead.status': 'planned', 'lead.plannedFor': { $lte: new Date(clock.at) } };
      const overdue: string[] = await raw(core.house.store.contacts).distinct('_id', late as object);
      const seen = (await Promise.all(people.map((reader) => workView(core.house, reader)))).flatMap((work) =>
        work.overdueLeads.map(({ id }) => id),
      );
      expect(overdue.filter((id) => !seen.includes(id))).toEqual([]);
    }),
    { numRuns: 15 },
  );
  expect(clock.at).toBeGreaterThanOrEqual(NOON);
}, 300_000);
