import type { EventCard } from '../message.ts';

interface Line {
  name: string;
  params: string;
  value: string;
}

/** The first event of an iCalendar text (RFC 5545) as a card; undefined when there is none. */
export function eventCard(text: string): EventCard | undefined {
  const lines = unfold(text);
  const begin = lines.findIndex((line) => line.name === 'BEGIN' && line.value.toUpperCase() === 'VEVENT');
  if (begin < 0) return undefined;
  const end = lines.findIndex((line, index) => index > begin && line.name === 'END');
  const event = lines.slice(begin, end < 0 ? lines.length : end);
  const find = (name: string) => event.find((line) => line.name === name);
  const card: EventCard = { kind: 'event', title: unescapeText(find('SUMMARY')?.value ?? '') };
  const startsAt = moment(find('DTSTART'), lines);
  const endsAt = moment(find('DTEND'), lines);
  const place = unescapeText(find('LOCATION')?.value ?? '');
  const method = lines
    .find((line) => line.name === 'METHOD')
    ?.value.trim()
    .toUpperCase();
  const answer = event
    .map((line) => /PARTSTAT=([A-Z-]+)/i.exec(line.params)?.[1])
    .find((stat) => stat !== undefined);
  if (startsAt !== undefined) card.startsAt = startsAt;
  if (endsAt !== undefined) card.endsAt = endsAt;
  if (place !== '') card.place = place;
  if (method) card.method = method === 'REPLY' && answer ? `REPLY ${answer.toUpperCase()}` : method;
  const invitation = method === 'REQUEST' ? invitationOf(find) : undefined;
  if (invitation !== undefined) card.invitation = invitation;
  return card;
}

/** What an answer has to name; undefined when the organiser cannot be reached by mail. */
function invitationOf(find: (name: string) => Line | undefined): EventCard['invitation'] {
  const uid = unescapeText(find('UID')?.value ?? '');
  const organizer = /^mailto:\s*([^\s<>"]+@[^\s<>"]+)$/i.exec(find('ORGANIZER')?.value ?? '')?.[1];
  if (uid === '' || organizer === undefined) return undefined;
  const sequence = Number(find('SEQUENCE')?.value ?? 0);
  const recurrence = find('RECURRENCE-ID');
  return {
    uid,
    organizer: organizer.toLowerCase(),
    sequence: Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : 0,
    ...(recurrence === undefined
      ? {}
      : { recurrence: `${recurrence.params === '' ? '' : `;${recurrence.params}`}:${recurrence.value}` }),
  };
}

function unfold(text: string): Line[] {
  const lines: Line[] = [];
  for (const raw of text
    .slice(0, 300_000)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)) {
    const colon = valueStart(raw);
    if (colon < 0) continue;
    const [name = '', ...params] = raw.slice(0, colon).split(';');
    lines.push({
      name: name.trim().toUpperCase(),
      params: params.join(';'),
      value: raw.slice(colon + 1).trim(),
    });
  }
  return lines;
}

/** The first colon outside quotes; parameters may hold quoted colons. */
function valueStart(line: string): number {
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const char = line.charAt(index);
    if (char === '"') quoted = !quoted;
    else if (char === ':' && !quoted) return index;
  }
  return -1;
}

const unescapeText = (value: string): string =>
  value
    .replace(/\\n/gi, '\n')
    .replace(/\\([,;\\])/g, '$1')
    .trim();

function moment(line: Line | undefined, all: Line[]): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(line?.value ?? '');
  if (!match || line === undefined) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zulu] = match;
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (Number.isNaN(wall) || zulu) return Number.isNaN(wall) ? undefined : wall;
  const zone = /TZID="?([^";]+)"?/i.exec(line.params)?.[1];
  if (zone === undefined) return wall;
  return wall - (zoneOffset(zone, wall) ?? writtenOffset(all) ?? 0);
}

/** Milliseconds east of Greenwich of a named zone at a wall time. */
function zoneOffset(zone: string, wall: number): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    const parts = Object.fromEntries(
      format.formatToParts(wall).map((part) => [part.type, Number(part.value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - wall;
  } catch {
    return undefined;
  }
}

/** Private zone names (Outlook's "FLE Standard Time") carry their offset in the calendar itself. */
function writtenOffset(lines: Line[]): number | undefined {
  const match = /^([+-])(\d{2})(\d{2})/.exec(lines.find((line) => line.name === 'TZOFFSETTO')?.value ?? '');
  if (!match) return undefined;
  const [, sign, hours, minutes] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
