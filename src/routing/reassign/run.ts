import type { House } from '../../house.ts';
import { readSetting } from '../../settings.ts';
import { type ConversationDoc, conversationsById } from '../../store/conversations.ts';
import {
  changeReassignment,
  countMoves,
  idleReassignments,
  type MoveDoc,
  movesIn,
  type ReassignmentDoc,
  reassignmentById,
  settleMove,
  takeReassignment,
} from '../../store/reassignments.ts';
import { allTeams } from '../../store/teams.ts';
import { allUsers } from '../../store/users.ts';
import { withFacts } from '../agenda.ts';
import { place } from '../place.ts';
import { carryMove, completeMove, undoMove } from './move.ts';
import { presentReassignment } from './view.ts';

const SLICE = 50;
/** A process that works on it and is not heard of for so long is dead. */
const BUSY_MS = 20_000;
/** How often progress is counted and told. */
const TELL_MS = 1_000;

/**
 * Works through what is left of a reassignment, or of its undoing, slice by slice. Every step may be done again, so
 * whoever comes after a crash goes on. Returns at once when another process has it.
 */
export async function runReassignment(house: House, id: string): Promise<void> {
  const { reassignments } = house.store;
  const until = () => new Date(house.clock.now() + BUSY_MS);
  let taken = await takeReassignment(reassignments, id, { free: new Date(house.clock.now()) }, until());
  let toldAt = performance.now();
  while (taken?.busyUntil !== undefined) {
    const undoing = taken.state === 'undoing';
    const more = undoing ? await undoSlice(house, taken) : await moveSlice(house, taken);
    if (!more) {
      const counts = await countMoves(house.store.moves, id);
      const ended = await changeReassignment(reassignments, id, taken.state, {
        set: undoing
          ? { state: 'undone', undoneAt: new Date(house.clock.now()), counts }
          : { state: 'done', counts },
        rest: true,
      });
      if (ended !== null) return tell(house, id);
    }
    if (performance.now() - toldAt >= TELL_MS) {
      await tell(house, id);
      toldAt = performance.now();
    }
    taken = await takeReassignment(reassignments, id, { heldUntil: taken.busyUntil }, until());
  }
}

/** Goes on with what another process did not live to finish. */
export async function resumeReassignments(house: House): Promise<void> {
  const idle = await idleReassignments(house.store.reassignments, new Date(house.clock.now()));
  for (const id of idle) await runReassignment(house, id);
}

async function tell(house: House, id: string): Promise<void> {
  const doc = await reassignmentById(house.store.reassignments, id);
  if (doc === null) return;
  const reassignment = await presentReassignment(house, doc);
  house.volatile.tell(['managers'], { kind: 'reassignment', reassignment });
}

/** Answers whether there was anything to move. */
async function moveSlice(house: House, doc: ReassignmentDoc): Promise<boolean> {
  const moves = await movesIn(house.store.moves, doc._id, 'planned', SLICE);
  const routed = moves.filter(({ to }) => to === null);
  await routeMoves(house, doc, routed);
  await Promise.all(moves.filter(({ to }) => to !== null).map((move) => carryMove(house, doc, move)));
  return moves.length > 0;
}

async function undoSlice(house: House, doc: ReassignmentDoc): Promise<boolean> {
  const moves = await movesIn(house.store.moves, doc._id, 'done', SLICE);
  const users = await allUsers(house.store.users);
  const gone = new Set(users.filter(({ disabled }) => disabled).map(({ _id }) => _id));
  await Promise.all(moves.map((move) => undoMove(house, doc, move, gone)));
  return moves.length > 0;
}

/** Lets the routing place what it was asked to, by the same ledger that keeps everybody within their capacity. */
async function routeMoves(house: House, doc: ReassignmentDoc, moves: readonly MoveDoc[]): Promise<void> {
  if (moves.length === 0) return;
  const { conversations } = house.store;
  const ids = moves.map(({ conversation }) => conversation);
  const before = await conversationsById(conversations, ids);
  const movable = moves.flatMap((move) => {
    const row = before.get(move.conversation);
    return row && row.assignee === move.from.assignee && row.mergedInto === undefined ? [{ move, row }] : [];
  });
  await Promise.all(
    movable.map(({ move, row }) =>
      settleMove(house.store.moves, move._id, 'planned', { rev: move.rev ?? row.rev }),
    ),
  );
  const [settings, users, teams] = await Promise.all([
    readSetting(house, 'routing'),
    allUsers(house.store.users),
    allTeams(house.store.teams),
  ]);
  const staff = {
    byId: new Map(users.map((user) => [user._id, user])),
    teams: new Set(teams.map(({ _id }) => _id)),
  };
  const rows = movable.map(({ row }) => ({ row, cause: 'handed-over' as const }));
  const people = await withFacts(house, settings, staff, rows);
  const wish = { by: doc.by.name, reason: doc.reason };
  await place(
    house,
    settings,
    people.map((person) => ({ ...person, wish })),
  );
  const after = await conversationsById(conversations, ids);
  await Promise.all(moves.map((move) => settleRouted(house, doc, move, { before, after })));
}

async function settleRouted(
  house: House,
  doc: ReassignmentDoc,
  move: MoveDoc,
  rows: Record<'before' | 'after', ReadonlyMap<string, ConversationDoc>>,
): Promise<void> {
  const before = rows.before.get(move.conversation);
  const after = rows.after.get(move.conversation);
  const wasOurs = before?.assignee === move.from.assignee || move.rev !== undefined;
  if (before === undefined || after === undefined || after.mergedInto !== undefined || !wasOurs) {
    return settleMove(house.store.moves, move._id, 'planned', { state: 'refused' });
  }
  // Somebody wrote in this very moment: the next slice decides anew.
  if (after.rev !== before.rev && after.assignee === move.from.assignee && after.assignee !== null) return;
  const to = { assignee: after.assignee, team: after.team };
  const responsible = move.responsible && { ...move.responsible, to: to.assignee };
  await completeMove(house, doc, { ...move, to, ...(responsible ? { responsible } : {}) }, after);
}
