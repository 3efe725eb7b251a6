import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateReassignment, ReassignmentView } from '../../api/protocol.ts';
import { groupBy } from '../../group.ts';
import type { Actor, House } from '../../house.ts';
import { newId } from '../../ids.ts';
import { readSetting } from '../../settings.ts';
import type { ConversationDoc } from '../../store/conversations.ts';
import { responsibleOf } from '../../store/held.ts';
import {
  type Holder,
  insertMoves,
  insertReassignment,
  type MoveDoc,
  type ReassignmentDoc,
} from '../../store/reassignments.ts';
import { readLedger } from '../../store/routing.ts';
import { allTeams } from '../../store/teams.ts';
import { allUsers, type UserDoc } from '../../store/users.ts';
import { withFacts } from '../agenda.ts';
import { planFor } from '../plan.ts';
import { candidatesOf } from '../staff.ts';
import { checkEnds, type Gathered, gather } from './gather.ts';
import { runReassignment } from './run.ts';
import { presentReassignment } from './view.ts';

/** How long the answer waits for the work to end; what is left goes on by itself. */
const PATIENCE_MS = 1_500;

/**
 * Hands work over: everything of a colleague, or a selection. With `dryRun` only says what would happen. Answers when
 * it is done or, where it is much, under way. Rejects with `invalid` naming the field.
 */
export async function createReassignment(
  house: House,
  actor: Actor & { id: string },
  wanted: CreateReassignment,
  patienceMs = PATIENCE_MS,
): Promise<ReassignmentView> {
  await checkEnds(house, wanted);
  const gathered = await gather(house, wanted);
  const users = await allUsers(house.store.users);
  const moves = await movesFor(house, wanted, gathered);
  const doc = await documentFor(house, actor, wanted, gathered, { moves, users });
  if (wanted.dryRun) return preview(doc, gathered);
  const own = moves.map((move) => ({ ...move, _id: `${doc._id}:${move._id}`, reassignment: doc._id }));
  await insertMoves(house.store.moves, own);
  await insertReassignment(house.store.reassignments, doc);
  const work = runReassignment(house, doc._id).catch((error: unknown) =>
    house.log.warn({ err: error, reassignment: doc._id }, 'handing over stopped; it goes on by itself'),
  );
  await Promise.race([work, sleep(patienceMs, undefined, { ref: false })]);
  const now = await house.store.reassignments.findById(doc._id).lean<ReassignmentDoc>();
  return presentReassignment(house, now ?? doc);
}

function preview(doc: ReassignmentDoc, { missing }: Gathered): ReassignmentView {
  const { reason, note, plan, total, contacts, from, to } = doc;
  return {
    id: null,
    state: 'preview',
    total,
    done: 0,
    refused: missing,
    undone: 0,
    kept: 0,
    contacts,
    plan,
    from,
    to,
    reason,
    ...(note === undefined ? {} : { note }),
    at: doc.at.toISOString(),
    by: doc.by.name,
    undoneAt: null,
  };
}

/** One move for each conversation, and for each further contact of the colleague; ids without the reassignment's. */
async function movesFor(
  house: House,
  wanted: CreateReassignment,
  { rows, contacts }: Gathered,
): Promise<MoveDoc[]> {
  const responsible = wanted.responsible
    ? await responsibleOf(
        house.store.contacts,
        rows.map(({ contactId }) => contactId),
      )
    : new Map<string, string | null>();
  const heir = wanted.to.kind === 'user' ? (wanted.to.id ?? null) : null;
  const moves = rows.map((row): MoveDoc => {
    const move: MoveDoc = {
      _id: row._id,
      reassignment: '',
      conversation: row._id,
      contact: row.contactId,
      state: 'planned',
      status: row.status,
      from: { assignee: row.assignee, team: row.team },
      to: targetOf(row, wanted.to),
    };
    const known = responsible.get(row.contactId) ?? null;
    if (wanted.responsible && (wanted.from === undefined || known === wanted.from)) {
      move.responsible = { from: known, to: heir };
    }
    return move;
  });
  const nobody: Holder = { assignee: null, team: null };
  const further = contacts.map(
    ({ id, conversation }): MoveDoc => ({
      _id: conversation,
      reassignment: '',
      conversation,
      contact: id,
      only: 'contact',
      state: 'planned',
      status: '',
      from: nobody,
      to: nobody,
      responsible: { from: wanted.from ?? null, to: heir },
    }),
  );
  return [...moves, ...further];
}

