import type { ReportRow, ReportView } from '../../../src/api/protocol.ts';

/** Which figures make the picture of each report; the table shows all of them. */
const pictured: Readonly<Record<ReportView['report'], readonly string[]>> = {
  leads: ['leads'],
  response: ['firstMedian', 'median'],
  load: ['in', 'out', 'calls'],
  outcomes: ['bought', 'planned', 'refused', 'notClient'],
  refusals: ['refused'],
  sales: ['sum'],
};

export interface ChartSeries {
  key: string;
  values: (number | null)[];
  before?: (number | null)[];
}

export interface Chart {
  /** Columns along an axis that has an order of its own; else lying bars, the largest first. */
  kind: 'columns' | 'bars';
  group: string;
  /** Value of the group in each row; for days YYYY-MM-DD. */
  groups: string[];
  series: ChartSeries[];
  stacked: boolean;
  time: boolean;
}

/** Currencies of a sales report, that with the most sales first. */
export function currenciesOf(view: ReportView): string[] {
  const sums = new Map<string, number>();
  for (const row of view.rows) {
    const { currency, sales } = row;
    if (typeof currency === 'string') sums.set(currency, (sums.get(currency) ?? 0) + Number(sales ?? 1));
  }
  return [...sums].sort((one, other) => other[1] - one[1]).map(([currency]) => currency);
}

type Cells = ReportView['totals'];

/** A report of one currency only: sums of several do not mix. */
export function inCurrency(view: ReportView, currency: string): ReportView {
  const fits = (row: ReportRow): boolean => row.currency === currency;
  const rows = view.rows.filter(fits);
  const { previous } = view;
  const before = previous?.rows.filter(fits) ?? [];
  return {
    ...view,
    rows,
    totals: totalsOf(view, currency),
    ...(previous === undefined
      ? {}
      : { previous: { ...previous, rows: before, totals: totalsOf(previous, currency) } }),
  };
}

function totalsOf(
  { perCurrency, totals }: Pick<ReportView, 'perCurrency' | 'totals'>,
  currency: string,
): Cells {
  const fits = (one: Cells): boolean => one.currency === currency;
  return perCurrency?.find(fits) ?? (fits(totals) ? totals : { currency, sales: 0, sum: 0, profit: 0 });
}

/** The picture of a report. Days and hours without a row are there with nothing in them. */
export function chartOf(view: ReportView): Chart {
  const group = view.columns[0]?.key ?? view.by;
  const keys = pictured[view.report].filter((key) => view.columns.some((column) => column.key === key));
  const { rows } = view;
  const ordered = group === 'day' || group === 'hour';
  const groups = groupsOf(view, group, rows);
  const byGroup = new Map(rows.map((row) => [String(row[group] ?? ''), row]));
  const before = beforeOf(view, group, groups);
  const time = view.columns.find((column) => column.key === keys[0])?.kind === 'duration';
  return {
    kind: ordered ? 'columns' : 'bars',
    group,
    groups,
    stacked: view.report === 'outcomes',
    time,
    series: keys.map((key) => ({
      key,
      values: groups.map((name) => figure(byGroup.get(name)?.[key], time)),
      ...(before === null ? {} : { before: before.map((row) => figure(row?.[key], time)) }),
    })),
  };
}

/** Where nothing was counted there is zero; where nothing was measured there is nothing. */
function figure(value: string | number | null | undefined, time: boolean): number | null {
  if (typeof value === 'number') return value;
  return time ? null : 0;
}

function groupsOf(view: ReportView, group: string, rows: readonly ReportRow[]): string[] {
  if (group === 'day') return daysOf(view.from, view.to, view.zone);
  if (group === 'hour') return Array.from({ length: 24 }, (_, hour) => String(hour));
  return [...new Set(rows.map((row) => String(row[group] ?? '')))];
}

function beforeOf(
  view: ReportView,
  group: string,
  groups: readonly string[],
): (ReportRow | undefined)[] | null {
  const { previous } = view;
  if (previous === undefined) return null;
  const byGroup = new Map(previous.rows.map((row) => [String(row[group] ?? ''), row]));
  const names = group === 'day' ? daysOf(previous.from, previous.to, view.zone) : groups;
  return groups.map((_, index) => byGroup.get(names[index] ?? ''));
}

/** Every day of a stretch of time, as the zone names them. */
export function daysOf(from: string, to: string, zone: string): string[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const days: string[] = [];
  const end = Date.parse(to);
  // Half days never step over a day, whatever summer time does.
  for (let at = Date.parse(from); at < end; at += 43_200_000) {
    const name = format.format(at);
    if (days[days.length - 1] !== name) days.push(name);
  }
  return days;
}
