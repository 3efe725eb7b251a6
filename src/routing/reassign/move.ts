import { assigneeChange } from '../../conversations/change.ts';
import type { RowChange } from '../../conversations/change-row.ts';
import { changeRows, type RowChanged } from '../../conversations/change-rows.ts';
import { announceConversation, standingOf } from '../../conversations/standing.ts';
import type { EventDraft } from '../../events/log.ts';
import type { House } from '../../house.ts';
import type { ConversationDoc } from '../../store/conversations.ts';
import {
  type Holder,
  type MoveDoc,
  type MoveState,
  type ReassignmentDoc,
  settleMoves,
} from '../../store/reassignments.ts';
import { assignmentEntry } from '../../timeline/entries.ts';
import { recordEntries } from '../../timeline/record.ts';
import { type Carried, completeMoves, moveResponsible, rowsOf } from './complete.ts';

/** A move whose end is known. */
export type DecidedMove = MoveDoc & { to: Holder };

export const isDecided = (move: MoveDoc): move is DecidedMove => move.to !== null;

/**
 * Moves conversations with few round trips, unless somebody has given them to somebody else meanwhile. May be done
 * again.
 */
export async function carryMoves(
  house: House,
  doc: ReassignmentDoc,
  moves: readonly DecidedMove[],
): Promise<void> {
  const whole = moves.filter(({ only }) => only === undefined);
  const now = new Date(house.clock.now());
  const rows = await changeAll(house, whole, (row, { from, to }) =>
    row.assignee === from.assignee ? handOver(row, to, now) : null,
  );
  const held = whole.flatMap((move): Carried[] => {
    const row = rows.get(move.conversation)?.after;
    return row !== undefined && isHeldBy(row, move.to) ? [{ move, row }] : [];
  });
  await recordAll(house, held, ({ from, to }, id) => {
    return { id: `reassigned:${id}`, at: doc.at, by: doc.by.name, from, to, reason: doc.reason };
  });
  const done = new Set(held.map(({ move }) => move._id));
  const refused = whole.filter(({ _id }) => !done.has(_id));
  await completeMoves(house, doc, held);
  await settleMoves(house.store.moves, 'planned', settledAs(refused, 'refused'));
  await moveContacts(house, moves, 'planned', { moved: 'done', stayed: 'refused' });
}

/** Gives conversations back, unless somebody has changed them since or their former colleague is gone. */
export async function undoMoves(
  house: House,
  doc: ReassignmentDoc,
  moves: readonly MoveDoc[],
  gone: ReadonlySet<string>,
): Promise<void> {
  const now = new Date(house.clock.now());
  const back = moves.filter(isDecided).map(
    (move): DecidedMove => ({
      ...move,
      from: move.to,
      to: move.from,
      ...(move.responsible && {
        responsible: { from: move.responsible.to, to: move.responsible.from },
      }),
    }),
  );
  const whole = back.filter(({ only }) => only === undefined);
  const rows = await changeAll(house, whole, (row, { from, to, status }) => {
    const closed = row.status === 'closed' && status !== 'closed';
    const left = to.assignee !== null && gone.has(to.assignee);
    return !isHeldBy(row, from) || closed || left ? null : handOver(row, to, now);
  });
  const held = whole.flatMap((move): Carried[] => {
    const row = rows.get(move.conversation)?.after;
    return row !== undefined && isHeldBy(row, move.to) ? [{ move, row }] : [];
  });
  const by = doc.undoneBy?.name ?? null;
  await recordAll(house, held, ({ from, to }, id) => {
    return { id: `reassignment-undone:${id}`, at: now, by, from, to, reason: 'undo' };
  });
  await moveResponsible(house, held);
  const undone = new Set(held.map(({ move }) => move._id));
  const kept = moves.filter(({ _id, only }) => only === undefined && !undone.has(_id));
  const undoneMoves = whole.filter(({ _id }) => undone.has(_id));
  await settleMoves(house.store.moves, 'done', [
    ...settledAs(undoneMoves, 'undone'),
    ...settledAs(kept, 'kept'),
  ]);
  await moveContacts(house, back, 'done', { moved: 'undone', stayed: 'kept' });
}

/** Moves that only change who is responsible for a contact. */
async function moveContacts(
  house: House,
  moves: readonly DecidedMove[],
  from: MoveState,
  { moved, stayed }: Record<'moved' | 'stayed', MoveState>,
): Promise<void> {
  const only = moves.filter((move) => move.only === 'contact');
  const rows = await rowsOf(house, only);
  const known = only.flatMap((move): Carried[] => {
    const row = rows.get(move.conversation);
    return row === undefined ? [] : [{ move, row }];
  });
  const done = await moveResponsible(house, known);
  await settleMoves(
    house.store.moves,
    from,
    only.map(({ _id, contact }) => ({ id: _id, set: { state: done.has(contact) ? moved : stayed } })),
  );
}

const settledAs = (moves: readonly MoveDoc[], state: MoveState) =>
  moves.map(({ _id }) => ({ id: _id, set: { state } }));

async function changeAll(
  house: House,
  moves: readonly DecidedMove[],
  decide: (row: ConversationDoc, move: DecidedMove) => RowChange | null,
): Promise<Map<string, RowChanged>> {
  const byConversation = new Map(moves.map((move) => [move.conversation, move]));
  const rows = await changeRows(house, [...byConversation.keys()], (row, id) => {
    const move = byConversation.get(id);
    return move === undefined ? null : decide(row, move);
  });
  await house.events.publish(
    [...rows].flatMap(([id, { before, after }]) => {
      const move = byConversation.get(id);
      const there = move !== undefined && before === after && isHeldBy(after, move.to);
      return there && !isHeldBy(move.from, move.to) ? announceAgain(after, move.from) : [];
    }),
  );
  return rows;
}

/**
 * Moved in an earlier life that may not have lived to say so; said again it changes nothing. Who had it is told that it
 * is gone in words that no count follows, as they may have heard it.
 */
function announceAgain(row: ConversationDoc, from: Holder): EventDraft[] {
  const was = standingOf({ ...row, ...from, status: 'closed' });
  const news = announceConversation({ ...row, ...from }, row);
  return news.map((draft) => {
    if (draft.name === 'conversation.hidden') return { ...draft, data: { ...draft.data, was } };
    if (draft.name !== 'conversation.changed') return draft;
    return { ...draft, data: { ...draft.data, was: standingOf(row) } };
  });
}

function recordAll(
  house: House,
  held: readonly Carried[],
  factsOf: (move: DecidedMove, id: string) => Parameters<typeof assignmentEntry>[1],
): Promise<void> {
  const moved = held.filter(({ move }) => !isHeldBy(move.from, move.to));
  const entries = moved.map(({ move, row }) => ({
    entry: assignmentEntry(row, factsOf(move, move._id)),
    row,
  }));
  return recordEntries(house, entries);
}

function isHeldBy(row: Holder, { assignee, team }: Holder): boolean {
  return row.assignee === assignee && row.team === team;
}

function handOver(row: ConversationDoc, { assignee, team }: Holder, now: Date): RowChange | null {
  if (isHeldBy(row, { assignee, team })) return null;
  return { ...(row.assignee === assignee ? {} : assigneeChange(row, assignee, now, true)), team };
}
