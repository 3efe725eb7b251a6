import { type Connection, type Model, Schema } from 'mongoose';
import { insertUnlessThere, raw } from './raw.ts';

/**
 * `new` waits to be applied, `parked` waits for a message it speaks of, `quarantined` waits for a person,
 * `applied` is kept for its retention only.
 */
export type EnvelopeState = 'new' | 'parked' | 'applied' | 'quarantined';

/** Why an envelope could not be applied. */
export interface EnvelopeProblem {
  code: 'unreadable' | 'unknown' | 'failed' | 'no_account';
  /** For people who mend it; no message text, no secrets. */
  detail: string;
  /** Of the program that could not; a newer one tries again by itself. */
  version?: string;
}

/** One raw payload of a network exactly as it arrived. */
export interface EnvelopeDoc {
  _id: string;
  /** Account and the network's own key; unique for ever, so that a redelivery makes nothing new. */
  key: string;
  accountId: string;
  channel: string;
  /** What must stay in order shares a lane. */
  lane: string;
  bytes: Buffer;
  /** All bytes of it, wherever they lie. */
  size: number;
  /** How many further pieces of the bytes lie in `envelopeparts`; a document holds 16 MB at most. */
  parts?: number;
  meta?: Record<string, string | number | boolean>;
  receivedAt: Date;
  state: EnvelopeState;
  /** Present until it is applied; keeps the index of what is left to do as small as that. */
  open?: true;
  /** Failed tries so far. */
  attempts: number;
  /** Message key a parked one waits for. */
  waitingFor?: string;
  problem?: EnvelopeProblem;
  settledAt?: Date;
}

interface PartDoc {
  /** `<envelope>:<number>` */
  _id: string;
  bytes: Buffer;
}

const schema = new Schema<EnvelopeDoc>(
  {
    _id: String,
    key: String,
    accountId: String,
    channel: String,
    lane: String,
    bytes: Buffer,
    size: Number,
    parts: Number,
    meta: Schema.Types.Mixed,
    receivedAt: Date,
    state: String,
    open: Boolean,
    attempts: Number,
    waitingFor: String,
    problem: Schema.Types.Mixed,
    settledAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ key: 1 }, { unique: true });
schema.index({ state: 1, _id: 1 }, { partialFilterExpression: { open: true } });

const partSchema = new Schema<PartDoc>({ _id: String, bytes: Buffer }, { versionKey: false });

export const envelopeModel = (connection: Connection): Model<EnvelopeDoc> =>
  connection.model<EnvelopeDoc>('envelope', schema, 'envelopes');

export const envelopePartModel = (connection: Connection): Model<PartDoc> =>
  connection.model<PartDoc>('envelopepart', partSchema, 'envelopeparts');

interface Collections {
  envelopes: Model<EnvelopeDoc>;
  envelopeParts: Model<PartDoc>;
}

const PIECE = 8 * 1024 * 1024;
/** Buffers instead of the driver's own Binary. */
const AS_BUFFERS = { promoteBuffers: true };

/** Makes envelopes durable in one round trip; answers the indexes of those that had arrived before. */
export async function storeEnvelopes(store: Collections, docs: readonly EnvelopeDoc[]): Promise<Set<number>> {
  const large = docs.filter(({ bytes }) => bytes.length > PIECE);
  for (const doc of large) await storeParts(store, doc);
  return insertUnlessThere(
    store.envelopes,
    docs.map((doc) => (doc.bytes.length > PIECE ? firstPiece(doc) : doc)),
  );
}

async function storeParts(store: Collections, doc: EnvelopeDoc): Promise<void> {
  for (let part = 1; part * PIECE < doc.bytes.length; part += 1) {
    const bytes = doc.bytes.subarray(part * PIECE, (part + 1) * PIECE);
    await raw(store.envelopeParts).insertOne({ _id: `${doc._id}:${part}`, bytes });
  }
}

function firstPiece(doc: EnvelopeDoc): EnvelopeDoc {
  return { ...doc, bytes: doc.bytes.subarray(0, PIECE), parts: Math.ceil(doc.bytes.length / PIECE) - 1 };
}

/** Envelopes with all their bytes, in the order of their ids. */
export async function envelopesById(store: Collections, ids: readonly string[]): Promise<EnvelopeDoc[]> {
  if (ids.length === 0) return [];
  const found = (await raw(store.envelopes)
    .find({ _id: { $in: [...ids] } }, AS_BUFFERS)
    .sort({ _id: 1 })
    .toArray()) as EnvelopeDoc[];
  return Promise.all(found.map((doc) => (doc.parts ? whole(store, doc) : doc)));
}

