import type { House } from '../house.ts';
import { countTalks } from '../store/calls.ts';
import { countFacts, type FactDoc, type FactGroup } from '../store/facts.ts';
import { type Cells, type Figures, groupColumn, type Key, rowsOf, type Scope, timeKey } from './figures.ts';
import { quantile } from './quantile.ts';

/** How long people waited for an answer, in seconds. */
export async function responseReport(house: House, scope: Scope): Promise<Figures> {
  const groups = await factsOf(house, scope, 'answer');
  const all = [...groups.values()].flat();
  return {
    columns: [
      groupColumn(scope.by),
      { key: 'answers', kind: 'number' },
      { key: 'firstAnswers', kind: 'number' },
      { key: 'firstMedian', kind: 'duration' },
      { key: 'firstP90', kind: 'duration' },
      { key: 'median', kind: 'duration' },
      { key: 'p90', kind: 'duration' },
    ],
    rows: rowsOf(scope, new Map([...groups].map(([key, own]) => [key, waits(own)])), waits([])),
    totals: waits(all),
  };
}

function waits(groups: readonly FactGroup[]): Cells {
  const sample = (own: readonly FactGroup[]) =>
    own.map(({ seconds, count }) => ({ value: seconds ?? 0, weight: count }));
  const first = groups.filter((group) => group.first);
  return {
    answers: sum(groups),
    firstAnswers: sum(first),
    firstMedian: quantile(sample(first), 0.5),
    firstP90: quantile(sample(first), 0.9),
    median: quantile(sample(groups), 0.5),
    p90: quantile(sample(groups), 0.9),
  };
}

/** How much was to be done: messages of people, messages and answers of ours, calls that were talked. */
export async function loadReport(house: House, scope: Scope): Promise<Figures> {
  // What people write is nobody's own, so it has no place among the figures of one colleague.
  const everybody = scope.by !== 'user' && scope.user === undefined;
  const [incoming, outgoing, answers, calls] = await Promise.all([
    everybody ? factsOf(house, scope, 'in') : new Map<Key, FactGroup[]>(),
    factsOf(house, scope, 'out'),
    factsOf(house, scope, 'answer'),
    scope.by === 'channel' ? new Map<Key, FactGroup[]>() : talksOf(house, scope),
  ]);
  const kinds = { ...(everybody ? { in: incoming } : {}), out: outgoing, answers, calls };
  const cells = new Map<Key, Cells>();
  for (const [name, groups] of Object.entries(kinds)) {
    for (const [key, own] of groups) {
      const row = cells.get(key) ?? Object.fromEntries(Object.keys(kinds).map((column) => [column, 0]));
      cells.set(key, { ...row, [name]: sum(own) });
    }
  }
  const empty = Object.fromEntries(Object.keys(kinds).map((column) => [column, 0]));
  const totals = Object.fromEntries(
    Object.entries(kinds).map(([name, groups]) => [name, sum([...groups.values()].flat())]),
  );
  return {
    columns: [groupColumn(scope.by), ...Object.keys(kinds).map((key) => ({ key, kind: 'number' as const }))],
    rows: rowsOf(scope, cells, empty),
    totals,
  };
}

const sum = (groups: readonly FactGroup[]): number => groups.reduce((all, { count }) => all + count, 0);

async function factsOf(house: House, scope: Scope, kind: FactDoc['kind']): Promise<Map<Key, FactGroup[]>> {
  const by = scope.by === 'user' || scope.by === 'channel' ? scope.by : 'time';
  const found = await countFacts(house.store.facts, kind, scope.period, by, scope.user);
  return joined(found, scope);
}

async function talksOf(house: House, scope: Scope): Promise<Map<Key, FactGroup[]>> {
  const found = await countTalks(
    house.store.calls,
    scope.period,
    scope.by === 'user' ? 'user' : 'time',
    scope.user,
  );
  return joined(
    found.map(({ key, count }) => ({ key, count, seconds: null, first: false })),
    scope,
  );
}

/** Quarters of an hour joined to days or hours of the zone; people and channels stay as they are. */
function joined(found: readonly FactGroup[], scope: Scope): Map<Key, FactGroup[]> {
  const groups = new Map<Key, FactGroup[]>();
  for (const group of found) {
    const key = typeof group.key === 'number' ? timeKey(group.key, scope) : group.key;
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [group]);
    else own.push(group);
  }
  return groups;
}
