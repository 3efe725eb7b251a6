import { z } from 'zod';
import { moment, rev, time } from './entity.ts';

const id = z.string().min(1).max(64);

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
