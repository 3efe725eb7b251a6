import { setTimeout as sleep } from 'node:timers/promises';
import type { ReassignmentView } from '../../api/protocol.ts';
import { HouseError, notFound } from '../../errors.ts';
import type { Actor, House } from '../../house.ts';
import { changeReassignment, reassignmentById } from '../../store/reassignments.ts';
import { runReassignment } from './run.ts';
import { presentReassignment } from './view.ts';

const PATIENCE_MS = 1_500;

/**
 * Gives back what was handed over and nobody has changed since; also while it is still being handed over. Rejects with
 * `not_found`, and with `conflict` when it was undone already.
 */
export async function undoReassignment(
  house: House,
  actor: Actor & { id: string },
  id: string,
  patienceMs = PATIENCE_MS,
): Promise<ReassignmentView> {
  const { reassignments } = house.store;
  const known = await reassignmentById(reassignments, id);
  if (known === null) throw notFound('reassignment');
  const set = { state: 'undoing' as const, undoneBy: { id: actor.id, name: actor.name } };
  const begun =
    // Whoever still moves goes over to undoing with the next slice.
    (await changeReassignment(reassignments, id, 'running', { set })) ??
    (await changeReassignment(reassignments, id, 'done', {
      set: { ...set, busyUntil: new Date(house.clock.now()) },
      recount: true,
    }));
  if (begun === null) throw new HouseError('conflict', 'This was undone already.');
  const work = runReassignment(house, id).catch((error: unknown) =>
    house.log.warn({ err: error, reassignment: id }, 'undoing stopped; it goes on by itself'),
  );
  await Promise.race([work, sleep(patienceMs, undefined, { ref: false })]);
  return presentReassignment(house, (await reassignmentById(reassignments, id)) ?? begun);
}
