import { z } from 'zod';

/** The shape of every list. */
export const listOf = (item: z.ZodType) => z.object({ items: z.array(item), next: z.string().nullable() });

/** A list that is always whole. */
export const whole = <T>(items: T[]): { items: T[]; next: null } => ({ items, next: null });

/** Query of a list that is read page by page. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
