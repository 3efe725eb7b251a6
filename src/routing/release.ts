import { assigneeChange } from '../conversations/change.ts';
import { changeRows } from '../conversations/change-rows.ts';
import { type Actor, type House, SYSTEM } from '../house.ts';
import type { UserDoc } from '../store/users.ts';
import { unfinishedOf } from '../store/waiting.ts';
import { assignmentEntry } from '../timeline/entries.ts';
import { recordEntries } from '../timeline/record.ts';

const SLICE = 100;

/**
 * Whatever is unfinished with colleagues who can no longer sign in goes back to the queue, with or without routing.
 * Answers how many, about `most` of them. Safe to repeat; what is closed follows when its person writes again.
 */
export async function releaseDisabled(
  house: House,
  users: readonly UserDoc[],
  actor: Actor = SYSTEM,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  const gone = new Set(users.filter(({ disabled }) => disabled).map(({ _id }) => _id));
  let released = 0;
  for (;;) {
    const rows = await unfinishedOf(house.store.conversations, [...gone], SLICE);
    await release(
      house,
      rows.map(({ _id }) => _id),
      gone,
      actor,
    );
    released += rows.length;
    if (rows.length < SLICE || released >= most) return released;
  }
}

async function release(
  house: House,
  ids: readonly string[],
  gone: ReadonlySet<string>,
  actor: Actor,
): Promise<void> {
  const at = new Date(house.clock.now());
  const rows = await changeRows(house, ids, (row) =>
    row.assignee !== null && gone.has(row.assignee) ? assigneeChange(row, null, at, false) : null,
  );
  const changed = [...rows.values()].filter(({ before, after }) => before !== after);
  await recordEntries(
    house,
    changed.map(({ before, after }) => {
      const entry = assignmentEntry(after, {
        id: `assignment:${after._id}:${after.rev}`,
        at,
        by: actor.kind === 'user' ? actor.name : null,
        from: { assignee: before.assignee, team: before.team },
        to: { assignee: null, team: after.team },
        reason: 'disabled',
      });
      return { entry, row: after };
    }),
  );
}
