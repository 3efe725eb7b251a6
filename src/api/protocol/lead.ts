import { z } from 'zod';
import { moment, time } from './entity.ts';

/** What can become of somebody who wrote; `new` is not worked yet. */
export const LEAD_STATUSES = ['new', 'planned', 'bought', 'refused', 'not-client'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** How far a contact is; `none` for people who never asked for anything, such as those added by hand. */
export const leadView = z.object({
  status: z.enum(['none', ...LEAD_STATUSES]),
  since: time,
  /** User id of who set it; null for the house itself. */
  by: z.string().nullable(),
  /** When to turn to them again; `planned` only. Past it the lead is overdue. */
  plannedFor: time.optional(),
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
