import { type Connection, type Model, Schema } from 'mongoose';
import { deleteParts } from './envelope-parts.ts';
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
  /** Empty in the store when `parts` says that the bytes lie elsewhere. */
  bytes: Buffer;
  /** All bytes of it, wherever they lie. */
  size: number;
  /** How many further pieces of the bytes lie in `envelopeparts`. */
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

/** A piece of an envelope's bytes. */
export interface PartDoc {
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

/** A document holds 16 MB at most. */
const PIECE = 8 * 1024 * 1024;
/** Above this the bytes lie apart: what becomes of an envelope is noted without writing them once more. */
const INLINE = 8 * 1024;
const NO_BYTES = Buffer.alloc(0);
/** Buffers instead of the driver's own Binary. */
const AS_BUFFERS = { promoteBuffers: true };

/**
 * Makes envelopes durable, all of them in one round trip, or two where bytes lie apart: those first. Answers the
 * indexes of those that had arrived before.
 */
export async function storeEnvelopes(store: Collections, docs: readonly EnvelopeDoc[]): Promise<Set<number>> {
  const parts = docs.flatMap(partsOf);
  await insertUnlessThere(store.envelopeParts, parts);
  const known = await insertUnlessThere(store.envelopes, docs.map(withoutParts));
  const idle = [...known].flatMap((index) => partsOf(docs[index] as EnvelopeDoc));
  await deleteParts(
    store,
    idle.map(({ _id }) => _id),
  );
  return known;
}

function partsOf({ _id, bytes }: EnvelopeDoc): PartDoc[] {
  if (bytes.length <= INLINE) return [];
  return Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, at) => ({
    _id: `${_id}:${at + 1}`,
    bytes: bytes.subarray(at * PIECE, (at + 1) * PIECE),
  }));
}

function withoutParts(doc: EnvelopeDoc): EnvelopeDoc {
  if (doc.bytes.length <= INLINE) return doc;
  return { ...doc, bytes: NO_BYTES, parts: Math.ceil(doc.bytes.length / PIECE) };
}

/** Envelopes with all their bytes, in the order of their ids. */
export async function envelopesById(store: Collections, ids: readonly string[]): Promise<EnvelopeDoc[]> {
  if (ids.length === 0) return [];
  const found = (await raw(store.envelopes)
    .find({ _id: { $in: [...ids] } }, AS_BUFFERS)
    .sort({ _id: 1 })
    .toArray()) as EnvelopeDoc[];
  return whole(store, found);
}

async function whole(store: Collections, docs: readonly EnvelopeDoc[]): Promise<EnvelopeDoc[]> {
  const ids = docs.flatMap(({ _id, parts }) => partIds(_id, parts));
  if (ids.length === 0) return [...docs];
  const found = await raw(store.envelopeParts)
    .find({ _id: { $in: ids } }, AS_BUFFERS)
    .toArray();
  const pieces = new Map(found.map(({ _id, bytes }) => [_id, bytes as Buffer]));
  return docs.map((doc) => {
    const further = partIds(doc._id, doc.parts).flatMap((id) => pieces.get(id) ?? []);
    return further.length === 0 ? doc : { ...doc, bytes: Buffer.concat([doc.bytes, ...further]) };
  });
}

const partIds = (id: string, parts = 0): string[] =>
  Array.from({ length: parts }, (_, at) => `${id}:${at + 1}`);

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

/** How often the one of these that was begun most often has been; 0 when there are none. */
export async function mostTries(envelopes: Model<EnvelopeDoc>, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const found = await raw(envelopes)
    .find({ _id: { $in: [...ids] } }, { projection: { attempts: 1 } })
    .toArray();
  return Math.max(0, ...found.map(({ attempts }) => attempts));
}

/** Deletes applied envelopes below an id, in small steps. */
export async function deleteApplied(store: Collections, below: string): Promise<void> {
  for (;;) {
    const old = await raw(store.envelopes)
      .find({ _id: { $lt: below }, state: 'applied' }, { projection: { _id: 1, parts: 1 } })
      .sort({ _id: 1 })
      .limit(500)
      .toArray();
    const parts = old.flatMap(({ _id, parts }) => partIds(_id, parts));
    await deleteParts(store, parts);
    if (old.length > 0) await raw(store.envelopes).deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    if (old.length < 500) return;
  }
}