/** Where a conversation goes; null where the routing decides. What is closed goes to the queue and is routed later. */
function targetOf(row: ConversationDoc, to: CreateReassignment['to']): Holder | null {
  if (to.kind === 'user') return { assignee: to.id ?? null, team: row.team };
  if (to.kind === 'team') return { assignee: null, team: to.id ?? null };
  if (to.kind === 'queue' || row.status === 'closed') return { assignee: null, team: row.team };
  return null;
}

async function documentFor(
  house: House,
  actor: Actor & { id: string },
  wanted: CreateReassignment,
  gathered: Gathered,
  { moves, users }: { moves: readonly MoveDoc[]; users: readonly UserDoc[] },
): Promise<ReassignmentDoc> {
  const now = new Date(house.clock.now());
  const holders = [
    ...moves.flatMap(({ only, to }) => (only === undefined && to !== null ? [to] : [])),
    ...(await guess(house, gathered, moves, users)),
  ];
  return {
    _id: newId(now.getTime()),
    rev: 1,
    state: 'running',
    from: wanted.from ?? null,
    to: { kind: wanted.to.kind, id: wanted.to.id ?? null },
    reason: wanted.reason,
    ...(wanted.note === undefined || wanted.note === '' ? {} : { note: wanted.note }),
    plan: await planOf(house, holders, users),
    total: gathered.rows.length + gathered.missing,
    missing: gathered.missing,
    contacts: moves.filter(({ responsible }) => responsible !== undefined).length,
    at: now,
    by: { id: actor.id, name: actor.name },
    undoneAt: null,
    busyUntil: now,
  };
}

/** Whom the routing would choose now; it decides when its turn comes. */
async function guess(
  house: House,
  { rows }: Gathered,
  moves: readonly MoveDoc[],
  users: readonly UserDoc[],
): Promise<Holder[]> {
  const open = new Set(moves.flatMap(({ to, conversation }) => (to === null ? [conversation] : [])));
  if (open.size === 0) return [];
  const settings = await readSetting(house, 'routing');
  const { turns } = await readLedger(house.store.routing);
  const teams = new Set((await allTeams(house.store.teams)).map(({ _id }) => _id));
  const staff = { byId: new Map(users.map((user) => [user._id, user])), teams };
  const people = await withFacts(
    house,
    settings,
    staff,
    rows.flatMap((row) => (open.has(row._id) ? [{ row, cause: 'handed-over' as const }] : [])),
  );
  const candidates = await candidatesOf(house, settings, { turns, moving: people.length, users });
  const { intents } = planFor(people, candidates, settings, turns, new Date(house.clock.now()));
  const stay = people.length - intents.length;
  return [
    ...intents.map(({ to }) => to),
    ...Array.from({ length: stay }, (): Holder => ({ assignee: null, team: null })),
  ];
}

async function planOf(
  house: House,
  holders: readonly Holder[],
  users: readonly UserDoc[],
): Promise<ReassignmentView['plan']> {
  const names = new Map<string, string>(users.map(({ _id, name }) => [_id, name]));
  for (const { _id, name } of await allTeams(house.store.teams)) names.set(_id, name);
  const groups = groupBy(holders, ({ assignee, team }) => assignee ?? team);
  return [...groups]
    .map(([to, group]) => ({
      to,
      kind:
        to === null ? ('queue' as const) : group[0]?.assignee === to ? ('user' as const) : ('team' as const),
      name: to === null ? '' : (names.get(to) ?? ''),
      count: group.length,
    }))
    .sort((one, other) => other.count - one.count);
}
