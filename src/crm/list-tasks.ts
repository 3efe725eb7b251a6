import type { TaskView } from '../api/protocol.ts';
import { contactFor } from '../contacts/change.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { conversationsById } from '../store/conversations.ts';
import { listTaskDocs, type TaskDoc } from '../store/tasks.ts';
import { presentTask } from './present.ts';

/** Tasks with the names of their contacts; those whose contact is gone are left out. */
export async function presentTasks(house: House, tasks: readonly TaskDoc[]): Promise<TaskView[]> {
  const ids = [...new Set(tasks.map(({ conversationId }) => conversationId))];
  const rows = await conversationsById(house.store.conversations, ids);
  return tasks.flatMap((task) => {
    const row = rows.get(task.conversationId);
    return row === undefined ? [] : [presentTask(task, row)];
  });
}

/**
 * A page of tasks in the order in which they fall due: the reader's own, those of one contact, or for managers a
 * colleague's or everybody's. Rejects with `forbidden`, `not_found`.
 */
export async function listTasks(
  house: House,
  reader: Actor & { id: string },
  query: {
    assignee?: string | undefined;
    contact?: string | undefined;
    state: TaskDoc['state'];
    cursor?: string | undefined;
    limit: number;
  },
): Promise<{ items: TaskView[]; next: string | null }> {
  const { contact, state, limit } = query;
  if (contact !== undefined) await contactFor(house, reader, contact);
  const assignee = query.assignee ?? (contact === undefined ? reader.id : 'all');
  if (contact === undefined && assignee !== reader.id && reader.role === 'operator') {
    throw new HouseError('forbidden', 'Only managers may look at the tasks of others.', 'assignee');
  }
  const after = query.cursor === undefined ? null : parseCursor(query.cursor);
  const wanted = {
    state,
    ...(contact === undefined ? {} : { contactId: contact }),
    ...(assignee === 'all' ? {} : { assignee }),
  };
  const found = await listTaskDocs(house.store.tasks, wanted, after, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next = found.length > limit && last ? `${last.dueAt.getTime()}.${last._id}` : null;
  return { items: await presentTasks(house, page), next };
}

function parseCursor(text: string): { at: Date; id: string } {
  const match = /^(-?\d{1,15})\.([\w-]{1,64})$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new HouseError('invalid', 'This is not a cursor of this list; begin again without it.', 'cursor');
  }
  return { at: new Date(Number(match[1])), id: match[2] };
}
