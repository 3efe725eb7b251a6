import { z } from 'zod';
import { callView } from './call.ts';
import { contactView } from './contact.ts';
import { taskView } from './task.ts';

/**
 * What waits to be fought down to zero: planned leads that are overdue, tasks that are due or whose reminder has been
 * given, and missed calls of one's own or of nobody.
 */
export const workCounts = z.object({ overdueLeads: z.int(), tasks: z.int(), missedCalls: z.int() });
export type WorkCounts = z.infer<typeof workCounts>;

/** The reader's own work; each list holds the oldest first and at most 200, the counts are whole. */
export const workView = z.object({
  overdueLeads: z.array(contactView),
  tasks: z.array(taskView),
  missedCalls: z.array(callView),
  counts: workCounts,
});
export type WorkView = z.infer<typeof workView>;
