import type { CallView, TaskView } from '../api/protocol.ts';
import type { CallDoc } from '../store/calls.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import type { TaskDoc } from '../store/tasks.ts';

/** As much of a conversation's row as a call or a task shows of its contact. */
export type Owner = Pick<ConversationDoc, 'contactId' | 'contactName'>;

/** A call as the API and the event log show it; `owner` is the row of its conversation, null while it has none. */
export function presentCall(doc: CallDoc, owner: Owner | null): CallView {
  const { recording } = doc;
  const view: CallView = {
    id: doc._id,
    rev: doc.rev,
    call: doc.call,
    direction: doc.direction,
    state: doc.state,
    from: doc.from,
    to: doc.to,
    number: doc.number,
    contact: owner && { id: owner.contactId, name: owner.contactName },
    conversation: owner === null ? null : doc.conversationId,
    startedAt: doc.startedAt.toISOString(),
    operator: doc.operator,
    waiting: doc.waiting === true,
    recording: recording?.state ?? 'none',
  };
  if (doc.answeredAt) view.answeredAt = doc.answeredAt.toISOString();
  if (doc.endedAt) view.endedAt = doc.endedAt.toISOString();
  if (doc.duration !== undefined) view.duration = doc.duration;
  if (doc.extension !== undefined) view.extension = doc.extension;
  if (doc.handledAt) {
    view.handledAt = doc.handledAt.toISOString();
    view.handledBy = doc.handledBy ?? null;
  }
  if (recording?.state === 'stored' && recording.fileKey !== undefined) {
    view.recordingUrl = `/api/v1/calls/${doc._id}/recording?v=${recording.fileKey.slice(0, 12)}`;
  }
  return view;
}

/** A task as the API and the event log show it; `owner` is its contact's row. */
export function presentTask(doc: TaskDoc, owner: Owner): TaskView {
  const view: TaskView = {
    id: doc._id,
    rev: doc.rev,
    contact: { id: owner.contactId, name: owner.contactName },
    title: doc.title,
    dueAt: doc.dueAt.toISOString(),
    reminded: doc.remindedAt !== undefined,
    assignee: doc.assignee,
    state: doc.state,
    createdAt: doc.createdAt.toISOString(),
    createdBy: doc.createdBy,
  };
  if (doc.remindAt) view.remindAt = doc.remindAt.toISOString();
  if (doc.doneAt) {
    view.doneAt = doc.doneAt.toISOString();
    view.doneBy = doc.doneBy ?? null;
  }
  return view;
}
