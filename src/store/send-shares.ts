import { type Connection, type Model, Schema } from 'mongoose';
import { isDuplicate } from './duplicate.ts';
import { raw } from './raw.ts';

/** One process that sends for an account. */
export interface SendMember {
  id: string;
  /** How many of the account's places it may use. */
  places: number;
  /** How many it could use now. */
  wants: number;
  /** After this it uses none, and a little later others may. */
  until: Date;
}

/** How the processes of a house share one account's rate. */
export interface SendShareDoc {
  _id: string;
  rev: number;
  members: SendMember[];
  /** The network asked all of them to wait. */
  pausedUntil?: Date;
}

const schema = new Schema<SendShareDoc>(
  { _id: String, rev: Number, members: Schema.Types.Mixed, pausedUntil: Date },
  { versionKey: false },
);

export const sendShareModel = (connection: Connection): Model<SendShareDoc> =>
  connection.model<SendShareDoc>('sendshare', schema, 'sendshares');

/** The shares of an account; none were given before when its `rev` is 0. */
export async function sendShares(model: Model<SendShareDoc>, accountId: string): Promise<SendShareDoc> {
  const found = (await raw(model).findOne({ _id: accountId })) as SendShareDoc | null;
  return found ?? { _id: accountId, rev: 0, members: [] };
}

/** Writes what was computed from `doc`, unless somebody else wrote meanwhile; then false. */
export async function writeSendShares(
  model: Model<SendShareDoc>,
  doc: SendShareDoc,
  next: Pick<SendShareDoc, 'members' | 'pausedUntil'>,
): Promise<boolean> {
  const after = { ...next, rev: doc.rev + 1 };
  if (doc.rev > 0) {
    const done = await raw(model).updateOne(
      { _id: doc._id, rev: doc.rev } as object,
      { $set: after } as object,
    );
    return done.matchedCount === 1;
  }
  try {
    await raw(model).insertOne({ _id: doc._id, ...after });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
