import { commandError } from '../../errors.ts';
import { fromLocal, utc, zoneOf } from './date-zone.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[A-Za-z_]+\/[A-Za-z_]+|[+-]\d{2}:?\d{0,2})?)?$/;
const WORDS =
  /^(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})\s+([A-Za-z]{3,9})|([A-Za-z]{3,9})\s+(\d{1,2}),?)\s+(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(Z|GMT|UTC|[+-]\d{4})?$/;

/** Parses the usual ways to write a date; refuses others with code 241. A zone in the text excludes `timezone`. */
export function parseDate(text: string, timezone: unknown): Date {
  const iso = ISO.exec(text.trim());
  const words = iso ? null : WORDS.exec(text.trim());
  if (!iso && !words) throw parseFailure(text);
  const [year, month, day, hour, minute, second] = iso
    ? iso.slice(1, 7).map(Number)
    : [
        Number(words?.[5]),
        monthOf(words?.[2] ?? words?.[3]),
        Number(words?.[1] ?? words?.[4]),
        ...(words?.slice(6, 9) ?? []).map(Number),
      ];
  const ms = Number((iso?.[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const zone = iso?.[8] ?? words?.[9];
  if (zone !== undefined && timezone !== undefined && timezone !== null) {
    throw commandError(
      241,
      `Error parsing date string '${text}'; passing a time zone identifier as part of the string is not allowed with the 'timezone' option`,
    );
  }
  if (!year || !month || month > 12 || !day || day > 31 || (hour || 0) > 24) throw parseFailure(text);
  const local = utc(year, month, day, hour || 0, minute || 0, second || 0, ms);
  return fromLocal(local, zoneOf(zone ?? timezone));
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}

function parseFailure(text: string): Error {
  return commandError(241, `Error parsing date string '${text}'`);
}

const PATTERNS: Readonly<Record<string, readonly [pattern: string, part: string]>> = {
  Y: ['\\d{4}', 'year'],
  m: ['\\d{1,2}', 'month'],
  d: ['\\d{1,2}', 'day'],
  H: ['\\d{1,2}', 'hour'],
  M: ['\\d{1,2}', 'minute'],
  S: ['\\d{1,2}', 'second'],
  L: ['\\d{1,3}', 'ms'],
  b: ['[A-Za-z]{3}', 'name'],
  B: ['[A-Za-z]{3,9}', 'name'],
  j: ['\\d{1,3}', 'yearDay'],
  z: ['Z|[+-]\\d{2}:?\\d{2}', 'zone'],
};

/** Parses by a format of %Y %m %d %H %M %S %L %b %B %j %z %%. */
export function parseDateAs(text: string, format: string, timezone: unknown): Date {
  const names: string[] = [];
  const source = format.replace(/%(.)|[\\^$.*+?()[\]{}|]/g, (all, letter: string | undefined) => {
    if (letter === undefined) return `\\${all}`;
    if (letter === '%') return '%';
    const [pattern, part] = PATTERNS[letter] ?? [];
    if (pattern === undefined || part === undefined)
      throw commandError(18536, `Invalid format character '%${letter}' in format string`);
    names.push(part);
    return `(${pattern})`;
  });
  const match = new RegExp(`^${source}$`).exec(text);
  if (!match) throw parseFailure(text);
  const parts = Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? '']));
  const number = (name: string, missing: number): number =>
    parts[name] === undefined ? missing : Number(parts[name]);
  const month = parts.name === undefined ? number('month', 1) : monthOf(parts.name);
  if (parts.year === undefined || month < 1 || month > 12) throw parseFailure(text);
  const day = parts.yearDay === undefined ? number('day', 1) : Number(parts.yearDay);
  const ms = Number((parts.ms ?? '').padEnd(3, '0'));
  const local = utc(
    number('year', 0),
    parts.yearDay === undefined ? month : 1,
    day,
    number('hour', 0),
    number('minute', 0),
    number('second', 0),
    ms,
  );
  return fromLocal(local, zoneOf(parts.zone ?? timezone));
}
