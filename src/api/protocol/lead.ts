import { z } from 'zod';

/** What can become of somebody who wrote; `new` is not worked yet. */
export const LEAD_STATUSES = ['new', 'planned', 'bought', 'refused', 'not-client'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** How far a contact is; `none` for people who never asked for anything, such as those added by hand. */
export const leadView = z.object({
  status: z.enum(['none', ...LEAD_STATUSES]),
  since: z.iso.datetime(),
  /** User id of who set it; null for the house itself. */
  by: z.string().nullable(),
  /** When to turn to them again; `planned` only. Past it the lead is overdue. */
  plannedFor: z.iso.datetime().optional(),
  /** What they paid, in whole units of `currency` with at most two decimals; `bought` only. */
  amount: z.number().optional(),
  /** What is left of the amount for the house, in the same units. */
  profit: z.number().optional(),
  /** ISO 4217. */
  currency: z.string().optional(),
  /** One of the company's list; `refused` only. */
  reason: z.string().optional(),
  comment: z.string().optional(),
  /** Deep link or referral they came by. */
  source: z.string().optional(),
});
export type LeadView = z.infer<typeof leadView>;
