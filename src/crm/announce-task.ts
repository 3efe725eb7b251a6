import { conversationRooms } from '../api/protocol.ts';
import { type ContactFollowers, fieldFollowers } from '../contacts/followers.ts';
import type { EventDraft } from '../events/log.ts';
import type { Actor, House } from '../house.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import { type TaskDoc, tasksOfContact } from '../store/tasks.ts';
import { recordEntry } from '../timeline/record.ts';
import { presentTask } from './present.ts';

/** Whoever sees the contact, and whoever has it to do. */
const taskRooms = (task: TaskDoc, row: ConversationDoc): string[] => [
  ...new Set([...conversationRooms(row), `user:${task.assignee}`]),
];

/** Tells what a task is now; `before` names who had it to do until now. */
export async function announceTask(
  house: House,
  before: TaskDoc,
  after: TaskDoc,
  row: ConversationDoc,
): Promise<void> {
  const rooms = taskRooms(after, row);
  const news: EventDraft[] = [{ name: 'task.changed', data: { task: presentTask(after, row) }, rooms }];
  if (before.assignee !== after.assignee) {
    const data = { id: after._id, rev: after.rev, contact: after.contactId };
    news.push({ name: 'task.removed', data, rooms: [`user:${before.assignee}`], except: rooms });
  }
  await house.events.publish(news);
}

export async function announceTaskGone(house: House, task: TaskDoc, row: ConversationDoc): Promise<void> {
  const data = { id: task._id, rev: task.rev, contact: task.contactId };
  await house.events.publish([{ name: 'task.removed', data, rooms: taskRooms(task, row) }]);
}

/** Writes one step of a task into the contact's timeline, as the task was then. */
export async function recordTask(
  house: House,
  actor: Actor,
  task: TaskDoc,
  row: ConversationDoc,
  change: 'created' | 'changed' | 'done' | 'reopened' | 'removed',
  at: Date,
): Promise<void> {
  const by = actor.kind === 'system' ? null : actor.name;
  const data = { change, task: presentTask(task, row) };
  const entry = { rev: 1, contactId: task.contactId, kind: 'task' as const, at, by, data };
  await recordEntry(house, { _id: `task:${task._id}:${task.rev}`, ...entry }, row);
}

const byFields = fieldFollowers('tasks', (house) => house.store.tasks, {
  conversationField: 'conversationId',
});

/** Tasks go along with their contact. */
export const taskFollowers: ContactFollowers = {
  ...byFields,
  async follow(house, from, into) {
    await byFields.follow(house, from, into);
    await announceAll(house, into.contactId, into.conversationId);
  },
  async goBack(house, from, to, homes, addresses) {
    await byFields.goBack(house, from, to, homes, addresses);
    await announceAll(house, to.contactId, to.conversationId);
  },
};

async function announceAll(house: House, contactId: string, conversationId: string): Promise<void> {
  const row = await conversationById(house.store.conversations, conversationId);
  if (row === null) return;
  for (const task of await tasksOfContact(house.store.tasks, contactId))
    await announceTask(house, task, task, row);
}
