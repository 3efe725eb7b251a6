import { type Connection, type Model, Schema } from 'mongoose';
import { raw } from './raw.ts';

/** Something to be done for a contact. */
export interface TaskDoc {
  _id: string;
  rev: number;
  contactId: string;
  conversationId: string;
  /** Contact it belonged to before a merge; absent while it is with its own. */
  home?: string;
  title: string;
  dueAt: Date;
  remindAt?: Date;
  /** When the reminder is still to be given; absent when none is or it was. */
  remindNext?: Date;
  remindedAt?: Date;
  /** From when on an open task counts as work: the earlier of due and reminder. */
  attentionAt: Date;
  assignee: string;
  state: 'open' | 'done';
  createdAt: Date;
  createdBy: string | null;
  doneAt?: Date;
  doneBy?: string | null;
}

const schema = new Schema<TaskDoc>(
  {
    _id: String,
    rev: Number,
    contactId: String,
    conversationId: String,
    home: String,
    title: String,
    dueAt: Date,
    remindAt: Date,
    remindNext: Date,
    remindedAt: Date,
    attentionAt: Date,
    assignee: String,
    state: String,
    createdAt: Date,
    createdBy: String,
    doneAt: Date,
    doneBy: String,
  },
  { versionKey: false },
);
schema.index({ contactId: 1, state: 1, dueAt: 1, _id: 1 });
schema.index({ assignee: 1, state: 1, dueAt: 1, _id: 1 });
schema.index({ state: 1, dueAt: 1, _id: 1 });
schema.index({ attentionAt: 1, assignee: 1 }, { partialFilterExpression: { state: 'open' } });
schema.index({ remindNext: 1 }, { partialFilterExpression: { remindNext: { $type: 'date' } } });

export const taskModel = (connection: Connection): Model<TaskDoc> =>
  connection.model<TaskDoc>('task', schema, 'tasks');

type Tasks = Model<TaskDoc>;

export function taskById(tasks: Tasks, id: string): Promise<TaskDoc | null> {
  return raw(tasks).findOne({ _id: id }) as Promise<TaskDoc | null>;
}

export async function insertTask(tasks: Tasks, doc: TaskDoc): Promise<void> {
  await raw(tasks).insertOne(doc as never);
}

/** Writes a changed task if it is still as it was read; null when somebody was faster. */
export async function saveTask(tasks: Tasks, before: TaskDoc, wanted: TaskDoc): Promise<TaskDoc | null> {
  const after = { ...wanted, rev: before.rev + 1 };
  const done = await raw(tasks).replaceOne({ _id: before._id, rev: before.rev }, after as never);
  return done.matchedCount === 1 ? after : null;
}

/** False when it was not there any more. */
export async function deleteTask(tasks: Tasks, id: string): Promise<boolean> {
  return (await raw(tasks).deleteOne({ _id: id })).deletedCount === 1;
}

/** Tasks of one state after a place, in the order in which they fall due. */
export function listTaskDocs(
  tasks: Tasks,
  wanted: { assignee?: string; contactId?: string; state: TaskDoc['state'] },
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<TaskDoc[]> {
  const filter: Record<string, unknown> = { ...wanted };
  if (after !== null) {
    filter.dueAt = { $gte: after.at };
    filter.$or = [{ dueAt: { $gt: after.at } }, { dueAt: after.at, _id: { $gt: after.id } }];
  }
  const found = raw(tasks).find(filter as object);
  return found.sort({ dueAt: 1, _id: 1 }).limit(limit).toArray() as Promise<TaskDoc[]>;
}

/** Every task of a contact, of any state. */
export function tasksOfContact(tasks: Tasks, contactId: string): Promise<TaskDoc[]> {
  return raw(tasks).find({ contactId }).toArray() as Promise<TaskDoc[]>;
}

/** Open tasks of a colleague that want attention by now, the oldest first. */
export function dueTasks(tasks: Tasks, assignee: string, now: Date, limit: number): Promise<TaskDoc[]> {
  const found = raw(tasks).find({ state: 'open', attentionAt: { $lte: now }, assignee } as object);
  return found.sort({ attentionAt: 1 }).limit(limit).toArray() as Promise<TaskDoc[]>;
}

/** How many open tasks of each colleague want attention by now. */
export async function dueTaskCounts(tasks: Tasks, now: Date): Promise<Map<string, number>> {
  const groups = await tasks.aggregate<{ _id: string; count: number }>([
    { $match: { state: 'open', attentionAt: { $lte: now } } },
    { $group: { _id: '$assignee', count: { $sum: 1 } } },
  ]);
  return new Map(groups.map(({ _id, count }) => [_id, count]));
}

/** Takes a task whose reminder is due; whoever takes it gives the reminder. Null: none is due. */
export function claimReminder(tasks: Tasks, now: Date): Promise<TaskDoc | null> {
  return raw(tasks).findOneAndUpdate(
    { remindNext: { $type: 'date', $lte: now } } as object,
    { $unset: { remindNext: '' }, $set: { remindedAt: now }, $inc: { rev: 1 } } as object,
    { sort: { remindNext: 1 }, returnDocument: 'after' },
  ) as Promise<TaskDoc | null>;
}
