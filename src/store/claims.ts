import { type Connection, type Model, Schema } from 'mongoose';
import { raw } from './raw.ts';

/**
 * An address that a contact gave as its own, however sure that is. Kept also where nothing was linked, so that a later
 * word of somebody else can be compared with it.
 */
export interface ClaimDoc {
  /** `contact|key` */
  _id: string;
  contactId: string;
  key: string;
  kind: 'phone' | 'email';
  value: string;
  evidence: string;
  confidence: number;
  /** Id of the message in which it stood. */
  message?: string;
  at: Date;
  /** A colleague said that it is not theirs, or took it away: no rule gives it back or offers it again. */
  refused?: true;
}

const claim = new Schema<ClaimDoc>(
  {
    _id: String,
    contactId: String,
    key: String,
    kind: String,
    value: String,
    evidence: String,
    confidence: Number,
    message: String,
    at: Date,
    refused: Boolean,
  },
  { versionKey: false },
);
claim.index({ key: 1 });
claim.index({ contactId: 1 });

export const claimModel = (connection: Connection): Model<ClaimDoc> =>
  connection.model<ClaimDoc>('claim', claim, 'claims');

type Claims = Model<ClaimDoc>;

/** Keeps what somebody claims; of two words about one address the surer one stays. Answers whether that was news. */
export async function keepClaim(claims: Claims, doc: ClaimDoc): Promise<boolean> {
  const { _id, ...fields } = doc;
  const made = await raw(claims).updateOne({ _id }, { $setOnInsert: fields } as object, { upsert: true });
  if (made.upsertedCount === 1) return true;
  const { confidence, evidence, at } = doc;
  const where = doc.message === undefined ? {} : { message: doc.message };
  const surer = await raw(claims).updateOne(
    { _id, confidence: { $lt: confidence } } as object,
    { $set: { confidence, evidence, at, ...where } } as object,
  );
  return surer.modifiedCount === 1;
}

const idsOf = (contacts: Iterable<string>, key: string): string[] =>
  [...contacts].map((contact) => `${contact}|${key}`);

/** Whether a colleague said of any of these contacts that the address is not theirs. */
export async function isRefused(claims: Claims, contacts: Iterable<string>, key: string): Promise<boolean> {
  const filter = { _id: { $in: idsOf(contacts, key) }, refused: true };
  return (await raw(claims).countDocuments(filter as object)) > 0;
}

export function claimsOfKey(claims: Claims, key: string): Promise<ClaimDoc[]> {
  return raw(claims).find({ key }).limit(50).toArray() as Promise<ClaimDoc[]>;
}

/** What a contact gave as its own. */
export function claimsOfContact(claims: Claims, contactId: string): Promise<ClaimDoc[]> {
  return raw(claims).find({ contactId }).limit(200).toArray() as Promise<ClaimDoc[]>;
}

/** A colleague says that an address is not a contact's. */
export async function refuseClaim(
  claims: Claims,
  doc: Pick<ClaimDoc, 'contactId' | 'key' | 'kind' | 'value' | 'at'>,
): Promise<void> {
  await raw(claims).updateOne(
    { _id: `${doc.contactId}|${doc.key}` },
    { $set: { refused: true }, $setOnInsert: { ...doc, evidence: 'person', confidence: 0 } } as object,
    { upsert: true },
  );
}

/** A colleague gives it to one of these contacts after all. */
export async function allowClaim(claims: Claims, contacts: Iterable<string>, key: string): Promise<void> {
  const filter = { _id: { $in: idsOf(contacts, key) } };
  await raw(claims).updateMany(filter as object, { $unset: { refused: '' } } as object);
}
