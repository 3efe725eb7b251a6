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

/** The wall clock of a zone at a moment: `day` is YYYY-MM-DD, `hour` 0 to 23. */
export function wallClock(at: number, zone: string): { day: string; hour: number } {
  const { year, month, day, hour } = partsOf(at, zone);
  return { day: `${year}-${month}-${day}`, hour: Number(hour) };
}

/** The first moment of a day (YYYY-MM-DD) in a zone, in Unix milliseconds; right also where clocks change at midnight. */
export function startOfDay(day: string, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  let at = wanted;
  // Twice: the offset at the first guess may be the one of another side of a change.
  for (let round = 0; round < 2; round += 1) at = wanted - offsetAt(at, zone);
  // Midnight may not exist; the day then begins when the clock jumps.
  while (wallClock(at, zone).day < day) at += 900_000;
  while (wallClock(at - 900_000, zone).day === day) at -= 900_000;
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
