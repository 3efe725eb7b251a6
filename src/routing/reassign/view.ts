import type { ReassignmentView } from '../../api/protocol.ts';
import type { House } from '../../house.ts';
import { countMoves, type ReassignmentDoc } from '../../store/reassignments.ts';

/** A reassignment as managers see it, with how far it has come. */
export async function presentReassignment(house: House, doc: ReassignmentDoc): Promise<ReassignmentView> {
  const moves = doc.counts ?? (await countMoves(house.store.moves, doc._id));
  return {
    id: doc._id,
    state: doc.state,
    total: doc.total,
    done: moves.done + moves.undone + moves.kept,
    refused: moves.refused + doc.missing,
    undone: moves.undone,
    kept: moves.kept,
    contacts: doc.contacts,
    plan: doc.plan,
    from: doc.from,
    to: doc.to,
    reason: doc.reason,
    ...(doc.note === undefined ? {} : { note: doc.note }),
    at: doc.at.toISOString(),
    by: doc.by.name,
    undoneAt: doc.undoneAt?.toISOString() ?? null,
  };
}
