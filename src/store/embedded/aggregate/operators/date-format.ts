import { commandError } from '../../errors.ts';
import { toLocal, utc, type Zone } from './date-zone.ts';

const DAY = 86_400_000;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Fields of a date as its UTC clock shows them; ISO weeks begin on Monday, others on Sunday. */
export const PARTS = {
  year: (date: Date) => date.getUTCFullYear(),
  month: (date: Date) => date.getUTCMonth() + 1,
  dayOfMonth: (date: Date) => date.getUTCDate(),
  hour: (date: Date) => date.getUTCHours(),
  minute: (date: Date) => date.getUTCMinutes(),
  second: (date: Date) => date.getUTCSeconds(),
  millisecond: (date: Date) => date.getUTCMilliseconds(),
  dayOfYear: (date: Date) => Math.floor((date.getTime() - utc(date.getUTCFullYear(), 1)) / DAY) + 1,
  dayOfWeek: (date: Date) => date.getUTCDay() + 1,
  isoDayOfWeek: (date: Date) => date.getUTCDay() || 7,
  week: (date: Date) => Math.floor((PARTS.dayOfYear(date) + 6 - date.getUTCDay()) / 7),
  isoWeek: (date: Date) => {
    const thursday = thursdayOf(date);
    return Math.floor((PARTS.dayOfYear(thursday) - 1) / 7) + 1;
  },
  isoWeekYear: (date: Date) => thursdayOf(date).getUTCFullYear(),
} as const;

/** The Thursday of a date's ISO week; its year is the week's year. */
function thursdayOf(date: Date): Date {
  return new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY);
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

const WRITERS: Readonly<Record<string, (local: Date, offset: number) => string>> = {
  Y: (local) => pad(PARTS.year(local), 4),
  G: (local) => pad(PARTS.isoWeekYear(local), 4),
  m: (local) => pad(PARTS.month(local), 2),
  d: (local) => pad(PARTS.dayOfMonth(local), 2),
  H: (local) => pad(PARTS.hour(local), 2),
  M: (local) => pad(PARTS.minute(local), 2),
  S: (local) => pad(PARTS.second(local), 2),
  L: (local) => pad(PARTS.millisecond(local), 3),
  j: (local) => pad(PARTS.dayOfYear(local), 3),
  w: (local) => String(PARTS.dayOfWeek(local)),
  u: (local) => String(PARTS.isoDayOfWeek(local)),
  U: (local) => pad(PARTS.week(local), 2),
  V: (local) => pad(PARTS.isoWeek(local), 2),
  b: (local) => (MONTHS[local.getUTCMonth()] ?? '').slice(0, 3),
  B: (local) => MONTHS[local.getUTCMonth()] ?? '',
  z: (_local, offset) =>
    signed(offset, `${pad(Math.floor(Math.abs(offset) / 60), 2)}${pad(Math.abs(offset) % 60, 2)}`),
  Z: (_local, offset) => String(offset),
  '%': () => '%',
};

function signed(offset: number, text: string): string {
  return `${offset < 0 ? '-' : '+'}${text}`;
}

/** Writes a date on the zone's clock by a format; without one as ISO 8601 with milliseconds. */
export function formatDate(date: Date, format: string | undefined, zone: Zone): string {
  const local = toLocal(date, zone);
  const offset = Math.trunc((local.getTime() - date.getTime()) / 60_000);
  const pattern = format ?? '%Y-%m-%dT%H:%M:%S.%LZ';
  return pattern.replace(/%(.?)/gs, (_all, letter: string) => {
    if (letter === '') throw commandError(18535, "Unmatched '%' at end of format string");
    const write = WRITERS[letter];
    if (!write) throw commandError(18536, `Invalid format character '%${letter}' in format string`);
    return write(local, offset);
  });
}
