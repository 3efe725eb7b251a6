import { groupBy } from '../group.ts';
import type { House } from '../house.ts';
import { countTalks } from '../store/calls.ts';
import { type FactCell, type FactDoc, QUARTER_MS } from '../store/facts.ts';
import {
  type Cells,
  type Figures,
  groupColumn,
  isWithin,
  type Key,
  rowsOf,
  type Scope,
  timeKey,
} from './figures.ts';
import { cellsBetween } from './hours.ts';
import { quantile } from './quantile.ts';

/** How long people waited for an answer, in seconds. */
export async function responseReport(house: House, scope: Scope): Promise<Figures> {
  const { answer: groups } = await factsOf(house, scope, ['answer']);
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

function waits(cells: readonly Counted[]): Cells {
  const first = cells.flatMap((cell) => cell.first ?? []);
  const all = [...first, ...cells.flatMap((cell) => cell.seconds ?? [])];
  return {
    answers: all.length,
    firstAnswers: first.length,
    firstMedian: quantile(first, 0.5),
    firstP90: quantile(first, 0.9),
    median: quantile(all, 0.5),
    p90: quantile(all, 0.9),
  };
}

/** How much was to be done: messages of people, messages and answers of ours, calls that were talked. */
export async function loadReport(house: House, scope: Scope): Promise<Figures> {
  // What people write is nobody's own, so it has no place among the figures of one colleague.
  const everybody = scope.by !== 'user' && scope.users === undefined;
  const [facts, calls] = await Promise.all([
    factsOf(house, scope, everybody ? ['in', 'out', 'answer'] : ['out', 'answer']),
    // A call comes by no channel.
    scope.by === 'channel' || scope.channel !== undefined ? undefined : talksOf(house, scope),
  ]);
  const kinds: Record<string, Map<Key, Counted[]>> = {
    ...(everybody ? { in: facts.in } : {}),
    out: facts.out,
    answers: facts.answer,
    ...(calls === undefined ? {} : { calls }),
  };
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

type Counted = Pick<FactCell, 'count' | 'seconds' | 'first'>;

const sum = (cells: readonly Counted[]): number => cells.reduce((all, { count }) => all + count, 0);

async function factsOf<K extends FactDoc['kind']>(
  house: House,
  scope: Scope,
  kinds: readonly K[],
): Promise<Record<K, Map<Key, Counted[]>>> {
  const { from, to } = scope.period;
  const all = await cellsBetween(house, kinds, from.getTime(), to.getTime());
  const found = all.filter(({ cell: { user = null, channel } }) => isWithin(scope, { user, channel }));
  const groups = {} as Record<K, Map<Key, Counted[]>>;
  for (const kind of kinds) {
    const own = found.filter(({ cell }) => cell.kind === kind);
    const byKey = groupBy(own, ({ hour, cell }) => cellKey(hour, cell, scope));
    groups[kind] = new Map([...byKey].map(([key, list]) => [key, list.map(({ cell }) => cell)]));
  }
  return groups;
}

function cellKey(hour: number, { quarter, user, channel }: FactCell, scope: Scope): Key {
  if (scope.by === 'user') return user ?? null;
  return scope.by === 'channel' ? channel : timeKey(hour + quarter * QUARTER_MS, scope);
}

async function talksOf(house: House, scope: Scope): Promise<Map<Key, Counted[]>> {
  const by = scope.by === 'user' ? 'user' : 'time';
  const talks = await countTalks(house.store.calls, scope.period, by, scope.users);
  return groupBy(talks, ({ key }): Key => (typeof key === 'number' ? timeKey(key, scope) : key));
}
