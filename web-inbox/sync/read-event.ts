import type { EventName, LoggedEvent, VolatileFromServer } from '../../src/api/protocol/events.ts';

/** Where each event keeps the entity whose `id` and `rev` the reducer lives by; null where there is none. */
const entities: Readonly<Record<EventName, string | null>> = {
  'conversation.changed': 'conversation',
  'conversation.hidden': '',
  'conversation.rewritten': '',
  'message.added': 'message',
  'message.changed': 'message',
  'contact.changed': 'contact',
  'contact.removed': '',
  'timeline.added': 'entry',
  'timeline.changed': 'entry',
  'timeline.removed': '',
  'account.changed': 'account',
  'account.removed': '',
  'user.changed': 'user',
  'quarantine.changed': null,
  'call.changed': 'call',
  'call.hidden': '',
  'task.changed': 'task',
  'task.removed': '',
  'work.changed': null,
  'settings.changed': null,
};

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null ? (value as Fields) : null;

/**
 * An event with everything the reducer decides by; null for anything else, which is then treated like a hole in the
 * log. The server checks whole events against the schemas; carrying those to every browser would cost 25 KB.
 */
export function readEvent(input: unknown): LoggedEvent | null {
  const frame = fieldsOf(input);
  const data = fieldsOf(frame?.data);
  if (frame === null || data === null || fieldsOf(frame.after) === null) return null;
  if (!Number.isInteger(frame.cursor) || typeof frame.name !== 'string' || !(frame.name in entities))
    return null;
  const place = entities[frame.name as EventName];
  if (place !== null) {
    const entity = place === '' ? data : fieldsOf(data[place]);
    if (typeof entity?.id !== 'string' || !Number.isInteger(entity.rev)) return null;
  }
  return input as LoggedEvent;
}

/** Where volatile news that is not about a conversation keeps what it tells of. */
const subjects: Readonly<Record<string, string>> = {
  'call-ringing': 'call',
  'task-due': 'task',
  reassignment: 'reassignment',
};

/** Volatile news with what it is about; null for anything else. */
export function readVolatile(input: unknown): VolatileFromServer | null {
  const news = fieldsOf(input);
  if (news === null || typeof news.kind !== 'string') return null;
  const subject = subjects[news.kind];
  if (subject !== undefined) {
    return typeof fieldsOf(news[subject])?.id === 'string' ? (input as VolatileFromServer) : null;
  }
  if (news.kind === 'standing') return typeof news.store === 'string' ? (input as VolatileFromServer) : null;
  if (typeof news.conversation !== 'string') return null;
  if (news.kind === 'client-typing') return input as VolatileFromServer;
  return news.kind === 'presence' && Array.isArray(news.users) ? (input as VolatileFromServer) : null;
}
