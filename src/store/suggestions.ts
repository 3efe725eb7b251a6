import { type Connection, type Model, Schema } from 'mongoose';
import { raw } from './raw.ts';

export interface SuggestionEvidence {
  kind: string;
  value?: string;
  message?: string;
  [fact: string]: unknown;
}

/** Two contacts that may be one person, or that somebody said are two for ever. */
export interface SuggestionDoc {
  /** Both ids, the smaller first. */
  _id: string;
  rev: number;
  contacts: [string, string];
  state: 'open' | 'dismissed';
  evidence: SuggestionEvidence[];
  /** 0..1 */
  confidence: number;
  at: Date;
  /** Who said that they are two. */
  by?: string;
}

const suggestion = new Schema<SuggestionDoc>(
  {
    _id: String,
    rev: Number,
    contacts: [String],
    state: String,
    evidence: [Schema.Types.Mixed],
    confidence: Number,
    at: Date,
    by: String,
  },
  { versionKey: false },
);
suggestion.index({ state: 1, at: -1, _id: -1 });
suggestion.index({ contacts: 1, state: 1 });

export const suggestionModel = (connection: Connection): Model<SuggestionDoc> =>
  connection.model<SuggestionDoc>('suggestion', suggestion, 'suggestions');

type Suggestions = Model<SuggestionDoc>;

export const pairId = (one: string, other: string): string =>
  one < other ? `${one}-${other}` : `${other}-${one}`;

/** Keeps a suggestion; one that was dismissed stays so, a known one takes the new evidence. Answers whether it is new. */
export async function keepSuggestion(
  suggestions: Suggestions,
  pair: readonly [string, string],
  fact: SuggestionEvidence,
  confidence: number,
  at: Date,
): Promise<boolean> {
  const _id = pairId(...pair);
  const contacts = _id.split('-');
  const done = await raw(suggestions).updateOne(
    { _id },
    { $setOnInsert: { contacts, state: 'open', evidence: [fact], confidence, at, rev: 1 } } as object,
    { upsert: true },
  );
  if (done.upsertedCount === 1) return true;
  const grown = await raw(suggestions).updateOne(
    {
      _id,
      state: 'open',
      evidence: { $not: { $elemMatch: { kind: fact.kind, value: fact.value } } },
    } as object,
    { $push: { evidence: fact }, $max: { confidence }, $inc: { rev: 1 } } as object,
  );
  return grown.modifiedCount === 1;
}

/** Remembers for ever that these are two people. */
export async function dismissPair(
  suggestions: Suggestions,
  pair: readonly [string, string],
  by: string | null,
  at: Date,
): Promise<void> {
  const _id = pairId(...pair);
  await raw(suggestions).updateOne(
    { _id },
    {
      $set: { state: 'dismissed', ...(by === null ? {} : { by }) },
      $setOnInsert: { contacts: _id.split('-'), evidence: [], confidence: 0, at },
      $inc: { rev: 1 },
    } as object,
    { upsert: true },
  );
}

export function suggestionById(suggestions: Suggestions, id: string): Promise<SuggestionDoc | null> {
  return raw(suggestions).findOne({ _id: id }) as Promise<SuggestionDoc | null>;
}

/** Whether somebody said that anybody of the one is not anybody of the other. */
export async function isDismissed(
  suggestions: Suggestions,
  ones: Iterable<string>,
  others: Iterable<string>,
): Promise<boolean> {
  const list = [...others];
  const ids = [...ones].flatMap((one) => list.map((other) => pairId(one, other)));
  return (await raw(suggestions).countDocuments({ _id: { $in: ids }, state: 'dismissed' })) > 0;
}

/** Open suggestions, newest first; of these contacts when given. */
export function openSuggestions(
  suggestions: Suggestions,
  before: { at: Date; id: string } | null,
  limit: number,
  contacts?: readonly string[],
): Promise<SuggestionDoc[]> {
  const filter: Record<string, unknown> = { state: 'open' };
  if (contacts) filter.contacts = { $in: [...contacts] };
  if (before) {
    filter.at = { $lte: before.at };
    filter.$or = [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }];
  }
  const found = raw(suggestions).find(filter as object);
  return (contacts ? found : found.sort({ at: -1, _id: -1 })).limit(limit).toArray() as Promise<
    SuggestionDoc[]
  >;
}
