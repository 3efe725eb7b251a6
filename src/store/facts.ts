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

/** The facts of one whole hour, counted once they are all there. */
export interface FactHourDoc {
  /** Beginning of the hour in Unix milliseconds. */
  _id: number;
  cells: FactCell[];
}

/**
 * Facts of one kind, colleague and channel within a quarter of an hour: every time zone is a whole number of quarters
 * away from UTC, so days and hours of any zone are sums of them.
 */
export interface FactCell {
  kind: FactDoc['kind'];
  /** 0 to 3. */
  quarter: number;
  user?: string;
  channel: string | null;
  count: number;
  /** How long each waited; answers only. */
  seconds?: number[];
  /** The same of first answers, which are not among `seconds`. */
  first?: number[];
}

const hours = new Schema<FactHourDoc>({ _id: Number, cells: [Schema.Types.Mixed] }, { versionKey: false });

export const factHourModel = (connection: Connection): Model<FactHourDoc> =>
  connection.model<FactHourDoc>('facthour', hours, 'facthours');

export const HOUR_MS = 3_600_000;
export const QUARTER_MS = 900_000;

const KINDS: readonly FactDoc['kind'][] = ['in', 'out', 'answer'];

/** Inserts facts; answers those that were not there before. */
export async function insertFacts(facts: Model<FactDoc>, docs: readonly FactDoc[]): Promise<FactDoc[]> {
  const refused = await insertUnlessThere(facts, docs);
  return docs.filter((_, index) => !refused.has(index));
}

/** The facts of a kind in a range, a walk along the index. */
export function factsBetween(
  facts: Model<FactDoc>,
  kind: FactDoc['kind'],
  from: number,
  to: number,
): Promise<FactDoc[]> {
  const range = { $gte: new Date(from), $lt: new Date(to) };
  return raw(facts).find({ kind, at: range }).toArray() as Promise<FactDoc[]>;
}

/** The first fact at or after a moment, of whatever kind; null when there is none. */
export async function firstFactFrom(facts: Model<FactDoc>, from: number): Promise<FactDoc | null> {
  const firsts = await Promise.all(
    KINDS.map((kind) =>
      raw(facts)
        .find({ kind, at: { $gte: new Date(from) } })
        .sort({ at: 1 })
        .limit(1)
        .toArray(),
    ),
  );
  const [first] = (firsts.flat() as FactDoc[]).sort((one, other) => one.at.getTime() - other.at.getTime());
  return first ?? null;
}

/** How many facts a range has. */
export async function countFactsBetween(facts: Model<FactDoc>, from: number, to: number): Promise<number> {
  const range = { $gte: new Date(from), $lt: new Date(to) };
  const counts = await Promise.all(KINDS.map((kind) => raw(facts).countDocuments({ kind, at: range })));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Counted hours that begin in a range, in order. */
export function hoursBetween(model: Model<FactHourDoc>, from: number, to: number): Promise<FactHourDoc[]> {
  const found = raw(model).find({ _id: { $gte: from, $lt: to } });
  return found.sort({ _id: 1 }).toArray() as Promise<FactHourDoc[]>;
}

/** Which hours that begin in a range are counted. */
export async function countedHours(
  model: Model<FactHourDoc>,
  from: number,
  to: number,
): Promise<Set<number>> {
  const found = raw(model).find({ _id: { $gte: from, $lt: to } }, { projection: { _id: 1 } });
  return new Set((await found.toArray()).map(({ _id }) => _id as number));
}

export async function saveHour(model: Model<FactHourDoc>, doc: FactHourDoc): Promise<void> {
  await raw(model).replaceOne({ _id: doc._id }, doc, { upsert: true });
}

/** These hours have to be counted again. */
export async function dropHours(model: Model<FactHourDoc>, starts: readonly number[]): Promise<void> {
  if (starts.length > 0) await raw(model).deleteMany({ _id: { $in: [...starts] } });
}
