import { type Connection, type Model, Schema } from 'mongoose';
import type { EvidenceKind } from '../api/protocol.ts';
import { groupBy } from '../group.ts';
import { insertUnlessThere, raw } from './raw.ts';

/** Why an address belongs to a person. */
export interface Evidence {
  /** `network`: the channel itself says so; `shared`: the person shared it; `person`: a colleague wrote it down. */
  kind: EvidenceKind;
  at: Date;
  /** Who wrote it down. */
  by?: string;
  /** Key of the message it came with. */
  messageKey?: string;
  /** Id of that message here. */
  message?: string;
  /** When that message came, where a colleague confirmed what stood in it. */
  said?: Date;
  /** How sure the rule was, 0..1. */
  confidence?: number;
}

/** What a network says of a person besides the id; refreshed by later messages. */
export interface Profile {
  name?: string;
  username?: string;
  language?: string;
  avatar?: Record<string, unknown>;
  isBot?: boolean;
}

/** One address of a person. The unique key is what makes two simultaneous firsts one person. */
export interface IdentityDoc {
  _id: string;
  /** `channel:<channel>[:<account>]:<user>`, `email:<address>` or `phone:<E.164>`. */
  key: string;
  kind: 'channel' | 'email' | 'phone';
  channel?: string;
  accountId?: string;
  /** The user id, the address in lower case, or the number in E.164. */
  value: string;
  label?: string;
  contactId: string;
  conversationId: string;
  /** Contact it belonged to before a merge; absent while it is with its own. */
  home?: string;
  profile?: Profile;
  /** The network is still to be asked for name and picture. */
  stranger?: true;
  evidence: Evidence[];
  /** The network or a person vouches for it. */
  confirmed: boolean;
  createdAt: Date;
}

const schema = new Schema<IdentityDoc>(
  {
    _id: String,
    key: String,
    kind: String,
    channel: String,
    accountId: String,
    value: String,
    label: String,
    contactId: String,
    conversationId: String,
    home: String,
    profile: Schema.Types.Mixed,
    stranger: Boolean,
    evidence: [Schema.Types.Mixed],
    confirmed: Boolean,
    createdAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ key: 1 }, { unique: true });
schema.index({ contactId: 1, _id: 1 });
// Empty nearly always: whoever was asked for leaves it.
schema.index({ stranger: 1, _id: 1 }, { partialFilterExpression: { stranger: true } });

export const identityModel = (connection: Connection): Model<IdentityDoc> =>
  connection.model<IdentityDoc>('identity', schema, 'identities');

export async function identitiesByKeys(
  identities: Model<IdentityDoc>,
  keys: readonly string[],
): Promise<Map<string, IdentityDoc>> {
  if (keys.length === 0) return new Map();
  const found = await raw(identities)
    .find({ key: { $in: [...keys] } })
    .toArray();
  return new Map(found.map((doc) => [doc.key, doc as IdentityDoc]));
}

/** Inserts new identities; answers the indexes of those whose key somebody has already. */
export async function insertIdentities(
  identities: Model<IdentityDoc>,
  docs: readonly IdentityDoc[],
): Promise<Set<number>> {
  return insertUnlessThere(identities, docs);
}

/** Every address of a contact, oldest first. */
export function identitiesOf(identities: Model<IdentityDoc>, contactId: string): Promise<IdentityDoc[]> {
  return raw(identities).find({ contactId }).sort({ _id: 1 }).toArray() as Promise<IdentityDoc[]>;
}

/** Every address of each of these contacts, oldest first. */
export async function identitiesOfContacts(
  identities: Model<IdentityDoc>,
  contactIds: readonly string[],
): Promise<Map<string, IdentityDoc[]>> {
  const found = (await raw(identities)
    .find({ contactId: { $in: [...contactIds] } } as object)
    .toArray()) as IdentityDoc[];
  const sorted = found.sort((one, other) => (one._id < other._id ? -1 : 1));
  return groupBy(sorted, ({ contactId }) => contactId);
}

export async function saveProfile(
  identities: Model<IdentityDoc>,
  id: string,
  profile: Profile,
): Promise<void> {
  await raw(identities).updateOne({ _id: id }, { $set: { profile } });
}

export async function deleteIdentity(identities: Model<IdentityDoc>, id: string): Promise<void> {
  await raw(identities).deleteOne({ _id: id });
}

/** People whose network is still to be asked about them, oldest first. */
export function strangers(
  identities: Model<IdentityDoc>,
  after: string,
  limit: number,
): Promise<IdentityDoc[]> {
  return raw(identities)
    .find({ stranger: true, _id: { $gt: after } } as object)
    .sort({ stranger: 1, _id: 1 })
    .limit(limit)
    .toArray() as Promise<IdentityDoc[]>;
}

/** The network was asked, whatever it said. */
export async function noLongerStrangers(
  identities: Model<IdentityDoc>,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await raw(identities).updateMany({ _id: { $in: [...ids] } }, { $unset: { stranger: '' } } as object);
}

/** One more reason; false when that kind of reason is known already. */
export async function addEvidence(
  identities: Model<IdentityDoc>,
  id: string,
  evidence: Evidence,
): Promise<boolean> {
  const done = await raw(identities).updateOne(
    { _id: id, 'evidence.kind': { $ne: evidence.kind } } as object,
    { $push: { evidence }, $set: { confirmed: true } } as object,
  );
  return done.modifiedCount === 1;
}

/** Gives an address to another contact. */
export async function handOver(
  identities: Model<IdentityDoc>,
  id: string,
  to: { contactId: string; conversationId: string },
  evidence: Evidence,
): Promise<void> {
  await raw(identities).updateOne({ _id: id }, {
    $set: { ...to, evidence: [evidence], confirmed: true },
    $unset: { home: '' },
  } as object);
}
