/** Readers of foreign JSON: they answer `undefined` or an empty list instead of throwing. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The string, if it is one and not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A count, size or duration: finite and not negative. */
export function amount(value: unknown): number | undefined {
  const found = number(value);
  return found !== undefined && found >= 0 ? found : undefined;
}

/** Whole ids come as numbers of up to 52 bits, some as strings; both become the same string. */
export function wholeId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? value : undefined;
}

/** The objects of a list; anything else in it is passed over. */
export function items(value: unknown): Fields[] {
  if (!Array.isArray(value)) return [];
  return value.map(fields).filter((item) => item !== undefined);
}

/** The last second that a `Date` can hold. */
const LAST_SECOND = 8.64e12;

/** Seconds to milliseconds; undefined for what no clock can show. */
export function milliseconds(seconds: unknown): number | undefined {
  const found = amount(seconds);
  return found === undefined || found > LAST_SECOND ? undefined : found * 1000;
}

/** Optional members may be given as `undefined` here; required ones may not. */
export type Loose<T> = { [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K] };

/** Leaves out what is undefined, so that equal things are equal. */
export function compact<T extends object>(value: Loose<T>): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
