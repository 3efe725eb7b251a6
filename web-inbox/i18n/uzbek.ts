const months = [
  'yanvar',
  'fevral',
  'mart',
  'aprel',
  'may',
  'iyun',
  'iyul',
  'avgust',
  'sentabr',
  'oktabr',
  'noyabr',
  'dekabr',
] as const;
const weekdays = ['Yak', 'Dush', 'Sesh', 'Chor', 'Pay', 'Jum', 'Shan'] as const;

/** Browsers often come without Uzbek dates; they then write "2026 M11 22". */
export const lacksUzbek = (): boolean =>
  /M?\d/.test(new Intl.DateTimeFormat('uz-Latn-UZ', { month: 'long' }).format(0));

/** What Intl would write, from the same options, for the forms that the screen uses. */
export function uzbekDate(date: Date, options: Intl.DateTimeFormatOptions): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  const month = months[date.getMonth()] ?? '';
  const day = date.getDate();
  if (options.dateStyle !== undefined) return `${day}-${month}, ${date.getFullYear()} ${clock}`;
  if (options.hour !== undefined) return clock;
  if (options.month === '2-digit') {
    return `${pad(day)}.${pad(date.getMonth() + 1)}.${String(date.getFullYear()).slice(2)}`;
  }
  const weekday = options.weekday === undefined ? '' : (weekdays[date.getDay()] ?? '');
  if (options.day === undefined) return weekday;
  const name = options.month === 'short' ? month.slice(0, 3) : month;
  const year = options.year === undefined ? '' : ` ${date.getFullYear()}`;
  return `${weekday === '' ? '' : `${weekday}, `}${day}-${name}${year}`;
}

const units: Readonly<Record<string, string>> = {
  minute: 'daq',
  hour: 'soat',
  day: 'kun',
  byte: 'bayt',
  kilobyte: 'kB',
  megabyte: 'MB',
  gigabyte: 'GB',
};

/** An amount with its unit. */
export function uzbekUnit(amount: number, unit: string): string {
  const digits = Math.round(amount * 10) / 10;
  return `${String(digits).replace('.', ',')} ${units[unit] ?? unit}`;
}

/** Today and yesterday. */
export const uzbekDay = (days: 0 | 1): string => (days === 0 ? 'Bugun' : 'Kecha');

/** Yesterday, today and tomorrow within a sentence. */
export const uzbekNearDay = (days: number): string => (days === 0 ? 'bugun' : days < 0 ? 'kecha' : 'ertaga');
