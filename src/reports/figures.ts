import type { ReportGroup, ReportRow, ReportView } from '../api/protocol.ts';
import { wallClock } from '../zone.ts';
import { daysOf, type Period } from './period.ts';

/** What is asked of a report. */
export interface Scope {
  period: Period;
  by: ReportGroup;
  /** Narrows it to these colleagues. */
  users?: ReadonlySet<string>;
  /** Narrows it to one channel. */
  channel?: string;
}

/** Whether something of this colleague and channel is asked for. */
export function isWithin({ users, channel }: Scope, of: { user: Key; channel: Key }): boolean {
  return (
    (users === undefined || (of.user !== null && users.has(String(of.user)))) &&
    (channel === undefined || of.channel === channel)
  );
}

export type Figures = Pick<ReportView, 'columns' | 'rows' | 'totals' | 'perCurrency'>;
export type Cells = Record<string, string | number | null>;
export type Key = string | number | null;

/** The column that a report's rows are named by. */
export function groupColumn(by: ReportGroup): ReportView['columns'][number] {
  if (by === 'day') return { key: 'day', kind: 'date' };
  if (by === 'hour') return { key: 'hour', kind: 'number' };
  return { key: by, kind: by === 'user' ? 'user' : 'text' };
}

/** The day or hour of the zone in which a moment lies. */
export function timeKey(at: number, { by, period }: Scope): string | number {
  const { day, hour } = wallClock(at, period.zone);
  return by === 'hour' ? hour : day;
}

/**
 * One row per group: every day and every hour whether or not anything happened, people and sources with the largest
 * first column of figures first.
 */
export function rowsOf({ by, period }: Scope, cells: ReadonlyMap<Key, Cells>, empty: Cells): ReportRow[] {
  if (by === 'day') return daysOf(period).map((day) => ({ day, ...(cells.get(day) ?? empty) }));
  if (by === 'hour') {
    return Array.from({ length: 24 }, (_, hour) => ({ hour, ...(cells.get(hour) ?? empty) }));
  }
  const [main] = Object.keys(empty);
  const size = (row: ReportRow) => Number(row[main ?? ''] ?? 0);
  return [...cells]
    .map(([key, row]): ReportRow => ({ [by]: key, ...row }))
    .sort((one, other) => size(other) - size(one));
}

export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Money with the cents that sums of fractions would blur. */
export const money = (amount: number): number => Math.round(amount * 100) / 100;
