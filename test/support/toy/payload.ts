import { z } from 'zod';
import { ATTACHMENT_KINDS, AUTOMATIC_KINDS } from '../../../channels/message.ts';
import { SPAN_KINDS } from '../../../channels/richtext.ts';

const person = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  username: z.string().optional(),
  language: z.string().optional(),
  phones: z.array(z.string()).optional(),
  emails: z.array(z.string()).optional(),
  isBot: z.boolean().optional(),
});

const file = z.object({
  kind: z.enum(ATTACHMENT_KINDS),
  /** Key of the bytes on the toy network. */
  blob: z.string(),
  name: z.string().optional(),
  mime: z.string().optional(),
  size: z.number().nonnegative().optional(),
  fetchable: z.boolean().optional(),
});

const base = { at: z.number(), chat: z.string().min(1) };

const content = {
  text: z.string().default(''),
  spans: z
    .array(
      z.object({ kind: z.enum(SPAN_KINDS), offset: z.int(), length: z.int(), url: z.string().optional() }),
    )
    .optional(),
  files: z.array(file).optional(),
  subject: z.string().optional(),
  replyTo: z.string().optional(),
};

/** One update of the toy network, the raw payload its codec reads. */
export const toyUpdate = z.discriminatedUnion('type', [
  z.object({
    ...base,
    ...content,
    type: z.literal('message'),
    id: z.string().min(1),
    direction: z.enum(['in', 'out']).default('in'),
    from: person,
    peer: person.optional(),
    echoOf: z.string().optional(),
    automatic: z.enum(AUTOMATIC_KINDS).optional(),
    source: z.string().optional(),
    group: z.string().optional(),
    references: z.array(z.string()).optional(),
  }),
  z.object({ ...base, ...content, type: z.literal('edited'), id: z.string() }),
  z.object({ ...base, type: z.literal('removed'), ids: z.array(z.string()) }),
  z.object({
    type: z.literal('receipt'),
    at: z.number(),
    chat: z.string().optional(),
    state: z.enum(['delivered', 'read', 'failed']),
    id: z.string().optional(),
    upTo: z.boolean().optional(),
    recipient: z.string().optional(),
    reason: z.string().optional(),
    permanent: z.boolean().optional(),
  }),
  z.object({ ...base, type: z.literal('reachability'), peer: person, reachable: z.boolean() }),
  z.object({ ...base, type: z.literal('typing'), peer: person }),
  z.object({
    ...base,
    type: z.literal('reaction'),
    id: z.string(),
    by: z.string(),
    reactions: z.array(z.string()),
  }),
]);
export type ToyUpdate = z.output<typeof toyUpdate>;
/** As a test writes it: everything with a default may be left out. */
export type ToyUpdateInput = z.input<typeof toyUpdate>;
