import { CommandError, commandError } from '../../errors.ts';
import { packNumber, wholeNumber } from '../../values/arithmetic.ts';
import { isBson } from '../../values/compare.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { type Doc, isDocument, typeNameOf } from '../../values/types.ts';
import type { Compile, Expression, OperatorCompiler, OperatorTable } from '../expression-types.ts';
import { isNullish } from '../truth.ts';
import { toDate } from './convert.ts';
import { formatDate, PARTS } from './date-format.ts';
import { parseDate, parseDateAs } from './date-parse.ts';
import { addUnits, truncateDate, unitOf, unitsBetween } from './date-units.ts';
import { fromLocal, toLocal, utc, zoneOf } from './date-zone.ts';
import { named, namedOperands } from './operands.ts';

function dateFor(value: unknown, code = 16006): Date {
  if (value instanceof Date || isBson(value, 'ObjectId') || isBson(value, 'Timestamp')) return toDate(value);
  throw commandError(code, `can't convert from BSON type ${typeNameOf(value)} to Date`);
}

/** `$year` and its kin: a date, or `{date, timezone}`. */
function part(read: (local: Date) => number): OperatorCompiler {
  return (operand, compile, _context, name) => {
    const isNamed = isDocument(operand) && 'date' in operand;
    const fields = isNamed ? namedOperands(operand, name, ['date'], ['timezone']) : { date: unwrap(operand) };
    const date = compile(fields.date);
    const timezone = compile(fields.timezone);
    return (document, scope) => {
      const value = date(document, scope);
      const zone = timezone(document, scope);
      return isNullish(value) || zone === null ? null : read(toLocal(dateFor(value), zoneOf(zone)));
    };
  };
}

function unwrap(operand: unknown): unknown {
  return Array.isArray(operand) && operand.length === 1 ? operand[0] : operand;
}

function wholePart(fields: Doc, name: string, missing: number): number | null {
  const value = fields[name];
  if (value === undefined) return missing;
  if (value === null) return null;
  const whole = toSafeInteger(value);
  if (whole === undefined)
    throw commandError(40515, `'${name}' must evaluate to an integer, found ${typeNameOf(value)}`);
  return whole;
}

