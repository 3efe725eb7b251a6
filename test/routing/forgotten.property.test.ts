import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeConversation } from '../../src/conversations/change.ts';
import { listConversations } from '../../src/conversations/list.ts';
import { type Actor, SYSTEM } from '../../src/house.ts';
import { countForgotten } from '../../src/routing/forgotten.ts';
import { allUsers } from '../../src/store/users.ts';
import { MINUTE, type Office, openOffice } from './office.ts';

let office: Office;
const staff: (Actor & { id: string })[] = [];
const boss: Actor = { kind: 'user', id: 'boss', name: 'Boss', role: 'manager', teams: [] };
beforeAll(async () => {
  office = await openOffice();
  for (const name of ['Olga', 'Petr', 'Ira']) staff.push(await office.hire(name));
  await office.house.store.teams.insertMany([{ _id: 'sales', rev: 1, name: 'Sales' }]);
});
afterAll(() => office.shut());

const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f'];
const person = fc.constantFrom(...PEOPLE);
const colleague = fc.integer({ min: 0, max: 2 });
const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('writes' as const), person }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answers' as const), person, colleague }) },
  fc.record({ kind: fc.constant('close' as const), person }),
  fc.record({ kind: fc.constant('snooze' as const), person }),
  fc.record({
    kind: fc.constant('give' as const),
    person,
    colleague: fc.option(colleague),
    team: fc.boolean(),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('shift' as const),
      colleague,
      shift: fc.constantFrom('on' as const, 'away' as const, 'off' as const),
    }),
  },
  fc.record({ kind: fc.constant('disable' as const), colleague, disabled: fc.boolean() }),
  fc.record({ kind: fc.constant('team' as const), colleague, member: fc.boolean() }),
  fc.record({
    kind: fc.constant('rule' as const),
    enabled: fc.boolean(),
    capacity: fc.integer({ min: 1, max: 3 }),
    mapped: fc.boolean(),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 20 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('step' as const) }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

async function act(one: Deed): Promise<void> {
  const who = 'colleague' in one && one.colleague !== null ? staff[one.colleague] : undefined;
  switch (one.kind) {
    case 'writes':
      return office.writes(one.person);
    case 'answers':
      return who && office.answers(who, one.person);
    case 'close':
      return office.close(one.person);
    case 'snooze': {
      const snoozedUntil = new Date(office.now() + 30 * MINUTE).toISOString();
      const { _id } = await office.row(one.person);
      await changeConversation(office.house, SYSTEM, _id, { snoozedUntil });
      return;
    }
    case 'give': {
      const { _id } = await office.row(one.person);
      const change = { assignee: who?.id ?? null, team: one.team ? 'sales' : null };
      await changeConversation(office.house, boss, _id, change);
      return;
    }
    case 'shift':
      return who && office.change(who, { shift: one.shift });
    case 'disable':
      return who && office.change(who, { disabled: one.disabled });
    case 'team':
      return who && office.change(who, { teams: one.member ? ['sales'] : [] });
    case 'rule':
      return office.route({
        enabled: one.enabled,
        capacity: one.capacity,
        leaseMinutes: 5,
        channels: one.mapped ? { [office.core.account._id]: 'sales' } : {},
      });
    case 'pass':
      office.pass(one.minutes * MINUTE);
      return;
    case 'step':
      return office.step();
  }
}

/** Everybody who waits has somebody on shift, or is in the list that managers see. */
async function nobodyIsForgotten(): Promise<void> {
  const listed: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { view: 'all', status: 'open', waiting: 'forgotten', limit: 2, cursor } as const;
    const page = await listConversations(office.house, boss, query);
    listed.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(new Set(listed).size).toBe(listed.length);
  expect(await countForgotten(office.house)).toBe(listed.length);
  const users = new Map((await allUsers(office.house.store.users)).map((user) => [user._id, user]));
  for (const row of await office.rows()) {
    const waits = row.status === 'open' && row.waitingSince !== null;
    const holder = users.get(row.assignee ?? '');
    const held = holder !== undefined && holder.shift === 'on' && !holder.disabled;
    expect([row.contactName, listed.includes(row._id)]).toEqual([row.contactName, waits && !held]);
  }
}

test('nobody is forgotten, whatever happens in whatever order', async () => {
  for (const name of PEOPLE) await office.writes(name);
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 25 }), async (deeds) => {
      for (const one of deeds) {
        await act(one);
        await nobodyIsForgotten();
      }
      // Once there is a colleague on shift with room and a rule that routes, waiting in vain ends.
      for (const who of staff) await office.change(who, { disabled: false, shift: 'on', teams: ['sales'] });
      await office.route({ enabled: true, capacity: 100, leaseMinutes: 5 });
      for (const row of await office.rows()) {
        if (row.status === 'open' && row.waitingSince !== null && row.passed !== undefined)
          await changeConversation(office.house, SYSTEM, row._id, { status: 'closed' });
      }
      await office.step();
      expect(await countForgotten(office.house)).toBe(0);
    }),
    { numRuns: 25 },
  );
}, 300_000);
