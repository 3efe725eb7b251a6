import { z } from 'zod';
import { ATTACHMENT_KINDS, AUTOMATIC_KINDS } from '../../../channels/message.ts';
import { SPAN_KINDS } from '../../../channels/richtext.ts';
import { deliveryView } from './delivery.ts';
import { id, rev, time } from './entity.ts';

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
