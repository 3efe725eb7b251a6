import { z } from 'zod';
import { INVITATION_ANSWERS } from '../../../channels/message.ts';
import { CONVERSATION_STATUSES, VIEWS } from './conversation.ts';
import { time } from './entity.ts';
import { spanView } from './message.ts';
import { ROLES } from './user.ts';

const id = z.string().min(1).max(64);

export const signIn = z.strictObject({ email: z.string().max(254), password: z.string().max(1024) });
export const firstRun = z.strictObject({
  name: z.string().trim().min(1).max(100),
  email: z.email().max(254),
  password: z.string().min(10).max(1024),
});

export const createAccount = z.strictObject({
  channel: z.string(),
  name: z.string().trim().min(1).max(100),
  settings: z.record(z.string(), z.unknown()),
});
/** Secrets that are left out keep their stored value. */
export const changeAccount = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  enabled: z.boolean().optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

export const listConversations = z.object({
  view: z.enum(VIEWS).default('all'),
  status: z.enum([...CONVERSATION_STATUSES, 'any']).default('open'),
  channel: z.string().optional(),
  label: z.string().optional(),
  /**
   * `any`: people who wait, the longest first; `forgotten`: those of them for whom nobody responsible is on shift.
   * Both are about open conversations; `status` does not matter.
   */
  waiting: z.enum(['any', 'forgotten']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const sendMessage = z.strictObject({
  clientId: z.string().min(8).max(64),
  text: z.string().max(200_000).default(''),
  spans: z.array(spanView).max(10_000).optional(),
  subject: z.string().max(500).optional(),
  /** Ids answered by `POST /files`. */
  attachments: z.array(id).max(100).optional(),
  account: id.optional(),
  /** Id of the message that is answered. */
  quotes: id.optional(),
  note: z.boolean().optional(),
  mentions: z.array(id).max(50).optional(),
  buttons: z
    .array(
      z.array(
        z.strictObject({
          label: z.string(),
          kind: z.enum(['reply', 'url', 'share-phone', 'share-location']),
          value: z.string().optional(),
        }),
      ),
    )
    .optional(),
  /** The last `seq` the writer had seen; the server refuses with `answered_meanwhile` when a colleague was faster. */
  seen: z.int().optional(),
  sendAt: time.optional(),
  /** One of the account's own addresses, where it has several; else the one the person wrote to. */
  from: z.string().max(320).optional(),
  /** Answers the calendar invitation in a message of the person. */
  invitation: z.strictObject({ message: id, answer: z.enum(INVITATION_ANSWERS) }).optional(),
});
export type SendMessage = z.infer<typeof sendMessage>;

export const changeConversation = z.strictObject({
  assignee: id.nullable().optional(),
  team: id.nullable().optional(),
  status: z.enum(CONVERSATION_STATUSES).optional(),
  snoozedUntil: time.nullable().optional(),
  labels: z.array(z.string().trim().min(1).max(50)).max(50).optional(),
  read: z.boolean().optional(),
  /** `active` hands the conversation back to the bot, `silent` takes it over before a word is said. */
  bot: z.enum(['active', 'silent']).optional(),
  /** Refused with `taken` when somebody else has it by now. */
  expectedAssignee: id.nullable().optional(),
  reason: z.string().max(500).optional(),
});

export const bulkConversations = z.strictObject({
  ids: z.array(id).min(1).max(1000),
  change: changeConversation,
});

export const createUser = z.strictObject({
  name: z.string().trim().min(1).max(100),
  email: z.email().max(254),
  password: z.string().min(10).max(1024),
  role: z.enum(ROLES),
  teams: z.array(id).optional(),
});
export const changeUser = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  password: z.string().min(10).max(1024).optional(),
  role: z.enum(ROLES).optional(),
  teams: z.array(id).optional(),
  shift: z.enum(['on', 'away', 'off']).optional(),
  disabled: z.boolean().optional(),
  language: z.string().max(10).optional(),
  /** Null: as the setting says; 0: routing gives them nothing. */
  capacity: z.int().min(0).max(1000).nullable().optional(),
  languages: z.array(z.string().min(2).max(10)).max(20).optional(),
});

export const changeContact = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  language: z.string().max(10).optional(),
  birthday: z.iso.date().nullable().optional(),
  company: z.string().max(200).optional(),
  responsible: id.nullable().optional(),
  labels: z.array(z.string().trim().min(1).max(50)).max(50).optional(),
  fields: z.record(z.string().max(50), z.string().max(1000)).optional(),
});

/** Every error answer of the API. `code` is stable, `message` is English prose, `field` names what to mend. */
export const errorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
});
