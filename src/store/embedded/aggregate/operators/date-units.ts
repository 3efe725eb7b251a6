import { commandError } from '../../errors.ts';
import { fromLocal, toLocal, utc, type Zone } from './date-zone.ts';

const MILLISECONDS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Refuses names that are no unit of time. */
export function unitOf(unit: unknown, name: string): string {
  if (typeof unit !== 'string') throw commandError(5439013, `${name} requires 'unit' to be a string`);
  if (unit in MILLISECONDS || unit in MONTHS) return unit;
  throw commandError(5439014, `${name} parameter 'unit' value cannot be recognized as a time unit: ${unit}`);
}

/** Moves a date by units on the zone's clock; a day past a month's end becomes its last day. */
export function addUnits(date: Date, unit: string, amount: number, zone: Zone): Date {
  const size = MILLISECONDS[unit];
  if (size !== undefined && size < 86_400_000) return new Date(date.getTime() + size * amount);
  const local = toLocal(date, zone);
  if (size !== undefined) return fromLocal(local.getTime() + size * amount, zone);
  const months = local.getUTCFullYear() * 12 + local.getUTCMonth() + amount * (MONTHS[unit] ?? 1);
  const year = Math.floor(months / 12);
  const month = (((months % 12) + 12) % 12) + 1;
  const lastDay = new Date(utc(year, month + 1, 0)).getUTCDate();
  const time = local.getTime() - utc(local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate());
  return fromLocal(utc(year, month, Math.min(local.getUTCDate(), lastDay)) + time, zone);
}

function weekdayOf(start: unknown): number {
  if (start === undefined) return 0;
  if (typeof start !== 'string') throw commandError(5439015, "requires 'startOfWeek' to be a string");
  const name = start.toLowerCase();
  const at = WEEKDAYS.findIndex((day) => day === name || day.slice(0, 3) === name);
  if (at >= 0) return at;
  throw commandError(
    5439016,
    `parameter 'startOfWeek' value cannot be recognized as a day of a week: ${start}`,
  );
}

/** Which unit a local time falls into, counted from a fixed beginning (2000-01-01 for months and days). */
function unitIndex(local: Date, unit: string, startOfWeek: unknown): number {
  const months = MONTHS[unit];
  if (months !== undefined) {
    return Math.floor(((local.getUTCFullYear() - 2000) * 12 + local.getUTCMonth()) / months);
  }
  return Math.floor((local.getTime() - originOf(unit, startOfWeek)) / (MILLISECONDS[unit] ?? 1));
}

function originOf(unit: string, startOfWeek: unknown): number {
  const origin = utc(2000, 1);
  if (unit !== 'week') return origin;
  // 2000-01-01 was a Saturday.
  return origin + ((weekdayOf(startOfWeek) - 6 + 7) % 7) * 86_400_000;
}

/** How many borders of a unit lie between two dates on the zone's clock. */
export function unitsBetween(start: Date, end: Date, unit: string, zone: Zone, startOfWeek: unknown): number {
  if ((MILLISECONDS[unit] ?? Number.POSITIVE_INFINITY) < 3_600_000) {
    return unitIndex(end, unit, startOfWeek) - unitIndex(start, unit, startOfWeek);
  }
  return (
    unitIndex(toLocal(end, zone), unit, startOfWeek) - unitIndex(toLocal(start, zone), unit, startOfWeek)
  );
}

/** The beginning of the bin of `size` units a date falls into, bins counted from 2000-01-01. */
export function truncateDate(date: Date, unit: string, size: number, zone: Zone, startOfWeek: unknown): Date {
  const index = Math.floor(unitIndex(toLocal(date, zone), unit, startOfWeek) / size) * size;
  const months = MONTHS[unit];
  if (months !== undefined) return fromLocal(utc(2000, 1 + index * months), zone);
  return fromLocal(originOf(unit, startOfWeek) + index * (MILLISECONDS[unit] ?? 1), zone);
}
