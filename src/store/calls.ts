import { type Connection, type Model, Schema } from 'mongoose';
import type { CallFacts, CallState } from '../crm/call-facts.ts';
import { isDuplicate } from './duplicate.ts';
import { raw } from './raw.ts';

/** The recording of a call and how far it has come. */
export interface StoredRecording {
  state: 'pending' | 'stored' | 'failed';
  /** Where the exchange has it; never shown. */
  url: string;
  fileKey?: string;
  name?: string;
  mime?: string;
  /** When to fetch it; absent when nothing is to be done. */
  fetchAt?: Date;
  tries?: number;
}

/** A telephone call: what the exchange has said of it, and what follows from that. */
export interface CallDoc {
  _id: string;
  rev: number;
  /** Its id at the exchange. */
  call: string;
  facts: CallFacts;
  direction: 'in' | 'out';
  state: CallState;
  from: string;
  to: string;
  /** The client's number in E.164; null when hidden or internal. */
  number: string | null;
  startedAt: Date;
  answeredAt?: Date;
  endedAt?: Date;
  duration?: number;
  extension?: string;
  operator: string | null;
  /** Whose number it is, as far as known when this was written. */
  contactId: string | null;
  conversationId: string | null;
  /** Missed, and nobody has returned it; absent otherwise, so that its index stays small. */
  waiting?: true;
  /** The conversation was told that this call waits. */
  opened?: true;
  handledAt?: Date;
  /** Null: the house saw that somebody called back or answered. */
  handledBy?: string | null;
  /** The call in which somebody spoke with the client afterwards; absent where that is not why it was handled. */
  handledCall?: string;
  recording?: StoredRecording;
}

const schema = new Schema<CallDoc>(
  {
    _id: String,
    rev: Number,
    call: String,
    facts: Schema.Types.Mixed,
    direction: String,
    state: String,
    from: String,
    to: String,
    number: String,
    startedAt: Date,
    answeredAt: Date,
    endedAt: Date,
    duration: Number,
    extension: String,
    operator: String,
    contactId: String,
    conversationId: String,
    waiting: Boolean,
    opened: Boolean,
    handledAt: Date,
    handledBy: String,
    handledCall: String,
    recording: Schema.Types.Mixed,
  },
  { versionKey: false, minimize: false },
);
schema.index({ call: 1 }, { unique: true });
schema.index({ startedAt: -1, _id: -1 });
schema.index({ state: 1, startedAt: -1, _id: -1 });
schema.index({ waiting: 1, startedAt: -1, _id: -1 }, { partialFilterExpression: { waiting: true } });
schema.index({ number: 1, startedAt: -1, _id: -1 });
schema.index({ contactId: 1, startedAt: -1, _id: -1 });
schema.index({ conversationId: 1, waiting: 1 }, { partialFilterExpression: { waiting: true } });
schema.index(
  { 'recording.fetchAt': 1 },
  { partialFilterExpression: { 'recording.fetchAt': { $type: 'date' } } },
);

export const callModel = (connection: Connection): Model<CallDoc> =>
  connection.model<CallDoc>('call', schema, 'calls');

type Calls = Model<CallDoc>;
type Place = { at: Date; id: string };

export function callById(calls: Calls, id: string): Promise<CallDoc | null> {
  return raw(calls).findOne({ _id: id }) as Promise<CallDoc | null>;
}

export function callOfExchange(calls: Calls, call: string): Promise<CallDoc | null> {
  return raw(calls).findOne({ call }) as Promise<CallDoc | null>;
}

