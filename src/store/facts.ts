import { type Connection, type Model, Schema } from 'mongoose';
import { insertUnlessThere, raw } from './raw.ts';

/** One countable thing for reports. The id comes from the message, so that counting again changes nothing. */
export interface FactDoc {
  _id: string;
  /** `in` and `out` are messages, `answer` is the first word of ours to a person who waited. */
  kind: 'in' | 'out' | 'answer';
  at: Date;
  /** User id; absent for clients and for colleagues on other devices. */
  user?: string;
  channel: string | null;
  /** How long the person waited, in whole seconds; answers only. */
  seconds?: number;
  /** The first answer after a day of silence or ever. */
  first?: boolean;
}

const schema = new Schema<FactDoc>(
  { _id: String, kind: String, at: Date, user: String, channel: String, seconds: Number, first: Boolean },
  { versionKey: false },
);
schema.index({ kind: 1, at: 1 });

export const factModel = (connection: Connection): Model<FactDoc> =>
  connection.model<FactDoc>('fact', schema, 'facts');

export async function insertFacts(facts: Model<FactDoc>, docs: readonly FactDoc[]): Promise<void> {
  await insertUnlessThere(facts, docs);
}

/** How many facts of a kind there are, by what they are grouped by. */
export interface FactGroup {
  /** Beginning of a quarter of an hour in Unix milliseconds, a user id, or a channel. */
  key: number | string | null;
  seconds: number | null;
  first: boolean;
  count: number;
}

const QUARTER_MS = 900_000;
const KEYS = {
  // Every time zone is a whole number of quarters away from UTC, so days and hours of any zone are sums of them.
  time: { $subtract: [{ $toLong: '$at' }, { $mod: [{ $toLong: '$at' }, QUARTER_MS] }] },
  user: '$user',
  channel: '$channel',
} as const;

/**
 * Counts facts of a kind in a range, one walk along the index. Answers are told apart by their seconds, so that medians
 * of whatever they are joined to are exact.
 */
export async function countFacts(
  facts: Model<FactDoc>,
  kind: FactDoc['kind'],
  range: { from: Date; to: Date },
  by: keyof typeof KEYS,
  user?: string,
): Promise<FactGroup[]> {
  const match: Record<string, unknown> = { kind, at: { $gte: range.from, $lt: range.to } };
  if (user !== undefined) match.user = user;
  const found = raw(facts).aggregate<{
    _id: { key?: number | string | null; seconds?: number; first?: boolean };
    count: number;
  }>([
    { $match: match },
    { $group: { _id: { key: KEYS[by], seconds: '$seconds', first: '$first' }, count: { $sum: 1 } } },
  ]);
  const groups: FactGroup[] = [];
  for await (const { _id, count } of found) {
    const { key = null, seconds = null, first = false } = _id;
    groups.push({ key: key === null || typeof key === 'string' ? key : Number(key), seconds, first, count });
  }
  return groups;
}
