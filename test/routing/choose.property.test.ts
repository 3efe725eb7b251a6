import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routingSetting } from '../../src/api/protocol.ts';
import { type Candidate, choose, type Waiting } from '../../src/routing/choose.ts';
import { type Person, planFor } from '../../src/routing/plan.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';

const ids = ['u1', 'u2', 'u3', 'u4', 'u5'];
const teams = ['t1', 't2'];
const languages = ['ru', 'uk', 'uz'];

const candidates = fc.uniqueArray(fc.constantFrom(...ids), { minLength: 0, maxLength: 5 }).chain((chosen) =>
  fc.tuple(
    ...chosen.map((id) =>
      fc.record({
        id: fc.constant(id),
        present: fc.boolean(),
        pool: fc.boolean(),
        teams: fc.subarray(teams),
        languages: fc.subarray(languages),
        capacity: fc.integer({ min: 0, max: 4 }),
        load: fc.integer({ min: 0, max: 5 }),
        turn: fc.integer({ min: 0, max: 9 }),
      }),
    ),
  ),
) as fc.Arbitrary<Candidate[]>;

const waiting: fc.Arbitrary<Waiting> = fc.record({
  responsible: fc.option(fc.constantFrom(...ids)),
  last: fc.option(fc.constantFrom(...ids)),
  team: fc.option(fc.constantFrom(...teams)),
  language: fc.option(fc.constantFrom('ru', 'uk-UA', 'uz', 'en')),
  passed: fc.subarray(ids),
});
const rule = fc.record({
  strategy: fc.constantFrom('round-robin' as const, 'least-loaded' as const),
  language: fc.constantFrom('prefer' as const, 'require' as const, 'ignore' as const),
});

test('whoever is chosen is there, has room, has not passed, and nobody stands before them', () => {
  fc.assert(
    fc.property(waiting, candidates, rule, (person, staff, settings) => {
      const choice = choose(person, staff, settings);
      const free = staff.filter(
        ({ id, present, load, capacity }) => present && load < capacity && !person.passed.includes(id),
      );
      const own = [person.responsible, person.last].find((id) => free.some((one) => one.id === id));
      if (own) {
        expect(choice?.id).toBe(own);
        return;
      }
      const team = free.filter(
        (one) => one.pool && (person.team === null || one.teams.includes(person.team)),
      );
      const speaks = ({ languages: known }: Candidate) =>
        known.length === 0 || known.some((one) => person.language?.startsWith(one));
      const fits = person.language === null || settings.language === 'ignore' ? team : team.filter(speaks);
      const pool = fits.length === 0 && settings.language !== 'require' ? team : fits;
      if (pool.length === 0) {
        expect(choice).toBeNull();
        return;
      }
      const chosen = pool.find(({ id }) => id === choice?.id);
      expect(chosen).toBeDefined();
      for (const other of pool) {
        if (settings.strategy === 'least-loaded') expect(chosen?.load).toBeLessThanOrEqual(other.load);
        else expect(chosen?.turn).toBeLessThanOrEqual(other.turn);
      }
    }),
  );
});

const someone = (at: number): Person => ({
  row: { _id: `c${at}`, rev: 1, assignee: null, team: null, waitingSince: new Date(at) } as ConversationDoc,
  responsible: null,
  language: null,
  team: null,
  cause: null,
});

test('in turn means that nobody gets two more than anybody else, however people come in batches', () => {
  const staff = fc.integer({ min: 1, max: 7 });
  const batches = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 });
  fc.assert(
    fc.property(staff, batches, fc.integer({ min: 0, max: 50 }), (size, sizes, seed) => {
      const settings = routingSetting.parse({ enabled: true });
      const given = new Map(Array.from({ length: size }, (_, at) => [`u${at}`, 0]));
      let turns: Record<string, number> = { u0: seed };
      for (const people of sizes) {
        const colleagues = [...given].map(([id, load]) => ({
          id,
          present: true,
          pool: true,
          teams: [],
          languages: [],
          capacity: 1000,
          load,
          turn: turns[id] ?? 0,
        }));
        const waiters = Array.from({ length: people }, (_, at) => someone(at));
        const plan = planFor(waiters, colleagues, settings, turns, new Date(0));
        turns = plan.turns;
        for (const { to } of plan.intents)
          given.set(to.assignee ?? '', (given.get(to.assignee ?? '') ?? 0) + 1);
        const counts = [...given.values()];
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
      expect([...given.values()].reduce((sum, one) => sum + one, 0)).toBe(
        sizes.reduce((sum, one) => sum + one, 0),
      );
    }),
  );
});
