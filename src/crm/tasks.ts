import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { changeTask as changeSchema, createTask as createSchema, TaskView } from '../api/protocol.ts';
import { contactFor } from '../contacts/change.ts';
import { mayActOn } from '../conversations/change.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { newId } from '../ids.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import { deleteTask, insertTask, saveTask, type TaskDoc, taskById } from '../store/tasks.ts';
import { userById } from '../store/users.ts';
import { announceTask, announceTaskGone, recordTask } from './announce-task.ts';
import { presentTask } from './present.ts';

/** A task with its contact's row. Rejects with `not_found` for whoever neither has it to do nor sees the contact. */
export async function taskFor(
  house: House,
  reader: Actor,
  id: string,
): Promise<{ task: TaskDoc; row: ConversationDoc }> {
  const task = await taskById(house.store.tasks, id);
  const row = task && (await conversationById(house.store.conversations, task.conversationId));
  if (task === null || row === null || !(task.assignee === reader.id || mayActOn(reader, row)))
    throw notFound('task');
  return { task, row };
}

/** Writes a task down. Rejects with `not_found`, or `invalid` when there is no such colleague. */
export async function createTask(
  house: House,
  actor: Actor & { id: string },
  contactId: string,
  wanted: z.output<typeof createSchema>,
): Promise<TaskView> {
  const { row } = await contactFor(house, actor, contactId);
  const assignee = wanted.assignee ?? actor.id;
  if (assignee !== actor.id) await requireColleague(house, assignee);
  const now = new Date(house.clock.now());
  const task = timed(
    {
      _id: newId(),
      rev: 1,
      contactId,
      conversationId: row._id,
      title: wanted.title,
      dueAt: new Date(wanted.dueAt),
      attentionAt: now,
      assignee,
      state: 'open',
      createdAt: now,
      createdBy: actor.id,
    },
    wanted.remindAt ? new Date(wanted.remindAt) : undefined,
  );
  await insertTask(house.store.tasks, task);
  await recordTask(house, actor, task, row, 'created', now);
  await announceTask(house, task, task, row);
  return presentTask(task, row);
}

/** Changes a task, or says that it is done. Rejects with `not_found`, `invalid`. */
export async function changeTask(
  house: House,
  actor: Actor,
  id: string,
  wanted: z.output<typeof changeSchema>,
): Promise<TaskView> {
  for (;;) {
    const { task: before, row } = await taskFor(house, actor, id);
    if (wanted.assignee !== undefined && wanted.assignee !== before.assignee)
      await requireColleague(house, wanted.assignee);
    const now = new Date(house.clock.now());
    const next = changed(before, wanted, actor, now);
    if (isDeepStrictEqual(next, before)) return presentTask(before, row);
    const after = await saveTask(house.store.tasks, before, next);
    if (after === null) continue;
    await recordTask(house, actor, after, row, changeOf(before, after), now);
    await announceTask(house, before, after, row);
    return presentTask(after, row);
  }
}

/** Takes a task away for good; its history stays. */
export async function removeTask(house: House, actor: Actor, id: string): Promise<void> {
  const { task, row } = await taskFor(house, actor, id);
  if (!(await deleteTask(house.store.tasks, id))) throw notFound('task');
  const gone = { ...task, rev: task.rev + 1 };
  await recordTask(house, actor, gone, row, 'removed', new Date(house.clock.now()));
  await announceTaskGone(house, gone, row);
}

/** The task after a change. Pure. A new time for the reminder is a new reminder. */
function changed(before: TaskDoc, wanted: z.output<typeof changeSchema>, actor: Actor, now: Date): TaskDoc {
  const { remindAt: known, ...rest } = before;
  let next: TaskDoc = { ...rest };
  if (wanted.title !== undefined) next.title = wanted.title;
  if (wanted.dueAt !== undefined) next.dueAt = new Date(wanted.dueAt);
  if (wanted.assignee !== undefined) next.assignee = wanted.assignee;
  const remindAt =
    wanted.remindAt === undefined ? known : wanted.remindAt === null ? undefined : new Date(wanted.remindAt);
  next = timed(next, remindAt, known);
  if (wanted.done === true && before.state === 'open') {
    const { remindNext: _, ...open } = next;
    return { ...open, state: 'done', doneAt: now, doneBy: actor.id };
  }
  if (wanted.done === false && before.state === 'done') {
    const { doneAt: _at, doneBy: _by, ...done } = next;
    return { ...done, state: 'open' };
  }
  return next;
}

function timed(task: TaskDoc, remindAt: Date | undefined, known?: Date): TaskDoc {
  const { remindAt: _, ...next } = task;
  const result: TaskDoc = next;
  result.attentionAt = remindAt !== undefined && remindAt < task.dueAt ? remindAt : task.dueAt;
  if (remindAt === undefined) {
    delete result.remindNext;
    return result;
  }
  result.remindAt = remindAt;
  if (remindAt.getTime() !== known?.getTime()) {
    result.remindNext = remindAt;
    delete result.remindedAt;
  }
  return result;
}

function changeOf(before: TaskDoc, after: TaskDoc): 'changed' | 'done' | 'reopened' {
  if (before.state === after.state) return 'changed';
  return after.state === 'done' ? 'done' : 'reopened';
}

async function requireColleague(house: House, id: string): Promise<void> {
  const user = await userById(house.store.users, id);
  if (user !== null && !user.disabled) return;
  throw new HouseError('invalid', 'There is no such colleague: choose one of the list.', 'assignee');
}
