import { type Connection, type Model, Schema } from 'mongoose';
import type { ReassignmentView } from '../api/protocol.ts';
import { insertUnlessThere, raw } from './raw.ts';

/** Who has a conversation. */
export interface Holder {
  assignee: string | null;
  team: string | null;
}

/** Work that a manager hands over. It exists once all of its moves do, so a crash before leaves nothing to be done. */
export interface ReassignmentDoc {
  _id: string;
  rev: number;
  state: Exclude<ReassignmentView['state'], 'preview'>;
  from: string | null;
  to: { kind: ReassignmentView['to']['kind']; id: string | null };
  reason: string;
  note?: string;
  plan: ReassignmentView['plan'];
  /** All conversations; those of them that were asked for and do not exist count as refused. */
  total: number;
  missing: number;
  contacts: number;
  at: Date;
  by: { id: string; name: string };
  undoneAt: Date | null;
  undoneBy?: { id: string; name: string };
  /** How many moves came to what, once it is over. */
  counts?: Record<MoveState, number>;
  /** Until then one process works on it; absent when nothing is left to do. */
  busyUntil?: Date;
}

export type MoveState = 'planned' | 'done' | 'refused' | 'undone' | 'kept';

/** One conversation, or one contact whose conversation stays where it is. */
export interface MoveDoc {
  /** `<reassignment>:<conversation>`. */
  _id: string;
  reassignment: string;
  conversation: string;
  contact: string;
  /** Only the responsible colleague changes. */
  only?: 'contact';
  state: MoveState;
  /** Status of the conversation when it was moved. */
  status: string;
  from: Holder;
  /** For `routing` the routing decides when its turn comes; until then null. */
  to: Holder | null;
  /** `rev` of the row when the routing was asked. */
  rev?: number;
  /** The contact's responsible colleague; absent where it stays. */
  responsible?: { from: string | null; to: string | null };
}

const reassignment = new Schema<ReassignmentDoc>(
  {
    _id: String,
    rev: Number,
    state: String,
    from: String,
    to: Schema.Types.Mixed,
    reason: String,
    note: String,
    plan: [Schema.Types.Mixed],
    total: Number,
    missing: Number,
    contacts: Number,
    at: Date,
    by: Schema.Types.Mixed,
    undoneAt: Date,
    undoneBy: Schema.Types.Mixed,
    counts: Schema.Types.Mixed,
    busyUntil: Date,
  },
  { versionKey: false },
);
reassignment.index({ busyUntil: 1 }, { partialFilterExpression: { busyUntil: { $type: 'date' } } });

const move = new Schema<MoveDoc>(
  {
    _id: String,
    reassignment: String,
    conversation: String,
    contact: String,
    only: String,
    state: String,
    status: String,
    from: Schema.Types.Mixed,
    to: Schema.Types.Mixed,
    rev: Number,
    responsible: Schema.Types.Mixed,
  },
  { versionKey: false },
);
move.index({ reassignment: 1, state: 1, _id: 1 });

export const reassignmentModel = (connection: Connection): Model<ReassignmentDoc> =>
  connection.model<ReassignmentDoc>('reassignment', reassignment, 'reassignments');
export const moveModel = (connection: Connection): Model<MoveDoc> =>
  connection.model<MoveDoc>('move', move, 'moves');

type Reassignments = Model<ReassignmentDoc>;
type Moves = Model<MoveDoc>;

/** Keeps the moves of a reassignment that is about to be. */
export async function insertMoves(moves: Moves, docs: readonly MoveDoc[]): Promise<void> {
  const slice = 500;
  for (let at = 0; at < docs.length; at += slice) await insertUnlessThere(moves, docs.slice(at, at + slice));
}

export async function insertReassignment(reassignments: Reassignments, doc: ReassignmentDoc): Promise<void> {
  await insertUnlessThere(reassignments, [doc]);
}

export function reassignmentById(reassignments: Reassignments, id: string): Promise<ReassignmentDoc | null> {
  return raw(reassignments).findOne({ _id: id }) as Promise<ReassignmentDoc | null>;
}

/** Newest first, below an id where one is given. */
export function reassignmentsBefore(
  reassignments: Reassignments,
  before: string | null,
  limit: number,
): Promise<ReassignmentDoc[]> {
  const found = raw(reassignments).find((before === null ? {} : { _id: { $lt: before } }) as object);
  return found.sort({ _id: -1 }).limit(limit).toArray() as Promise<ReassignmentDoc[]>;
}

/** Changes it if its state is still this one; null when it is not. `rest`: nothing is left to do. */
export function changeReassignment(
  reassignments: Reassignments,
  id: string,
  state: ReassignmentDoc['state'],
  change: { set: Partial<ReassignmentDoc>; rest?: true; recount?: true },
): Promise<ReassignmentDoc | null> {
  const update: Record<string, unknown> = { $set: change.set, $inc: { rev: 1 } };
  if (change.rest) update.$unset = { busyUntil: '' };
  if (change.recount) update.$unset = { counts: '' };
  return raw(reassignments).findOneAndUpdate({ _id: id, state }, update as object, {
    returnDocument: 'after',
  }) as Promise<ReassignmentDoc | null>;
}

/** Takes the right to work on it, or keeps it, until a time; null when another process has it. */
export function takeReassignment(
  reassignments: Reassignments,
  id: string,
  who: { free: Date } | { heldUntil: Date },
  until: Date,
): Promise<ReassignmentDoc | null> {
  const busyUntil = 'free' in who ? { $lte: who.free } : who.heldUntil;
  return raw(reassignments).findOneAndUpdate(
    { _id: id, busyUntil } as object,
    { $set: { busyUntil: until } } as object,
    { returnDocument: 'after' },
  ) as Promise<ReassignmentDoc | null>;
}

/** Reassignments that nobody works on although something is left to do. */
export async function idleReassignments(reassignments: Reassignments, now: Date): Promise<string[]> {
  const found = await raw(reassignments)
    .find({ busyUntil: { $type: 'date', $lte: now } } as object, { projection: { _id: 1 } })
    .sort({ busyUntil: 1 })
    .limit(20)
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Moves in a state, in the order of their ids. */
export function movesIn(
  moves: Moves,
  reassignment: string,
  state: MoveState,
  limit: number,
): Promise<MoveDoc[]> {
  const found = raw(moves).find({ reassignment, state } as object);
  return found.sort({ _id: 1 }).limit(limit).toArray() as Promise<MoveDoc[]>;
}

/** Writes what became of moves, once. */
export async function settleMoves(
  moves: Moves,
  from: MoveState,
  settled: readonly { id: string; set: Partial<MoveDoc> }[],
): Promise<void> {
  if (settled.length === 0) return;
  await raw(moves).bulkWrite(
    settled.map(({ id, set }) => ({
      updateOne: { filter: { _id: id, state: from } as object, update: { $set: set } as object },
    })),
    { ordered: false },
  );
}

/** How many moves of conversations are in each state. */
export async function countMoves(moves: Moves, reassignment: string): Promise<Record<MoveState, number>> {
  const found = await raw(moves)
    .aggregate<{ _id: MoveState; count: number }>([
      { $match: { reassignment } },
      { $group: { _id: '$state', count: { $sum: { $cond: [{ $eq: ['$only', 'contact'] }, 0, 1] } } } },
    ])
    .toArray();
  const counts = { planned: 0, done: 0, refused: 0, undone: 0, kept: 0 };
  for (const { _id, count } of found) counts[_id] = count;
  return counts;
}
