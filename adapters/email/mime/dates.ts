const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  gmt: 0,
  utc: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  msk: 3,
  eet: 2,
  eest: 3,
  cet: 1,
  cest: 2,
};
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Unix milliseconds of an RFC 5322 date, obsolete forms included; undefined when it cannot be a date. */
export function parseDate(raw: string): number | undefined {
  const match =
    /(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*[\s,-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([+-]\d{4}|[A-Za-z]{1,4})?/.exec(
      raw.slice(0, 200),
    );
  if (!match) return undefined;
  const [, day, name = '', year = '', hour, minute, second = '0', zone = '+0000'] = match;
  const month = MONTHS.indexOf(name.toLowerCase());
  const offset = zoneMinutes(zone);
  const valid =
    month >= 0 && Number(day) <= 31 && Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
  if (!valid || Math.abs(offset) > 14 * 60) return undefined;
  const full = year.length <= 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  return Date.UTC(full, month, Number(day), Number(hour), Number(minute), Number(second)) - offset * 60_000;
}

function zoneMinutes(zone: string): number {
  const numeric = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (!numeric) return (ZONES[zone.toLowerCase()] ?? 0) * 60;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
  return numeric[1] === '-' ? -minutes : minutes;
}

/**
 * The time a letter was sent: the claim when it lies within a week before and an hour after the mailbox received it,
 * else when the mailbox received it. Never the present.
 */
export function letterDate(
  claimed: number | undefined,
  internal: number | undefined,
): { date?: number; doubtful: boolean } {
  if (internal === undefined)
    return claimed === undefined ? { doubtful: true } : { date: claimed, doubtful: false };
  const plausible = claimed !== undefined && claimed >= internal - 7 * DAY && claimed <= internal + HOUR;
  return plausible ? { date: claimed, doubtful: false } : { date: internal, doubtful: true };
}

/** When the last server took the letter, by its topmost trace header. */
export function receivedDate(received: readonly string[]): number | undefined {
  for (const value of received) {
    const at = parseDate(value.slice(value.lastIndexOf(';') + 1));
    if (at !== undefined) return at;
  }
  return undefined;
}
