import { knowsZone } from '../api/protocol/zone.ts';
import type { ReportQuery } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import { addDays, startOfDay, wallClock } from '../zone.ts';

/** A stretch of time as a report counts it; `to` is not inside. */
export interface Period {
  from: Date;
  to: Date;
  zone: string;
}

const MOST_DAYS = 400;
const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;

/** What a query means at this moment. Rejects with `invalid` naming the field. */
export function periodOf(
  query: Pick<ReportQuery, 'from' | 'to' | 'zone'>,
  zone: string,
  now: number,
): Period {
  const where = query.zone ?? zone;
  if (!knowsZone(where)) {
    throw new HouseError('invalid', `"${where}" is no time zone: write one like Europe/Moscow.`, 'zone');
  }
  const to = query.to === undefined ? now : edge(query.to, where, 1);
  const from =
    query.from === undefined
      ? startOfDay(addDays(wallClock(to - 1, where).day, 1 - USUAL_DAYS), where)
      : edge(query.from, where, 0);
  if (from >= to) throw new HouseError('invalid', 'The period ends before it begins.', 'to');
  if (to - from > (MOST_DAYS + 1) * DAY_MS) {
    throw new HouseError('invalid', `A period has at most ${MOST_DAYS} days: ask for a shorter one.`, 'from');
  }
  return { from: new Date(from), to: new Date(to), zone: where };
}

/** The same number of days, or the same length of time, just before. */
export function periodBefore({ from, to, zone }: Period): Period {
  const days = daysOf({ from, to, zone }).length;
  const first = wallClock(from.getTime(), zone).day;
  const whole = startOfDay(first, zone) === from.getTime();
  const before = whole
    ? startOfDay(addDays(first, -days), zone)
    : from.getTime() - (to.getTime() - from.getTime());
  return { from: new Date(before), to: from, zone };
}

/** Every day of the period in its zone. */
export function daysOf({ from, to, zone }: Period): string[] {
  const days: string[] = [];
  const last = wallClock(to.getTime() - 1, zone).day;
  for (let day = wallClock(from.getTime(), zone).day; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** A day is inside as a whole, so as an end it counts to the beginning of the next one. */
function edge(text: string, zone: string, daysOn: 0 | 1): number {
  return text.length === 10 ? startOfDay(addDays(text, daysOn), zone) : Date.parse(text);
}