async function whole(store: Collections, doc: EnvelopeDoc): Promise<EnvelopeDoc> {
  const pieces = [doc.bytes];
  for (let part = 1; part <= (doc.parts ?? 0); part += 1) {
    const piece = await raw(store.envelopeParts).findOne({ _id: `${doc._id}:${part}` }, AS_BUFFERS);
    if (piece) pieces.push(piece.bytes as Buffer);
  }
  return { ...doc, bytes: Buffer.concat(pieces) };
}

/** An envelope that waits, by name. */
export interface WaitingEnvelope {
  id: string;
  size: number;
}

/** What is in a state other than applied, oldest first. */
export async function openIds(
  envelopes: Model<EnvelopeDoc>,
  state: EnvelopeState,
  range: { after?: string; before?: string },
  limit: number,
): Promise<WaitingEnvelope[]> {
  const bounds = { $gt: range.after ?? '', $lt: range.before ?? 'g' };
  const found = await raw(envelopes)
    .find({ open: true, state, _id: bounds }, { projection: { _id: 1, size: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id, size }) => ({ id: _id, size }));
}

/** What another version of the program laid aside for a person, oldest first. */
export async function quarantinedByOthers(
  envelopes: Model<EnvelopeDoc>,
  version: string,
  limit: number,
): Promise<WaitingEnvelope[]> {
  const found = await raw(envelopes)
    .find({ open: true, state: 'quarantined', 'problem.version': { $ne: version } } as object, {
      projection: { _id: 1, size: 1 },
    })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id, size }) => ({ id: _id, size }));
}

/** What waits in a state, newest first, without the bytes. */
export function openEnvelopes(
  envelopes: Model<EnvelopeDoc>,
  state: EnvelopeState,
  before: string | null,
  limit: number,
): Promise<Omit<EnvelopeDoc, 'bytes'>[]> {
  const found = raw(envelopes).find(
    { open: true, state, _id: { $lt: before ?? 'g' } },
    { projection: { bytes: 0 } },
  );
  return found.sort({ _id: -1 }).limit(limit).toArray() as Promise<Omit<EnvelopeDoc, 'bytes'>[]>;
}

export function countOpen(envelopes: Model<EnvelopeDoc>, state: EnvelopeState): Promise<number> {
  return raw(envelopes).countDocuments({ open: true, state });
}

/** Nothing is left to do with these. */
export async function settleEnvelopes(
  envelopes: Model<EnvelopeDoc>,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await raw(envelopes).updateMany({ _id: { $in: [...ids] } }, {
    $set: { state: 'applied', settledAt: now },
    $unset: { open: '', waitingFor: '', problem: '' },
  } as object);
}

/** Lays one aside for a person or until its message comes. */
export async function setAside(
  envelopes: Model<EnvelopeDoc>,
  id: string,
  aside: Pick<EnvelopeDoc, 'state'> & Partial<Pick<EnvelopeDoc, 'problem' | 'waitingFor' | 'attempts'>>,
): Promise<void> {
  await raw(envelopes).updateOne({ _id: id }, { $set: { ...aside, open: true } } as object);
}

/** Makes it new again; false when there is none in that state. */
export async function reopen(
  envelopes: Model<EnvelopeDoc>,
  id: string,
  from: EnvelopeState,
): Promise<boolean> {
  const done = await raw(envelopes).updateOne({ _id: id, state: from }, {
    $set: { state: 'new', open: true, attempts: 0 },
    $unset: { waitingFor: '', problem: '' },
  } as object);
  return done.matchedCount === 1;
}

/** Counts one more try of each before it begins, so that what kills the process is found out. */
export async function countTry(envelopes: Model<EnvelopeDoc>, ids: readonly string[]): Promise<void> {
  await raw(envelopes).updateMany({ _id: { $in: [...ids] } }, { $inc: { attempts: 1 } } as object);
}

/** Deletes applied envelopes below an id, in small steps. */
export async function deleteApplied(store: Collections, below: string): Promise<void> {
  for (;;) {
    const old = await raw(store.envelopes)
      .find({ _id: { $lt: below }, state: 'applied' }, { projection: { _id: 1, parts: 1 } })
      .sort({ _id: 1 })
      .limit(500)
      .toArray();
    const parts = old.flatMap(({ _id, parts = 0 }) =>
      Array.from({ length: parts }, (_, at) => `${_id}:${at + 1}`),
    );
    if (parts.length > 0) await raw(store.envelopeParts).deleteMany({ _id: { $in: parts } });
    if (old.length > 0) await raw(store.envelopes).deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    if (old.length < 500) return;
  }
}
