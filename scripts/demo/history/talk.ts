import { endWaiting, foldMessage } from '../../../src/conversations/fold.ts';
import type { ConversationDoc } from '../../../src/store/conversations.ts';
import type { MessageDoc } from '../../../src/store/message-doc.ts';
import { assignmentEntry, statusEntry } from '../../../src/timeline/entries.ts';
import { type Colleague, idAt, type Member, type Past } from './shapes.ts';

/** One person's thread while it is being written. */
export interface Thread {
  member: Member;
  row: ConversationDoc;
  past: Past;
}

/** As the routing of the house has it. */
const LEASE_MS = 15 * 60_000;

type Delivery = NonNullable<MessageDoc['delivery']>;

function add(
  thread: Thread,
  at: number,
  message: Partial<MessageDoc> & Pick<MessageDoc, 'author'>,
  text: string,
): MessageDoc {
  const { member, row, past } = thread;
  const doc: MessageDoc = {
    _id: idAt(at),
    rev: 1,
    conversationId: row._id,
    contactId: row.contactId,
    seq: row.lastSeq + 1,
    direction: 'in',
    kind: 'message',
    content: { text: { text, spans: [] }, attachments: [], cards: [] },
    accountId: member.account._id,
    channel: member.account.channel,
    chat: member.address,
    sentAt: new Date(at),
    receivedAt: new Date(at + 400),
    reactions: [],
    ...message,
  };
  past.messages.push(doc);
  thread.row = foldMessage(row, doc);
  return doc;
}

/** The person writes. */
export function says(thread: Thread, at: number, text: string): void {
  add(thread, at, { author: { kind: 'client', id: thread.member.address, name: thread.member.name } }, text);
}

/** One of us answers; what was waited for is measured. */
export function answers(
  thread: Thread,
  at: number,
  by: Colleague,
  text: string,
  delivery: Partial<Delivery> = {},
): void {
  const since = thread.row.waitingSince;
  const first = thread.row.answeredAt === undefined;
  const doc = add(
    thread,
    at,
    {
      direction: 'out',
      author: { kind: 'user', id: by.id, name: by.name },
      delivery: {
        state: 'read',
        attempts: 1,
        parts: [],
        at: new Date(at + 60_000),
        priority: 0,
        ...delivery,
      },
    },
    text,
  );
  if (since === null) return;
  thread.past.talkFacts.push({
    _id: doc._id,
    kind: 'answer',
    at: doc.receivedAt,
    user: by.id,
    conversation: thread.row._id,
    contact: thread.row.contactId,
    account: doc.accountId,
    ms: doc.receivedAt.getTime() - since.getTime(),
    first,
  });
}

/** The bot answers; the person goes on waiting for one of us. */
export function botSays(thread: Thread, at: number, text: string): void {
  const { waitingSince } = thread.row;
  add(
    thread,
    at,
    {
      direction: 'out',
      author: { kind: 'bot', name: 'Okno' },
      automatic: 'auto-reply',
      delivery: { state: 'delivered', attempts: 1, parts: [], at: new Date(at + 1000), priority: 0 },
    },
    text,
  );
  thread.row = { ...thread.row, waitingSince };
}

/** A colleague writes to colleagues. */
export function notes(thread: Thread, at: number, by: Colleague, text: string): void {
  add(
    thread,
    at,
    {
      direction: 'out',
      kind: 'note',
      author: { kind: 'user', id: by.id, name: by.name },
      accountId: null,
      channel: null,
      chat: null,
    },
    text,
  );
}

/** Somebody becomes responsible. */
export function given(
  thread: Thread,
  at: number,
  to: Colleague | null,
  by: string | null,
  reason: string,
): void {
  const { row } = thread;
  const from = { assignee: row.assignee, team: row.team };
  const next = { assignee: to?.id ?? null, team: row.team };
  thread.past.timeline.push(
    assignmentEntry(row, { id: `demo:${idAt(at)}`, at: new Date(at), by, from, to: next, reason }),
  );
  const waits = row.waitingSince !== null && to !== null;
  thread.row = {
    ...row,
    assignee: to?.id ?? null,
    ...(waits ? { leaseUntil: new Date(at + LEASE_MS), routeAt: new Date(at + LEASE_MS) } : {}),
  };
}

/** The talk is over. */
export function closed(thread: Thread, at: number, by: Colleague): void {
  const { row, past } = thread;
  past.timeline.push(
    statusEntry(row, {
      id: `demo:${idAt(at)}`,
      at: new Date(at),
      by: by.name,
      from: row.status,
      to: 'closed',
      cause: 'person',
    }),
  );
  past.talkFacts.push({
    _id: `closed:${row._id}:${row.lastSeq}`,
    kind: 'closed',
    at: new Date(at),
    user: by.id,
    conversation: row._id,
    contact: row.contactId,
    account: row.routes[0]?.accountId ?? null,
    ms: at - (row.openedAt ?? row.createdAt).getTime(),
  });
  const next: ConversationDoc = { ...row, status: 'closed', unread: 0 };
  endWaiting(next);
  thread.row = next;
}
