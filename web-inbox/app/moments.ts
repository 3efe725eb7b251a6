/** A moment as the browser's own date fields want it, in local time. */
export function toField(at: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** What a date field holds, as the server wants it; null while it is not a date. */
export function fromField(value: string): string | null {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}

const at = (now: Date, days: number, hour: number): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);

/** Moments that people mean most often when they plan. */
export const moments = {
  today: (now: Date): Date => at(now, now.getHours() >= 18 ? 1 : 0, 18),
  tomorrow: (now: Date): Date => at(now, 1, 9),
  inThreeDays: (now: Date): Date => at(now, 3, 9),
  monday: (now: Date): Date => at(now, (8 - now.getDay()) % 7 || 7, 9),
} as const;
