import { z } from 'zod';
import { DELIVERY_STATES } from '../../../channels/delivery.ts';
import { ATTACHMENT_KINDS, AUTOMATIC_KINDS } from '../../../channels/message.ts';
import { SPAN_KINDS } from '../../../channels/richtext.ts';
import { leadView } from './lead.ts';

/** ISO 8601 in UTC with milliseconds. */
const time = z.iso.datetime();
const id = z.string();

/**
 * Grows with every change of the entity. A screen keeps whatever has the higher `rev`, so answers and events
 * may come in any order and any number of times.
 */
const rev = z.int();

export const ROLES = ['operator', 'manager', 'administrator'] as const;
export const CONVERSATION_STATUSES = ['open', 'snoozed', 'closed'] as const;
export const VIEWS = ['mine', 'unassigned', 'all'] as const;

export const userView = z.object({
  id,
  rev,
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  teams: z.array(id),
  shift: z.enum(['on', 'away', 'off']),
  disabled: z.boolean(),
  language: z.string().optional(),
  /** Conversations held at once at most; absent: as the setting `routing` says. */
  capacity: z.int().optional(),
  /** Languages in which this colleague answers; absent: any. */
  languages: z.array(z.string()).optional(),
});
export type UserView = z.infer<typeof userView>;

export const healthView = z.object({
  state: z.enum(['off', 'connecting', 'online', 'degraded', 'blocked']),
  since: time,
  error: z.string().optional(),
  detail: z.string().optional(),
  action: z.string().optional(),
  nextTryAt: time.optional(),
  lastInboundAt: time.optional(),
  lastOutboundAt: time.optional(),
  /** How late the newest message was when it came: the network's time against ours. */
  lagSeconds: z.number().optional(),
  /** Where the network counts: what it holds, and how much of that is stored here. */
  expected: z.int().optional(),
  stored: z.int().optional(),
  /** Messages that wait at the network to be fetched. */
  pending: z.int().optional(),
  /** From when on the network throws away what waits for us; present while we do not reach it. */
  dropsAt: time.optional(),
  /** Managers are being told. `told` is false while nobody could be reached but the screens. */
  alarm: z
    .object({ kind: z.enum(['blocked', 'unreachable', 'behind']), since: time, told: z.boolean() })
    .optional(),
});

export const accountView = z.object({
  id,
  rev,
  channel: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  /** The account's own address on its network, once known. */
  self: z.string().optional(),
  /** Further addresses of its own, where it may speak under several. */
  aliases: z.array(z.string()).optional(),
  /** People in whose name the account speaks, as long as they let it. */
  connections: z
    .array(z.object({ name: z.string(), enabled: z.boolean(), canReply: z.boolean(), at: time }))
    .optional(),
  /** Without secrets: each secret is shown as `true` when one is stored. */
  settings: z.record(z.string(), z.unknown()),
  health: healthView,
});
export type AccountView = z.infer<typeof accountView>;

export const deliveryView = z.object({
  state: z.enum(DELIVERY_STATES),
  /** A channel error code; the screen has the sentence for it. */
  reason: z.string().optional(),
  detail: z.string().optional(),
  attempts: z.int().optional(),
  maxAttempts: z.int().optional(),
  nextTryAt: time.optional(),
  /** While this lies ahead the message can still be taken back. */
  undoUntil: time.optional(),
  /** Written for later; it can be changed and taken back until then. */
  sendAt: time.optional(),
  at: time.optional(),
  /** Present when the channel makes several messages of it: how many, how many the network has, and what of each. */
  parts: z
    .object({
      total: z.int(),
      sent: z.int(),
      states: z.array(z.enum(['waiting', 'sent', 'delivered', 'read', 'failed'])),
    })
    .optional(),
  /** Accounts by which the same person could be reached instead, best first; on what did not arrive. */
  alternatives: z.array(id).optional(),
  /** The message that went another way in place of this one. */
  replacedBy: id.optional(),
});

export const attachmentView = z.object({
  id,
  kind: z.enum(ATTACHMENT_KINDS),
  state: z.enum(['pending', 'stored', 'failed', 'unavailable']),
  name: z.string(),
  mime: z.string(),
  size: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration: z.number().optional(),
  label: z.string().optional(),
  inlineId: z.string().optional(),
  /** Same-origin path, present once stored; needs the session. */
  url: z.string().optional(),
  thumbnailUrl: z.string().optional(),
});
export type AttachmentView = z.infer<typeof attachmentView>;

