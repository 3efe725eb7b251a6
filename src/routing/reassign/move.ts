import { announceContact } from '../../contacts/announce.ts';
import { appendMessage } from '../../conversations/append.ts';
import { assigneeChange } from '../../conversations/change.ts';
import { changeRow, type RowChange } from '../../conversations/change-row.ts';
import type { House } from '../../house.ts';
import { type ConversationDoc, conversationById } from '../../store/conversations.ts';
import { changeResponsible } from '../../store/held.ts';
import { type Holder, type MoveDoc, type ReassignmentDoc, settleMove } from '../../store/reassignments.ts';
import { assignmentEntry } from '../../timeline/entries.ts';
import { recordEntry } from '../../timeline/record.ts';

/** Moves one conversation, unless somebody has given it to somebody else meanwhile. May be done again. */
export async function carryMove(house: House, doc: ReassignmentDoc, move: MoveDoc): Promise<void> {
  const { to } = move;
  if (to === null) return;
  if (move.only === 'contact') {
    const row = await conversationById(house.store.conversations, move.conversation);
    const moved = row !== null && (await moveResponsible(house, move, row, move.responsible));
    return settleMove(house.store.moves, move._id, 'planned', { state: moved ? 'done' : 'refused' });
  }
  const now = new Date(house.clock.now());
  const { after } = await changeRow(house, move.conversation, (row) =>
    row.mergedInto !== undefined || row.assignee !== move.from.assignee ? null : handOver(row, to, now),
  );
  if (after.mergedInto !== undefined || !isHeldBy(after, to)) {
    return settleMove(house.store.moves, move._id, 'planned', { state: 'refused' });
  }
  const { from } = move;
  if (!isHeldBy(from, to)) {
    const facts = { id: `reassigned:${move._id}`, at: doc.at, by: doc.by.name, from, to, reason: doc.reason };
    await recordEntry(house, assignmentEntry(after, facts), after);
  }
  await completeMove(house, doc, move, after);
}

/** What follows a move: the note for whoever takes over, and the contact's responsible colleague. */
export async function completeMove(
  house: House,
  doc: ReassignmentDoc,
  move: MoveDoc,
  row: ConversationDoc,
): Promise<void> {
  if (doc.note !== undefined) await writeNote(house, doc, move, doc.note);
  await moveResponsible(house, move, row, move.responsible);
  const { to, responsible } = move;
  const set = { state: 'done' as const, to, ...(responsible === undefined ? {} : { responsible }) };
  await settleMove(house.store.moves, move._id, 'planned', set);
}

/** Gives a conversation back, unless somebody has changed it since or its former colleague is gone. */
export async function undoMove(
  house: House,
  doc: ReassignmentDoc,
  move: MoveDoc,
  gone: ReadonlySet<string>,
): Promise<void> {
  const { from, to } = move;
  const back = move.responsible && { from: move.responsible.to, to: move.responsible.from };
  const row = await conversationById(house.store.conversations, move.conversation);
  if (row === null || to === null) {
    return settleMove(house.store.moves, move._id, 'done', { state: 'kept' });
  }
  if (move.only === 'contact') {
    const undone = await moveResponsible(house, move, row, back);
    return settleMove(house.store.moves, move._id, 'done', { state: undone ? 'undone' : 'kept' });
  }
  const now = new Date(house.clock.now());
  const { after } = await changeRow(house, move.conversation, (current) => {
    const closed = current.status === 'closed' && move.status !== 'closed';
    const left = from.assignee !== null && gone.has(from.assignee);
    if (!isHeldBy(current, to) || closed || left || current.mergedInto !== undefined) return null;
    return handOver(current, from, now);
  });
  if (!isHeldBy(after, from)) return settleMove(house.store.moves, move._id, 'done', { state: 'kept' });
  if (!isHeldBy(from, to)) {
    const by = doc.undoneBy?.name ?? null;
    const facts = { id: `reassignment-undone:${move._id}`, at: now, by, from: to, to: from, reason: 'undo' };
    await recordEntry(house, assignmentEntry(after, facts), after);
  }
  await moveResponsible(house, move, after, back);
  await settleMove(house.store.moves, move._id, 'done', { state: 'undone' });
}

function isHeldBy(row: Holder, { assignee, team }: Holder): boolean {
  return row.assignee === assignee && row.team === team;
}

function handOver(row: ConversationDoc, { assignee, team }: Holder, now: Date): RowChange | null {
  if (isHeldBy(row, { assignee, team })) return null;
  return { ...(row.assignee === assignee ? {} : assigneeChange(row, assignee, now)), team };
}

/** Answers whether the contact's responsible colleague is the wanted one now. */
async function moveResponsible(
  house: House,
  move: MoveDoc,
  row: ConversationDoc,
  change: MoveDoc['responsible'],
): Promise<boolean> {
  if (change === undefined || change.from === change.to) return true;
  const contact = await changeResponsible(house.store.contacts, move.contact, change.from, change.to);
  if (contact === null) return false;
  await announceContact(house, contact, row);
  return true;
}

async function writeNote(
  house: House,
  { _id, by }: ReassignmentDoc,
  { conversation, to }: MoveDoc,
  note: string,
): Promise<void> {
  const now = new Date(house.clock.now());
  const heir = to?.assignee ?? null;
  await appendMessage(house, {
    conversationId: conversation,
    clientId: `handover:${_id}:${conversation}`,
    direction: 'out',
    kind: 'note',
    content: { text: { text: note, spans: [] }, attachments: [], cards: [] },
    accountId: null,
    channel: null,
    chat: null,
    author: { kind: 'user', id: by.id, name: by.name },
    sentAt: now,
    receivedAt: now,
    reactions: [],
    ...(heir === null || heir === by.id ? {} : { mentions: [heir] }),
  });
}
