import type { House } from '../../house.ts';
import {
  changeReassignment,
  countMoves,
  idleReassignments,
  movesIn,
  type ReassignmentDoc,
  reassignmentById,
  takeReassignment,
} from '../../store/reassignments.ts';
import { allUsers } from '../../store/users.ts';
import { carryMoves, isDecided, undoMoves } from './move.ts';
import { routeMoves } from './route-moves.ts';
import { presentReassignment } from './view.ts';

/** Conversations moved with one round of writes. */
const SLICE = 200;
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
  await routeMoves(
    house,
    doc,
    moves.filter((move) => !isDecided(move)),
  );
  await carryMoves(house, doc, moves.filter(isDecided));
  return moves.length > 0;
}

async function undoSlice(house: House, doc: ReassignmentDoc): Promise<boolean> {
  const moves = await movesIn(house.store.moves, doc._id, 'done', SLICE);
  const users = await allUsers(house.store.users);
  const gone = new Set(users.filter(({ disabled }) => disabled).map(({ _id }) => _id));
  await undoMoves(house, doc, moves, gone);
  return moves.length > 0;
}
