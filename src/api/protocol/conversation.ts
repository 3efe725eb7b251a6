import { z } from 'zod';
import { DELIVERY_STATES } from '../../../channels/delivery.ts';
import { ATTACHMENT_KINDS } from '../../../channels/message.ts';
import { id, rev, time } from './entity.ts';
import { authorView } from './message.ts';

export const CONVERSATION_STATUSES = ['open', 'snoozed', 'closed'] as const;
export const VIEWS = ['mine', 'unassigned', 'all'] as const;

export const conversationView = z.object({
  id,
  rev,
  contact: z.object({ id, name: z.string(), avatarUrl: z.string().optional() }),
  status: z.enum(CONVERSATION_STATUSES),
  assignee: id.nullable(),
  team: id.nullable(),
  unread: z.int(),
  /** Since when the person waits for an answer of ours; null while nobody waits. */
  waitingSince: time.nullable(),
  snoozedUntil: time.nullable(),
  lastActivityAt: time,
  lastSeq: z.int(),
  lastMessage: z
    .object({
      id,
      seq: z.int(),
      text: z.string(),
      kind: z.enum(['message', 'note']),
      direction: z.enum(['in', 'out']),
      channel: z.string().nullable(),
      author: z.string(),
      /** Absent where it was never noted. */
      by: authorView.pick({ kind: true, id: true }).optional(),
      at: time,
      attachments: z.array(z.enum(ATTACHMENT_KINDS)).optional(),
      /** What it holds where it has neither words nor files. */
      card: z
        .object({ kind: z.string(), what: z.string().optional(), detail: z.string().optional() })
        .optional(),
      delivery: z.enum(DELIVERY_STATES).optional(),
    })
    .nullable(),
  labels: z.array(z.string()),
  /** Ways to answer, the one used last first. */
  routes: z.array(
    z.object({
      channel: z.string(),
      account: id,
      address: z.string(),
      reachable: z.boolean(),
      lastInboundAt: time.optional(),
    }),
  ),
  /** The bot speaks until an operator does. */
  bot: z.enum(['active', 'silent']),
  /** When the assignment moves on without an answer. */
  leaseUntil: time.nullable(),
});
export type ConversationView = z.infer<typeof conversationView>;

/** Open conversations, counted for what the reader may see. */
export const countsView = z.object({ mine: z.int(), unassigned: z.int(), all: z.int() });
export type CountsView = z.infer<typeof countsView>;