/** False when the exchange's call is here already. */
export async function insertCall(calls: Calls, doc: CallDoc): Promise<boolean> {
  try {
    await raw(calls).insertOne(doc as never);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Writes a changed call, `step` revisions on, if it is still as it was read; null when somebody was faster. */
export async function saveCall(
  calls: Calls,
  before: CallDoc,
  wanted: CallDoc,
  step = 1,
): Promise<CallDoc | null> {
  const after: CallDoc = { ...wanted, rev: before.rev + step };
  const done = await raw(calls).replaceOne({ _id: before._id, rev: before.rev }, after as never);
  return done.matchedCount === 1 ? after : null;
}

/** One range of the list of calls, newest first, below `before`. Always a walk along one index. */
export function listCallDocs(
  calls: Calls,
  wanted: { state?: CallState | undefined; waiting?: boolean | undefined },
  before: Place | null,
  limit: number,
): Promise<CallDoc[]> {
  const filter: Record<string, unknown> = {};
  if (wanted.state !== undefined) filter.state = wanted.state;
  if (wanted.waiting === true) filter.waiting = true;
  if (wanted.waiting === false) filter.waiting = { $exists: false };
  if (before !== null) {
    filter.startedAt = { $lte: before.at };
    filter.$or = [{ startedAt: { $lt: before.at } }, { startedAt: before.at, _id: { $lt: before.id } }];
  }
  const found = raw(calls).find(filter as object);
  return found.sort({ startedAt: -1, _id: -1 }).limit(limit).toArray() as Promise<CallDoc[]>;
}

/** Missed calls that wait, the oldest first. */
export function waitingCalls(calls: Calls, limit: number): Promise<CallDoc[]> {
  const found = raw(calls).find({ waiting: true } as object);
  return found.sort({ startedAt: 1, _id: 1 }).limit(limit).toArray() as Promise<CallDoc[]>;
}

export function waitingCallsOf(calls: Calls, conversationId: string): Promise<CallDoc[]> {
  return raw(calls)
    .find({ conversationId, waiting: true } as object)
    .toArray() as Promise<CallDoc[]>;
}

/** Calls of one number or one contact, newest first, below `before`. */
export function callsOf(
  calls: Calls,
  whose: { number: string } | { contactId: string },
  before: Place | null,
  limit: number,
): Promise<CallDoc[]> {
  const filter: Record<string, unknown> = { ...whose };
  if (before !== null) {
    filter.startedAt = { $lte: before.at };
    filter.$or = [{ startedAt: { $lt: before.at } }, { startedAt: before.at, _id: { $lt: before.id } }];
  }
  const found = raw(calls).find(filter as object);
  return found.sort({ startedAt: -1, _id: -1 }).limit(limit).toArray() as Promise<CallDoc[]>;
}

/** Takes the call whose recording is due the longest; nobody else takes it before `leaseUntil`. Null: none is due. */
export function claimRecording(calls: Calls, now: Date, leaseUntil: Date): Promise<CallDoc | null> {
  return raw(calls).findOneAndUpdate(
    { 'recording.fetchAt': { $type: 'date', $lte: now } } as object,
    { $set: { 'recording.fetchAt': leaseUntil }, $inc: { rev: 1 } } as object,
    { sort: { 'recording.fetchAt': 1 }, returnDocument: 'after' },
  ) as Promise<CallDoc | null>;
}

const QUARTER_MS = 900_000;

/**
 * How many calls were talked in a range, by quarter of an hour (its beginning in Unix milliseconds) or by colleague;
 * those of `users` alone where they are given.
 */
export async function countTalks(
  calls: Calls,
  range: { from: Date; to: Date },
  by: 'time' | 'user',
  users?: ReadonlySet<string>,
): Promise<{ key: number | string | null; count: number }[]> {
  const match: Record<string, unknown> = {
    state: { $in: ['answered', 'ended'] },
    startedAt: { $gte: range.from, $lt: range.to },
  };
  if (users !== undefined) match.operator = { $in: [...users] };
  const at = { $toLong: '$startedAt' };
  const key = by === 'user' ? '$operator' : { $subtract: [at, { $mod: [at, QUARTER_MS] }] };
  const found = await raw(calls)
    .aggregate<{ _id: number | string | null; count: number }>([
      { $match: match },
      { $group: { _id: key, count: { $sum: 1 } } },
    ])
    .toArray();
  return found.map(({ _id, count }) => ({
    key: typeof _id === 'string' || _id === null ? _id : Number(_id),
    count,
  }));
}
