import type { House } from '../house.ts';
import { countTalks } from '../store/calls.ts';
import { type FactCell, type FactDoc, QUARTER_MS } from '../store/facts.ts';
import { type Cells, type Figures, groupColumn, type Key, rowsOf, type Scope, timeKey } from './figures.ts';
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
  const everybody = scope.by !== 'user' && scope.user === undefined;
  const [facts, calls] = await Promise.all([
    factsOf(house, scope, everybody ? ['in', 'out', 'answer'] : ['out', 'answer']),
    scope.by === 'channel' ? undefined : talksOf(house, scope),
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
  const found = Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as Record<K, Map<Key, Counted[]>>;
  for (const { hour, cell } of await cellsBetween(house, kinds, from.getTime(), to.getTime())) {
    if (scope.user !== undefined && cell.user !== scope.user) continue;
    add(found[cell.kind as K], cellKey(hour, cell, scope), cell);
  }
  return found;
}

function cellKey(hour: number, { quarter, user, channel }: FactCell, scope: Scope): Key {
  if (scope.by === 'user') return user ?? null;
  return scope.by === 'channel' ? channel : timeKey(hour + quarter * QUARTER_MS, scope);
}

async function talksOf(house: House, scope: Scope): Promise<Map<Key, Counted[]>> {
  const by = scope.by === 'user' ? 'user' : 'time';
  const groups = new Map<Key, Counted[]>();
  for (const { key, count } of await countTalks(house.store.calls, scope.period, by, scope.user)) {
    add(groups, typeof key === 'number' ? timeKey(key, scope) : key, { count });
  }
  return groups;
}

function add(groups: Map<Key, Counted[]>, key: Key, cell: Counted): void {
  const own = groups.get(key);
  if (own === undefined) groups.set(key, [cell]);
  else own.push(cell);
}
