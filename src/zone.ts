const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}

export interface WallClock {
  /** YYYY-MM-DD */
  day: string;
  /** 0 to 23 */
  hour: number;
  /** 0 to 59, of the beginning of the quarter of an hour. */
  minute: number;
}

const QUARTER_MS = 900_000;
/** Quarters of an hour that are remembered for each zone: about a year. */
const REMEMBERED = 40_000;
const remembered = new Map<string, Map<number, WallClock>>();

/** The wall clock of a zone at a moment. Clocks change at whole quarters of an hour, so one answer serves for each. */
export function wallClock(at: number, zone: string): WallClock {
  let known = remembered.get(zone);
  if (known === undefined || known.size > REMEMBERED) {
    known = new Map();
    remembered.set(zone, known);
  }
  const quarter = Math.floor(at / QUARTER_MS);
  let clock = known.get(quarter);
  if (clock === undefined) {
    const { year, month, day, hour, minute } = partsOf(quarter * QUARTER_MS, zone);
    clock = { day: `${year}-${month}-${day}`, hour: Number(hour), minute: Number(minute) };
    known.set(quarter, clock);
  }
  return clock;
}

/** Minutes since midnight on the wall of a zone. */
export function minuteOfDay(at: number, zone: string): number {
  const { hour, minute } = wallClock(at, zone);
  const since = at - Math.floor(at / QUARTER_MS) * QUARTER_MS;
  return hour * 60 + minute + Math.floor(since / 60_000);
}

/** The first moment of a day (YYYY-MM-DD) in a zone, in Unix milliseconds; right also where clocks change at midnight. */
export function startOfDay(day: string, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  let at = wanted;
  // Twice: the offset at the first guess may be the one of another side of a change.
  for (let round = 0; round < 2; round += 1) at = wanted - offsetAt(at, zone);
  // Midnight may not exist; the day then begins when the clock jumps.
  while (wallClock(at, zone).day < day) at += QUARTER_MS;
  while (wallClock(at - QUARTER_MS, zone).day === day) at -= QUARTER_MS;
  return at;
}

/** The day after, or so many days after. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** Milliseconds by which the wall clock is ahead of UTC. */
function offsetAt(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(at, zone);
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return wall - Math.floor(at / 1000) * 1000;
}

function partsOf(at: number, zone: string): Record<string, string> {
  return Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
}
