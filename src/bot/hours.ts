import type { BotLanguage, BotSetting } from '../api/protocol/bot.ts';
import { addDays, minuteOfDay, wallClock } from '../zone.ts';

export type Hours = Pick<BotSetting, 'hours' | 'holidays'> & { zone: string };

/** How far ahead the next opening is looked for; a list of holidays may be long. */
const LOOK_DAYS = 60;

/** A moment as a clock on the wall of a zone shows it. */
interface Local {
  /** `2026-05-09` */
  date: string;
  /** 1 (Monday) to 7. */
  day: number;
  /** Minutes since midnight. */
  minute: number;
}

/** Whether somebody works at this moment. Hours that end before they begin reach into the next day. */
export function isOpen(setting: Hours, now: number): boolean {
  const today = localTime(setting.zone, now);
  const yesterday = dayAfter(today, -1);
  return (
    rangesOf(setting, today).some(
      ({ from, to }) => today.minute >= from && (to <= from || today.minute < to),
    ) || rangesOf(setting, yesterday).some(({ from, to }) => to <= from && today.minute < to)
  );
}

/** When work begins next, as words like "понедельник, 09:00"; empty when it never does. */
export function nextOpening(setting: Hours, now: number, language: BotLanguage): string {
  const today = localTime(setting.zone, now);
  for (let ahead = 0; ahead <= LOOK_DAYS; ahead += 1) {
    const day = dayAfter(today, ahead);
    const starts = rangesOf(setting, day)
      .map(({ from }) => from)
      .filter((from) => ahead > 0 || from > today.minute)
      .sort((one, other) => one - other);
    const [from] = starts;
    if (from === undefined) continue;
    const clock = `${two(Math.floor(from / 60))}:${two(from % 60)}`;
    return ahead === 0 ? clock : `${dayName(day.date, language, ahead > 6)}, ${clock}`;
  }
  return '';
}

function rangesOf(setting: Hours, day: Local): { from: number; to: number }[] {
  if (setting.holidays.some((holiday) => day.date === holiday || day.date.slice(5) === holiday)) return [];
  return setting.hours
    .filter(({ days }) => days.includes(day.day))
    .map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }));
}

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

function localTime(zone: string, now: number): Local {
  const { day: date } = wallClock(now, zone);
  return { date, day: weekday(date), minute: minuteOfDay(now, zone) };
}

function dayAfter(from: Local, days: number): Local {
  const date = addDays(from.date, days);
  return { date, day: weekday(date), minute: from.minute };
}

const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
const two = (value: number): string => String(value).padStart(2, '0');

function dayName(date: string, language: BotLanguage, withDate: boolean): string {
  const format: Intl.DateTimeFormatOptions = withDate
    ? { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }
    : { weekday: 'long', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(language, format).format(new Date(`${date}T00:00:00Z`));
}
