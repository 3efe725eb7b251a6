import { z } from 'zod';
import { moment, time } from './entity.ts';

export const REPORTS = ['leads', 'response', 'load', 'outcomes', 'refusals', 'sales'] as const;
export type ReportName = (typeof REPORTS)[number];

/** `hour` is the hour of the day, 0 to 23. */
export const REPORT_GROUPS = ['day', 'source', 'user', 'channel', 'hour'] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

const cells = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

export const COLUMN_KINDS = ['text', 'date', 'number', 'duration', 'money', 'share', 'user'] as const;

/**
 * What the columns of the reports are called by key:
 * - the first column is the group asked for: `day` (YYYY-MM-DD), `source`, `user` (a user id, null for nobody),
 *   `channel`, `hour`; for refusals `reason`;
 * - leads: `leads`; response: `answers`, `firstAnswers`, `firstMedian`, `firstP90`, `median`, `p90` (seconds);
 * - load: `in`, `out`, `answers`, `calls`; outcomes: `new`, `planned`, `bought`, `refused`, `notClient`, `conversion` (of those who
 *   bought, refused or are no clients, the part that bought, 0..1);
 * - refusals: `refused`, `share` (0..1);
 * - sales: `currency`, `sales`, `sum`, `average`, `profit`, `profitPerSale`, `buyers`, `repeatBuyers`, `repeatShare`, `clientValue`.
 */
export const reportView = z.object({
  report: z.enum(REPORTS),
  by: z.string(),
  from: time,
  /** The first moment that is not inside any more. */
  to: time,
  zone: z.string(),
  columns: z.array(z.object({ key: z.string(), kind: z.enum(COLUMN_KINDS) })),
  rows: z.array(cells),
  totals: cells,
  /** Sales in several currencies: the totals of each, that with the most sales first. */
  perCurrency: z.array(cells).optional(),
  /** The same length of time just before, with `compare=previous`. */
  previous: z
    .object({
      from: time,
      to: time,
      rows: z.array(cells),
      totals: cells,
      perCurrency: z.array(cells).optional(),
    })
    .optional(),
});
export type ReportView = z.infer<typeof reportView>;
export type ReportRow = ReportView['rows'][number];

const edge = z.union([z.iso.date(), moment]);

export const reportQuery = z.strictObject({
  /** A day of the zone (its beginning) or a moment; 30 days ago unless said. */
  from: edge.optional(),
  /** A day of the zone, which is inside as a whole, or a moment; now unless said. At most 400 days after `from`. */
  to: edge.optional(),
  by: z.enum(REPORT_GROUPS).optional(),
  /** IANA name; the house's own unless said. */
  zone: z.string().max(64).optional(),
  /** Figures of one colleague; operators always get their own. */
  user: z.string().max(64).optional(),
  /** Figures of the colleagues of one team, as it is now. */
  team: z.string().max(64).optional(),
  /** Only what came or went by this channel; leads by the one on which they first wrote. */
  channel: z.string().max(32).optional(),
  compare: z.literal('previous').optional(),
  format: z.enum(['json', 'csv']).default('json'),
  /** Of the headers and the decimal sign of CSV; the house's own unless said. */
  language: z.enum(['ru', 'uk', 'uz', 'en']).optional(),
});
export type ReportQuery = z.output<typeof reportQuery>;