function fromParts(fields: Doc): Date | null {
  const iso = 'isoWeekYear' in fields;
  const names = iso ? ['isoWeekYear', 'isoWeek', 'isoDayOfWeek'] : ['year', 'month', 'day'];
  if (!(iso || 'year' in fields))
    throw commandError(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  const values = [...names, 'hour', 'minute', 'second', 'millisecond'].map((name, i) =>
    wholePart(fields, name, i < 3 ? 1 : 0),
  );
  if (values.includes(null)) return null;
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = values as number[];
  const local = iso
    ? isoStart(year) + ((month - 1) * 7 + (day - 1)) * 86_400_000 + utc(1970, 1, 1, hour, minute, second, ms)
    : utc(year, month, day, hour, minute, second, ms);
  return fromLocal(local, zoneOf(fields.timezone));
}

/** The Monday of an ISO year's first week, which holds 4 January. */
function isoStart(year: number): number {
  const fourth = new Date(utc(year, 1, 4));
  return fourth.getTime() - ((fourth.getUTCDay() || 7) - 1) * 86_400_000;
}

function toParts({ date, timezone, iso8601 }: Doc): Doc | null {
  if (isNullish(date)) return null;
  const local = toLocal(dateFor(date), zoneOf(timezone));
  const day: Doc = iso8601
    ? {
        isoWeekYear: PARTS.isoWeekYear(local),
        isoWeek: PARTS.isoWeek(local),
        isoDayOfWeek: PARTS.isoDayOfWeek(local),
      }
    : { year: PARTS.year(local), month: PARTS.month(local), day: PARTS.dayOfMonth(local) };
  const { hour, minute, second, millisecond } = PARTS;
  return {
    ...day,
    hour: hour(local),
    minute: minute(local),
    second: second(local),
    millisecond: millisecond(local),
  };
}

function moved(sign: 1 | -1): OperatorCompiler {
  return named(
    ['startDate', 'unit', 'amount'],
    ['timezone'],
    ({ startDate, unit, amount, timezone }, name) => {
      if ([startDate, unit, amount].some(isNullish) || timezone === null) return null;
      const count = toSafeInteger(amount);
      if (count === undefined) throw commandError(5166405, `${name} expects integer amount of time units`);
      return addUnits(dateFor(startDate, 5166403), unitOf(unit, name), count * sign, zoneOf(timezone));
    },
  );
}

function toText({ date, format, timezone, onNull }: Doc): unknown {
  if (isNullish(date)) return onNull ?? null;
  if (format === null || timezone === null) return null;
  if (format !== undefined && typeof format !== 'string')
    throw commandError(18533, "$dateToString requires that 'format' be a string");
  return formatDate(dateFor(date), format, zoneOf(timezone));
}

function compileFromString(operand: unknown, compile: Compile, _context: unknown, name: string): Expression {
  const fields = namedOperands(operand, name, ['dateString'], ['format', 'timezone', 'onError', 'onNull']);
  const compiled = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, compile(value)]),
  );
  return (document, scope) => {
    const value = (field: string): unknown => compiled[field]?.(document, scope);
    const text = value('dateString');
    if (isNullish(text)) return value('onNull') ?? null;
    try {
      if (typeof text !== 'string')
        throw commandError(
          241,
          `$dateFromString requires that 'dateString' be a string, found: ${typeNameOf(text)}`,
        );
      const format = value('format');
      const timezone = value('timezone');
      return typeof format === 'string' ? parseDateAs(text, format, timezone) : parseDate(text, timezone);
    } catch (error) {
      if (compiled.onError && error instanceof CommandError && error.code === 241) return value('onError');
      throw error;
    }
  };
}

/** Operators on dates. */
export const DATES: OperatorTable = {
  ...Object.fromEntries(Object.entries(PARTS).map(([name, read]) => [`$${name}`, part(read)])),
  $dateToString: named(['date'], ['format', 'timezone', 'onNull'], toText),
  $dateFromString: compileFromString,
  $dateToParts: named(['date'], ['timezone', 'iso8601'], toParts),
  $dateFromParts: named(
    [],
    [
      'year',
      'month',
      'day',
      'isoWeekYear',
      'isoWeek',
      'isoDayOfWeek',
      'hour',
      'minute',
      'second',
      'millisecond',
      'timezone',
    ],
    fromParts,
  ),
  $dateAdd: moved(1),
  $dateSubtract: moved(-1),
  $dateDiff: named(
    ['startDate', 'endDate', 'unit'],
    ['timezone', 'startOfWeek'],
    ({ startDate, endDate, unit, timezone, startOfWeek }, name) => {
      if ([startDate, endDate, unit].some(isNullish) || timezone === null) return null;
      if (unit === 'week' && startOfWeek === null) return null;
      const count = unitsBetween(
        dateFor(startDate, 5166307),
        dateFor(endDate, 5166307),
        unitOf(unit, name),
        zoneOf(timezone),
        startOfWeek,
      );
      return packNumber(wholeNumber(BigInt(count), 'long'));
    },
  ),
  $dateTrunc: named(
    ['date', 'unit'],
    ['binSize', 'timezone', 'startOfWeek'],
    ({ date, unit, binSize = 1, timezone, startOfWeek }, name) => {
      if ([date, unit, binSize].some(isNullish) || timezone === null) return null;
      if (unit === 'week' && startOfWeek === null) return null;
      const size = toSafeInteger(binSize);
      if (size === undefined || size <= 0)
        throw commandError(5439018, "$dateTrunc requires 'binSize' to be greater than 0");
      return truncateDate(dateFor(date), unitOf(unit, name), size, zoneOf(timezone), startOfWeek);
    },
  ),
};
