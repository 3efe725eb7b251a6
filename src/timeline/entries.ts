import type { ConversationDoc } from '../store/conversations.ts';
import type { TimelineDoc } from '../store/timeline.ts';

type Status = ConversationDoc['status'];

/** The conversation was opened, snoozed or closed. */
export function statusEntry(
  row: Pick<ConversationDoc, 'contactId'>,
  facts: {
    id: string;
    at: Date;
    by: string | null;
    from: Status;
    to: Status;
    cause: 'person' | 'message' | 'time';
    until?: string | null;
    reason?: string;
  },
): TimelineDoc {
  const { id, at, by, ...data } = facts;
  return { _id: id, rev: 1, contactId: row.contactId, kind: 'status', at, by, data };
}

/** Somebody became responsible, or nobody did. */
export function assignmentEntry(
  row: Pick<ConversationDoc, 'contactId'>,
  facts: {
    id: string;
    at: Date;
    by: string | null;
    from: { assignee: string | null; team: string | null };
    to: { assignee: string | null; team: string | null };
    reason?: string;
    /** How the house found the new colleague. */
    chosen?: string;
  },
): TimelineDoc {
  const { id, at, by, ...data } = facts;
  return { _id: id, rev: 1, contactId: row.contactId, kind: 'assignment', at, by, data };
}

/** A person wrote for the first time. */
export function leadEntry(facts: {
  contactId: string;
  at: Date;
  channel: string;
  source?: string;
}): TimelineDoc {
  const { contactId, at, ...rest } = facts;
  const data = { status: 'new', ...rest };
  return { _id: `lead:${contactId}`, rev: 1, contactId, kind: 'lead', at, by: null, data };
}

/** People turned out to be one, or a merge was taken back. */
export function mergeEntry(
  merge: { _id: string; into: string; from: readonly { id: string; name: string }[] },
  facts: { contactId?: string; at: Date; by: string | null; change: 'merged' | 'undone' },
): TimelineDoc {
  const { contactId = merge.into, at, by, change } = facts;
  const people = merge.from.map(({ id, name }) => ({ id, name }));
  const id = `merge:${merge._id}:${change}:${contactId}`;
  const data = { merge: merge._id, change, into: merge.into, from: people };
  return { _id: id, rev: 1, contactId, kind: 'merge', at, by, data };
}

/** An address was linked to a contact, or could not be because another contact holds it. */
export function identityEntry(facts: {
  contactId: string;
  key: string;
  value: string;
  at: Date;
  by: string | null;
  change: 'linked' | 'removed' | 'held-by-another';
  evidence?: string;
  other?: string;
}): TimelineDoc {
  const { contactId, key, at, by, ...data } = facts;
  const again = facts.change === 'held-by-another' ? facts.other : at.getTime();
  const id = `identity:${contactId}:${key}:${facts.change}:${again}`;
  return { _id: id, rev: 1, contactId, kind: 'identity', at, by, data };
}

/** The bot began, stored an answer, answered a frequent question, handed over, fell silent; a colleague took over or handed back. */
export function botEntry(facts: {
  id: string;
  contactId: string;
  at: Date;
  by: string;
  what: 'began' | 'answered' | 'faq' | 'handed-over' | 'stopped' | 'taken-over' | 'handed-back';
  detail?: string;
  value?: string;
}): TimelineDoc {
  const { id, contactId, at, by, ...data } = facts;
  return { _id: `bot:${id}`, rev: 1, contactId, kind: 'bot', at, by, data };
}
