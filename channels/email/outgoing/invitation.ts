import type { EventCard, InvitationAnswer } from '../../message.ts';

/** An answer to an invitation as calendars exchange it (RFC 5546, REPLY); undefined where nobody asked for one. */
export function replyCalendar(
  { event, answer }: { event: EventCard; answer: InvitationAnswer },
  attendee: { address: string; name?: string | undefined },
  at: number,
): string | undefined {
  const { invitation } = event;
  if (invitation === undefined) return undefined;
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Okno//Okno//EN',
    'VERSION:2.0',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `UID:${escaped(invitation.uid)}`,
    ...(invitation.recurrence === undefined ? [] : [`RECURRENCE-ID${invitation.recurrence}`]),
    `SEQUENCE:${invitation.sequence}`,
    `DTSTAMP:${stamp(at)}`,
    ...(event.startsAt === undefined ? [] : [`DTSTART:${stamp(event.startsAt)}`]),
    ...(event.endsAt === undefined ? [] : [`DTEND:${stamp(event.endsAt)}`]),
    `ORGANIZER:mailto:${invitation.organizer}`,
    `ATTENDEE;PARTSTAT=${answer.toUpperCase()}${named(attendee.name)}:mailto:${attendee.address}`,
    `SUMMARY:${escaped(event.title)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r?\n/g, '\\n')
    .replace(/\p{Cc}/gu, '');

const named = (name: string | undefined): string =>
  name === undefined || name === '' ? '' : `;CN="${name.replace(/["\p{Cc}]/gu, '')}"`;

/** Lines of at most 75 octets (RFC 5545 section 3.1); counted by the longest a character can be. */
function folded(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let octets = 0;
  for (const character of line) {
    const width = character.charCodeAt(0) < 0x80 ? 1 : 4;
    if (octets + width > 74) {
      pieces.push(piece);
      piece = '';
      octets = 0;
    }
    piece += character;
    octets += width;
  }
  return [...pieces, piece].join('\r\n ');
}
