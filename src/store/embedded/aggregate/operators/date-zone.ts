import { commandError } from '../../errors.ts';

const MINUTE = 60_000;

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
export type Zone = (time: number) => number;

const zones = new Map<string, Zone>();

/** A zone by Olson name or by offset such as +02, -0330, +05:30; UTC when undefined. */
export function zoneOf(name: unknown): Zone {
  if (name === undefined || name === null) return () => 0;
  if (typeof name !== 'string')
    throw commandError(40517, `timezone must evaluate to a string, found ${typeof name}`);
  const known = zones.get(name);
  if (known) return known;
  const zone = fixedZone(name) ?? namedZone(name);
  zones.set(name, zone);
  return zone;
}

function fixedZone(name: string): Zone | undefined {
  if (/^(UTC|GMT|Z)$/.test(name)) return () => 0;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(name);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const offset = (match[1] === '-' ? -minutes : minutes) * MINUTE;
  return () => offset;
}

function namedZone(name: string): Zone {
  const format = formatterFor(name);
  return (time) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(time)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const local = utc(year, month, day, hour, minute, second);
    return local - Math.floor(time / 1000) * 1000;
  };
}

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw commandError(40485, `unrecognized time zone identifier: "${timeZone}"`);
  }
}

/** Milliseconds of a UTC date, also for the years 0 to 99 and for months out of range. */
export function utc(year: number, month: number, day = 1, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, ms);
}

/** A Date whose UTC fields show the zone's clock. */
export function toLocal(date: Date, zone: Zone): Date {
  return new Date(date.getTime() + zone(date.getTime()));
}

/** The instant at which a zone's clock shows the given time. */
export function fromLocal(local: number, zone: Zone): Date {
  const guess = local - zone(local);
  return new Date(local - zone(guess));
}
