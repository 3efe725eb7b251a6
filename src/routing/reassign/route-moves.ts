import type { House } from '../../house.ts';
import { readSetting } from '../../settings.ts';
import type { ConversationDoc } from '../../store/conversations.ts';
import { type MoveDoc, type ReassignmentDoc, settleMoves } from '../../store/reassignments.ts';
import { allTeams } from '../../store/teams.ts';
import { allUsers } from '../../store/users.ts';
import { withFacts } from '../agenda.ts';
import { place } from '../place.ts';
import { type Carried, completeMoves, rowsOf } from './complete.ts';

/** Lets the routing place what it was asked to, by the same ledger that keeps everybody within their capacity. */
export async function routeMoves(
  house: House,
  doc: ReassignmentDoc,
  moves: readonly MoveDoc[],
): Promise<void> {
  if (moves.length === 0) return;
  const before = await rowsOf(house, moves);
  const movable = moves.flatMap((move) => {
    const row = before.get(move.conversation);
    return row && row.assignee === move.from.assignee && row.mergedInto === undefined ? [{ move, row }] : [];
  });
  await settleMoves(
    house.store.moves,
    'planned',
    movable.map(({ move, row }) => ({ id: move._id, set: { rev: move.rev ?? row.rev } })),
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
  const after = await rowsOf(house, moves);
  const judged = moves.map((move) => {
    return judgeRouted(move, before.get(move.conversation), after.get(move.conversation));
  });
  await completeMoves(
    house,
    doc,
    judged.flatMap((verdict) => (typeof verdict === 'object' ? [verdict] : [])),
  );
  const refused = moves.filter((_, index) => judged[index] === 'refused');
  await settleMoves(
    house.store.moves,
    'planned',
    refused.map(({ _id }) => ({ id: _id, set: { state: 'refused' } })),
  );
}

/** `again`: somebody wrote in this very moment, and the next slice decides anew. */
function judgeRouted(
  move: MoveDoc,
  before: ConversationDoc | undefined,
  after: ConversationDoc | undefined,
): Carried | 'refused' | 'again' {
  const wasOurs = before?.assignee === move.from.assignee || move.rev !== undefined;
  if (before === undefined || after === undefined || after.mergedInto !== undefined || !wasOurs) {
    return 'refused';
  }
  if (after.rev !== before.rev && after.assignee === move.from.assignee && after.assignee !== null) {
    return 'again';
  }
  const to = { assignee: after.assignee, team: after.team };
  const responsible = move.responsible && { ...move.responsible, to: to.assignee };
  return { move: { ...move, to, ...(responsible && { responsible }) }, row: after };
}
