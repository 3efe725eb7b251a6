import { z } from 'zod';
import { accountView } from './account.ts';
import { callView, ringingCall } from './call.ts';
import { contactView } from './contact.ts';
import { CONVERSATION_STATUSES, conversationView } from './conversation.ts';
import { id, rev } from './entity.ts';
import { messageView } from './message.ts';
import { reassignmentView } from './routing.ts';
import { taskView } from './task.ts';
import { timelineEntryView } from './timeline.ts';
import { userView } from './user.ts';
import { workCounts } from './work.ts';

export { conversationRooms, maySee, roomsOf } from './rooms.ts';

/**
 * What a conversation counted as; the difference to what it counts as now moves the counters. It counted for a
 * reader only when `maySee(reader, standing)`.
 */
export const standing = z.object({
  status: z.enum(CONVERSATION_STATUSES),
  assignee: id.nullable(),
  team: id.nullable().optional(),
  waiting: z.boolean(),
});
export type Standing = z.infer<typeof standing>;

/** The closed list of logged events. Everything else on the wire is volatile. */
export const EVENT_DATA = {
  /** `was` is null for a conversation that is new to this reader. */
  'conversation.changed': z.object({ conversation: conversationView, was: standing.nullable() }),
  /** It left the reader's sight: reassigned, or merged `into` another conversation. */
  'conversation.hidden': z.object({ id, rev, was: standing, into: id.optional() }),
  /** Its messages have new places: whatever is loaded of it is to be dropped and fetched again. */
  'conversation.rewritten': z.object({ id, rev }),
  'message.added': z.object({ message: messageView }),
  'message.changed': z.object({ message: messageView }),
  'contact.changed': z.object({ contact: contactView }),
  'contact.removed': z.object({ id, rev, into: id.nullable() }),
  'timeline.added': z.object({ entry: timelineEntryView }),
  'timeline.changed': z.object({ entry: timelineEntryView }),
  'timeline.removed': z.object({ id, rev, contact: id }),
  'account.changed': z.object({ account: accountView }),
  'account.removed': z.object({ id, rev }),
  'user.changed': z.object({ user: userView }),
  'quarantine.changed': z.object({ count: z.int() }),
  /** A call began, went on, was linked, handled or has its recording. */
  'call.changed': z.object({ call: callView }),
  /** It left the reader's sight: it was linked to somebody whom he may not see. */
  'call.hidden': z.object({ id, rev }),
  'task.changed': z.object({ task: taskView }),
  'task.removed': z.object({ id, rev, contact: id }),
  /** The reader's own work; the last word of the log counts. */
  'work.changed': z.object({ counts: workCounts }),
  'settings.changed': z.object({ key: z.string(), rev, value: z.unknown() }),
} as const;

export type EventName = keyof typeof EVENT_DATA;
export type EventData<N extends EventName> = z.infer<(typeof EVENT_DATA)[N]>;

/**
 * One change of shared state. `cursor` numbers the whole log without gaps. A reader gets only the rooms he is in:
 * `after[room]` names the previous event of that room, so a hole is seen although most of the log is not his.
 */
export type LoggedEvent = {
  [N in EventName]: {
    cursor: number;
    at: string;
    name: N;
    data: EventData<N>;
    after: Record<string, number>;
  };
}[EventName];

/** Volatile news from the server: typing, who looks, the ring of a telephone, trouble of the house. */
export const volatileFromServer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('client-typing'), conversation: id }),
  z.object({
    kind: z.literal('presence'),
    conversation: id,
    users: z.array(z.object({ id, typing: z.boolean() })),
  }),
  z.object({ kind: z.literal('call-ringing'), call: ringingCall }),
  z.object({ kind: z.literal('task-due'), task: taskView }),
  z.object({ kind: z.literal('reassignment'), reassignment: reassignmentView }),
  /** Said again and again while the database is in trouble, and once when it is over. */
  z.object({ kind: z.literal('standing'), store: z.enum(['ok', 'full', 'unreachable']) }),
]);
export type VolatileFromServer = z.infer<typeof volatileFromServer>;

/** Sent by the server right after connecting, and again when rights change. */
export const hello = z.object({
  cursor: z.int(),
  rooms: z.array(z.string()),
  user: userView,
  version: z.string(),
});
export type Hello = z.infer<typeof hello>;

/** Everything a browser may say over the socket; changes of state go over HTTP. */
export const SOCKET_FROM_BROWSER = {
  /** Which conversation is open on this screen; null for none. */
  look: z.object({ conversation: id.nullable() }),
  typing: z.object({ conversation: id }),
} as const;

/** What the server says over the socket, by event name; nothing else comes. */
export interface SocketFromServer {
  hello: (hello: Hello) => void;
  /** One or more, in the order of the log: what came together is said together. */
  event: (...events: LoggedEvent[]) => void;
  volatile: (news: VolatileFromServer) => void;
}
