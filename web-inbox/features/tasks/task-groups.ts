import type { TaskView } from '../../../src/api/protocol.ts';
import { daysAgo } from '../../i18n/format.ts';

export interface TaskGroups {
  overdue: TaskView[];
  today: TaskView[];
  later: TaskView[];
}

const byDue = (one: TaskView, other: TaskView): number =>
  one.dueAt.localeCompare(other.dueAt) || one.id.localeCompare(other.id);

/** Open tasks by how much they press; the most pressing first. Pure. */
export function groupTasks(tasks: readonly TaskView[], now: number): TaskGroups {
  const groups: TaskGroups = { overdue: [], today: [], later: [] };
  for (const task of [...tasks].sort(byDue)) {
    if (task.state !== 'open') continue;
    if (Date.parse(task.dueAt) <= now) groups.overdue.push(task);
    else if (daysAgo(task.dueAt, now) === 0) groups.today.push(task);
    else groups.later.push(task);
  }
  return groups;
}

/** The open tasks of a contact, the most pressing first. */
export const openTasks = (tasks: readonly TaskView[], contact: string): TaskView[] =>
  tasks.filter((task) => task.contact.id === contact && task.state === 'open').sort(byDue);
