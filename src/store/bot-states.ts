import { type Connection, type Model, Schema } from 'mongoose';
import type { Act, BotState } from '../bot/state.ts';
import { duplicatesOf, isDuplicate } from './duplicate.ts';
import { raw } from './raw.ts';

/** What was decided and is not done yet; doing it again changes nothing. */
export interface PendingActs {
  /** Number of the message that was answered; names the acts for ever. */
  seq: number;
  messageId: string;
  acts: Act[];
  at: Date;
}

/** How far the bot is in one conversation. */
export interface BotStateDoc {
  /** Id of the conversation. */
  _id: string;
  rev: number;
  /** Messages up to here were considered, and the id of that one: merging people numbers messages anew. */
  seen: number;
  heardId: string;
  /** Cursor of the event that closed the conversation last; a second look at it changes nothing. */
  closed?: number;
  state: BotState;
  pending: PendingActs | null;
}

const schema = new Schema<BotStateDoc>(
  {
    _id: String,
    rev: Number,
    seen: Number,
    heardId: String,
    closed: Number,
    state: Schema.Types.Mixed,
    pending: { type: Schema.Types.Mixed, default: null },
  },
  { versionKey: false, minimize: false },
);
schema.index({ 'pending.at': 1 }, { partialFilterExpression: { 'pending.at': { $type: 'date' } } });

export const botStateModel = (connection: Connection): Model<BotStateDoc> =>
  connection.model<BotStateDoc>('botState', schema, 'botStates');

export function botStateOf(states: Model<BotStateDoc>, conversation: string): Promise<BotStateDoc | null> {
  return raw(states).findOne({ _id: conversation }) as Promise<BotStateDoc | null>;
}

/** The states of these conversations, where there are any. */
export async function botStatesOf(
  states: Model<BotStateDoc>,
  conversations: readonly string[],
): Promise<Map<string, BotStateDoc>> {
  if (conversations.length === 0) return new Map();
  const found = await raw(states)
    .find({ _id: { $in: [...conversations] } })
    .toArray();
  return new Map(found.map((doc) => [doc._id, doc as BotStateDoc]));
}

/** Writes a state if it is still as it was read (null: not there yet); null when somebody was faster. */
export async function saveBotState(
  states: Model<BotStateDoc>,
  before: BotStateDoc | null,
  wanted: Omit<BotStateDoc, 'rev'>,
): Promise<BotStateDoc | null> {
  const after = { ...wanted, rev: (before?.rev ?? 0) + 1 };
  if (before === null) {
    try {
      await raw(states).insertOne({ ...after });
      return after;
    } catch (error) {
      if (isDuplicate(error)) return null;
      throw error;
    }
  }
  const done = await raw(states).replaceOne({ _id: before._id, rev: before.rev } as object, { ...after });
  return done.matchedCount === 1 ? after : null;
}

/** Writes many states in one request, each under the same condition; whose state somebody else wrote is left alone. */
export async function hearAll(
  states: Model<BotStateDoc>,
  changes: readonly { before: BotStateDoc | null; after: Omit<BotStateDoc, 'rev'> }[],
): Promise<void> {
  if (changes.length === 0) return;
  const writes = changes.map(({ before, after }) => {
    const replacement = { ...after, rev: (before?.rev ?? 0) + 1 };
    if (before === null) return { insertOne: { document: replacement } };
    return { replaceOne: { filter: { _id: before._id, rev: before.rev }, replacement } };
  });
  try {
    await raw(states).bulkWrite(writes as never, { ordered: false });
  } catch (error) {
    if (duplicatesOf(error) === null) throw error;
  }
}

/** Conversations in which something decided before `until` was not done yet, the oldest first. */
export async function unfinishedBotStates(
  states: Model<BotStateDoc>,
  until: Date,
  limit: number,
): Promise<string[]> {
  const found = await raw(states)
    .find({ 'pending.at': { $type: 'date', $lte: until } } as object, { projection: { _id: 1 } })
    .sort({ 'pending.at': 1 })
    .limit(limit)
    .toArray();
  return found.map((doc) => doc._id);
}
