import { z } from 'zod';
import { contactView } from './contact.ts';
import { rev, time } from './entity.ts';
import { LEAD_STATUSES } from './lead.ts';

export { LEAD_STATUSES, type LeadStatus, type LeadView } from './lead.ts';

const id = z.string().min(1).max(64);
/** Any moment; an offset is understood. */
const moment = z.iso.datetime({ offset: true });

export const CALL_EVENTS = ['ringing', 'answered', 'ended', 'missed', 'recording'] as const;
export const CALL_STATES = ['ringing', 'answered', 'ended', 'missed'] as const;

/** A telephone call. `state=missed` of an outgoing one: the client did not pick up. */
export const callView = z.object({
  id,
  rev,
  /** Its id at the telephone exchange. */
  call: z.string(),
  direction: z.enum(['in', 'out']),
  state: z.enum(CALL_STATES),
  /** As reported, in E.164 where it is a number. */
  from: z.string(),
  to: z.string(),
  /** The client's number in E.164; null when it is hidden or internal. */
  number: z.string().nullable(),
  /** Whose number it is; null while nobody's. */
  contact: z.object({ id, name: z.string() }).nullable(),
  conversation: id.nullable(),
  startedAt: time,
  answeredAt: time.optional(),
  endedAt: time.optional(),
  /** Seconds of talk. */
  duration: z.number().optional(),
  extension: z.string().optional(),
  /** User id of the colleague who spoke, or whose telephone rings. */
  operator: id.nullable(),
  /** A missed call that nobody has returned yet. */
  waiting: z.boolean(),
  handledAt: time.optional(),
  /** User id; null when the house saw that somebody called back or answered. */
  handledBy: id.nullable().optional(),
  recording: z.enum(['none', 'pending', 'stored', 'failed']),
  /** Same-origin path, present once stored; needs the session and understands ranges. */
  recordingUrl: z.string().optional(),
});
export type CallView = z.infer<typeof callView>;

/** What the screens concerned are shown while a telephone rings. */
export const ringingCall = callView.extend({
  contactName: z.string().optional(),
  /** User id of the contact's responsible colleague. */
  responsible: id.optional(),
  /** What was said last in the conversation, at most 200 characters. */
  lastWords: z.string().optional(),
});
export type RingingCall = z.infer<typeof ringingCall>;

/** A telephone exchange reports. Repeated reports and any order of them lead to the same call. */
export const reportCall = z.strictObject({
  /** Id of the call at the exchange; all reports of one call carry the same. */
  call: z.string().trim().min(1).max(200),
  event: z.enum(CALL_EVENTS),
  direction: z.enum(['in', 'out']),
  from: z.string().trim().max(100),
  to: z.string().trim().max(100),
  /** When it happened; the time of arrival unless said. */
  at: moment.optional(),
  /** Seconds of talk. */
  duration: z.number().min(0).max(604_800).optional(),
  extension: z.string().trim().max(50).optional(),
  /** User id or e-mail address of the colleague. */
  operator: z.string().trim().max(254).optional(),
  /** Where the recording can be fetched; never shown to anybody. */
  recordingUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
});
export type ReportCall = z.infer<typeof reportCall>;

const yes = z.enum(['true', 'false']).transform((text) => text === 'true');

export const listCalls = z.strictObject({
  state: z.enum(CALL_STATES).optional(),
  waiting: yes.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** `handled` ends the waiting of a missed call. `contact` makes the number one of the contact's own. */
export const changeCall = z.strictObject({
  handled: z.literal(true).optional(),
  contact: id.optional(),
});

/** `null` and left out mean the same. Each status asks for its own fields; those of others are refused. */
export const setLead = z.strictObject({
  status: z.enum(LEAD_STATUSES),
  /** Required for `planned`. */
  plannedFor: moment.nullish(),
  /** Required for `bought`, together with `currency`. */
  amount: z.number().min(0).max(1e12).nullish(),
  profit: z.number().min(-1e12).max(1e12).nullish(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullish(),
  /** Required for `refused`: one of the setting `refusalReasons`. */
  reason: z.string().trim().max(200).nullish(),
  /** Required for `not-client`. */
  comment: z.string().trim().max(2000).nullish(),
});
export type SetLead = z.infer<typeof setLead>;

export const taskView = z.object({
  id,
  rev,
  contact: z.object({ id, name: z.string() }),
  title: z.string(),
  dueAt: time,
  remindAt: time.optional(),
  /** The reminder has been given. */
  reminded: z.boolean(),
  assignee: id,
  state: z.enum(['open', 'done']),
  createdAt: time,
  createdBy: id.nullable(),
  doneAt: time.optional(),
  doneBy: id.nullable().optional(),
});
export type TaskView = z.infer<typeof taskView>;

const title = z.string().trim().min(1).max(500);

/** Without `assignee` it is the writer's own. */
export const createTask = z.strictObject({
  title,
  dueAt: moment,
  remindAt: moment.nullish(),
  assignee: id.nullish(),
});
export const changeTask = z.strictObject({
  title: title.optional(),
  dueAt: moment.optional(),
  remindAt: moment.nullable().optional(),
  assignee: id.optional(),
  done: z.boolean().optional(),
});

export const listTasks = z.strictObject({
  /** A user id; the reader's own unless said. `all` is for managers. */
  assignee: z.string().max(64).optional(),
  contact: id.optional(),
  state: z.enum(['open', 'done']).default('open'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/**
 * What waits to be fought down to zero: planned leads that are overdue, tasks that are due or whose reminder has been
 * given, and missed calls of one's own or of nobody.
 */
export const workCounts = z.object({ overdueLeads: z.int(), tasks: z.int(), missedCalls: z.int() });
export type WorkCounts = z.infer<typeof workCounts>;

/** The reader's own work; each list holds the oldest first and at most 200, the counts are whole. */
export const workView = z.object({
  overdueLeads: z.array(contactView),
  tasks: z.array(taskView),
  missedCalls: z.array(callView),
  counts: workCounts,
});
export type WorkView = z.infer<typeof workView>;