export const spanView = z.object({
  kind: z.enum(SPAN_KINDS),
  offset: z.int(),
  length: z.int(),
  url: z.string().optional(),
  language: z.string().optional(),
});

export const authorView = z.object({
  kind: z.enum(['client', 'user', 'bot', 'elsewhere']),
  id: id.optional(),
  name: z.string(),
});

export const quoteView = z.object({
  messageId: id.optional(),
  seq: z.int().optional(),
  author: z.string().optional(),
  text: z.string(),
});

export const messageView = z.object({
  id,
  rev,
  conversation: id,
  /** Gapless inside the conversation from 1; the only sort key. */
  seq: z.int(),
  direction: z.enum(['in', 'out']),
  kind: z.enum(['message', 'note']),
  text: z.string(),
  spans: z.array(spanView),
  subject: z.string().optional(),
  /** Quoted history and signature, folded away. */
  folded: z.string().optional(),
  /** Same-origin path of the sanitised HTML original for a sandboxed frame. */
  htmlUrl: z.string().optional(),
  cards: z.array(z.looseObject({ kind: z.string() })),
  attachments: z.array(attachmentView),
  quotes: quoteView.nullable(),
  forwardedFrom: quoteView.optional(),
  /** Forwarded messages in reading order; `depth` 0 was forwarded to us, 1 inside of it, and so on. */
  forwards: z
    .array(
      quoteView.extend({
        depth: z.int().optional(),
        spans: z.array(spanView).optional(),
        cards: z.array(z.looseObject({ kind: z.string() })).optional(),
        sentAt: time.optional(),
      }),
    )
    .optional(),
  buttons: z.array(z.array(z.looseObject({ label: z.string(), kind: z.string() }))).optional(),
  channel: z.string().nullable(),
  account: id.nullable(),
  /** The further address of ours that they wrote to, or that we wrote from; absent for the account's own. */
  to: z.string().optional(),
  from: z.string().optional(),
  author: authorView,
  automatic: z.enum(AUTOMATIC_KINDS).optional(),
  sentAt: time,
  receivedAt: time,
  editedAt: time.optional(),
  removedAt: time.optional(),
  reactions: z.array(z.object({ by: z.string(), emoji: z.string() })),
  /** Present on outbound messages only. */
  delivery: deliveryView.nullable(),
  degradations: z.array(z.looseObject({ what: z.string(), support: z.string() })).optional(),
  /** Minted by the browser; settles the optimistic row. */
  clientId: z.string().optional(),
  mentions: z.array(id).optional(),
  /** The message that did not arrive and in whose place this one goes. */
  insteadOf: id.optional(),
});
export type MessageView = z.infer<typeof messageView>;

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

export const identityView = z.object({
  id,
  kind: z.enum(['channel', 'email', 'phone']),
  channel: z.string().optional(),
  account: id.optional(),
  value: z.string(),
  label: z.string().optional(),
  /** Why it belongs to this person; the screen has the sentence. */
  evidence: z.looseObject({ kind: z.string() }).optional(),
  /** All reasons, the first one first; `message` is the id of the message in which it stood. */
  because: z.array(z.looseObject({ kind: z.string() })).optional(),
  /** Contact it belonged to before a merge. */
  home: id.optional(),
  confirmed: z.boolean(),
});

export const contactView = z.object({
  id,
  rev,
  name: z.string(),
  named: z.boolean(),
  conversation: id.nullable(),
  identities: z.array(identityView),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  language: z.string().optional(),
  birthday: z.string().optional(),
  company: z.string().optional(),
  responsible: id.nullable(),
  labels: z.array(z.string()),
  fields: z.record(z.string(), z.string()),
  source: z.string().optional(),
  lead: leadView,
  avatarUrl: z.string().optional(),
  /** Merges into this contact that can be undone, oldest first. */
  merges: z.array(id).optional(),
  createdAt: time,
});
export type ContactView = z.infer<typeof contactView>;

export const TIMELINE_KINDS = [
  'message',
  'note',
  'call',
  'assignment',
  'status',
  'task',
  'deal',
  'merge',
  'lead',
  'bot',
  'identity',
] as const;

export const timelineEntryView = z.looseObject({
  id,
  rev,
  contact: id,
  kind: z.enum(TIMELINE_KINDS),
  at: time,
  by: z.string().nullable(),
});
export type TimelineEntryView = z.infer<typeof timelineEntryView>;

/** Open conversations, counted for what the reader may see. */
export const countsView = z.object({ mine: z.int(), unassigned: z.int(), all: z.int() });
export type CountsView = z.infer<typeof countsView>;
