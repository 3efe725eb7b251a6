import { z } from 'zod';
import { id, rev } from './entity.ts';

export const ROLES = ['operator', 'manager', 'administrator'] as const;

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
