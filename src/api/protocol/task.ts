import { z } from 'zod';
import { moment, rev, time } from './entity.ts';

const id = z.string().min(1).max(64);

export const taskView = z.object({
  id,
  rev,
  contact: z.object({ id, name: z.string() }),
  title: z.string(),
  dueAt: time,
  remindAt: time.optional(),
  /** The reminder has been given. */
  reminded: z.boolean(),
  assignee: id,
  state: z.enum(['open', 'done']),
  createdAt: time,
  createdBy: id.nullable(),
  doneAt: time.optional(),
  doneBy: id.nullable().optional(),
});
export type TaskView = z.infer<typeof taskView>;

const title = z.string().trim().min(1).max(500);

/** Without `assignee` it is the writer's own. */
export const createTask = z.strictObject({
  title,
  dueAt: moment,
  remindAt: moment.nullish(),
  assignee: id.nullish(),
});
export const changeTask = z.strictObject({
  title: title.optional(),
  dueAt: moment.optional(),
  remindAt: moment.nullable().optional(),
  assignee: id.optional(),
  done: z.boolean().optional(),
});

export const listTasks = z.strictObject({
  /** A user id; the reader's own unless said. `all` is for managers. */
  assignee: z.string().max(64).optional(),
  contact: id.optional(),
  state: z.enum(['open', 'done']).default('open'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
