import type { Language } from './i18n.ts';
import { lacksUzbek, uzbekDate, uzbekDay, uzbekNearDay, uzbekUnit } from './uzbek.ts';

/** Unicode tags of our languages; the regional ones give 24-hour clocks and local date order. */
const tags: Readonly<Record<Language, string>> = { ru: 'ru-RU', uk: 'uk-UA', uz: 'uz-Latn-UZ', en: 'en-GB' };

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();

function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(
  name: string,
  make: () => T,
): T {
  const known = cache.get(name) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  cache.set(name, made);
  return made;
}

const ownUzbek = lacksUzbek();

function date(language: Language, options: Intl.DateTimeFormatOptions): { format(at: Date): string } {
  if (language === 'uz' && ownUzbek) return { format: (at) => uzbekDate(at, options) };
  const make = () => new Intl.DateTimeFormat(tags[language], options);
  return kept(`d${language}${JSON.stringify(options)}`, make);
}

export const clock = (at: string, language: Language): string =>
  date(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

export const fullTime = (at: string, language: Language): string =>
  date(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at));

const startOfDay = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
const dayMs = 86_400_000;

/** Whole calendar days between a moment and now; 0 is today. */
export const daysAgo = (at: string, now: number): number =>
  Math.round((startOfDay(now) - startOfDay(Date.parse(at))) / dayMs);

/** A day as a heading: today and yesterday in words, else the date. */
export function dayName(at: string, now: number, language: Language): string {
  const days = daysAgo(at, now);
  if (days === 0 || days === 1) {
    if (language === 'uz' && ownUzbek) return uzbekDay(days);
    const format = kept(
      `r${language}`,
      () => new Intl.RelativeTimeFormat(tags[language], { numeric: 'auto' }),
    );
    const word = format.format(-days, 'day');
    return word.charAt(0).toLocaleUpperCase(tags[language]) + word.slice(1);
  }
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  return date(language, { weekday: 'short', day: 'numeric', month: 'long', ...year }).format(new Date(at));
}

/** The short form of lists: the clock today, the weekday this week, else the date. */
export function shortTime(at: string, now: number, language: Language): string {
  const days = daysAgo(at, now);
  if (days <= 0) return clock(at, language);
  if (days < 7) return date(language, { weekday: 'short' }).format(new Date(at));
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = thisYear
    ? { day: 'numeric', month: 'short' }
    : { day: '2-digit', month: '2-digit', year: '2-digit' };
  return date(language, options).format(new Date(at));
}

/** A stretch of time in its largest unit, short: 5 min, 3 h, 2 d. */
export function shortSpan(ms: number, language: Language): string {
  const [unit, size] =
    ms < 3_600_000
      ? (['minute', 60_000] as const)
      : ms < dayMs
        ? (['hour', 3_600_000] as const)
        : (['day', dayMs] as const);
  const amount = Math.max(1, Math.floor(ms / size));
  if (language === 'uz' && ownUzbek) return uzbekUnit(amount, unit);
  const style = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return kept(`u${language}${unit}`, () => new Intl.NumberFormat(tags[language], style)).format(amount);
}

/** A size in the unit that a reader expects. */
export function fileSize(bytes: number, language: Language): string {
  const [unit, size] =
    bytes < 1024
      ? (['byte', 1] as const)
      : bytes < 1024 ** 2
        ? (['kilobyte', 1024] as const)
        : bytes < 1024 ** 3
          ? (['megabyte', 1024 ** 2] as const)
          : (['gigabyte', 1024 ** 3] as const);
  if (language === 'uz' && ownUzbek)
    return uzbekUnit(size > 1024 ? bytes / size : Math.round(bytes / size), unit);
  const style = {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: size > 1024 ? 1 : 0,
  } as const;
  return kept(`b${language}${unit}`, () => new Intl.NumberFormat(tags[language], style)).format(bytes / size);
}

/** Minutes and seconds of a recording. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A day without its time, in full: birthdays, deadlines. `day` may be a whole moment or only `2026-11-22`. */
export function fullDay(day: string, language: Language): string {
  // A date without a time is meant as it stands, in whatever zone it is read.
  const at = day.length === 10 ? new Date(`${day}T12:00`) : new Date(day);
  return date(language, { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** When something is due: the clock with its day, in words while it is near. */
export function dueTime(at: string, now: number, language: Language): string {
  return `${dayWord(at, now, language)}, ${clock(at, language)}`;
}

function dayWord(at: string, now: number, language: Language): string {
  const days = -daysAgo(at, now);
  if (Math.abs(days) > 1) {
    const year =
      new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
    return date(language, { day: 'numeric', month: 'short', ...year }).format(new Date(at));
  }
  if (language === 'uz' && ownUzbek) return uzbekNearDay(days);
  const format = kept(`r${language}`, () => new Intl.RelativeTimeFormat(tags[language], { numeric: 'auto' }));
  return format.format(days, 'day');
}

/** An amount of money. Where the browser has no Uzbek, digits are grouped as in Tashkent. */
export function money(amount: number, currency: string, language: Language): string {
  const fraction = { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2, maximumFractionDigits: 2 };
  if (language === 'uz' && ownUzbek) {
    const number = kept('muz', () => new Intl.NumberFormat('ru-RU', { maximumFractionDigits: 2 }));
    return `${number.format(amount)} ${currency === 'UZS' ? 'so\u02bbm' : currency}`;
  }
  return kept(
    `m${language}${currency}${fraction.minimumFractionDigits}`,
    () => new Intl.NumberFormat(tags[language], { style: 'currency', currency, ...fraction }),
  ).format(amount);
}

/** A share of one, in per cent. */
export const percent = (share: number, language: Language): string =>
  kept(
    `p${language}`,
    () => new Intl.NumberFormat(tags[language], { style: 'percent', maximumFractionDigits: 0 }),
  ).format(share);
