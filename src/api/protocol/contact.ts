import { z } from 'zod';
import { id, rev, time } from './entity.ts';
import { leadView } from './lead.ts';

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
