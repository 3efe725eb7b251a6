import { type Connection, type Model, Schema } from 'mongoose';
import { raw } from './raw.ts';

export interface AccountHealth {
  state: 'off' | 'connecting' | 'online' | 'degraded' | 'blocked';
  since: Date;
  /** A channel error code. */
  error?: string;
  detail?: string;
  /** What a person has to do when blocked. */
  action?: string;
  nextTryAt?: Date;
}

/** One connected bot, mailbox or community. */
export interface AccountDoc {
  _id: string;
  rev: number;
  channel: string;
  name: string;
  enabled: boolean;
  /** Its own id or address on the network, once known. */
  self?: string;
  aliases: string[];
  /** Without secrets. */
  settings: Record<string, unknown>;
  /** Dotted paths of the secrets that are stored. */
  secretFields: string[];
  /** The secrets as sealed JSON, by dotted path. */
  sealed?: string;
  /** Unique: one provisioned account per channel and environment. */
  provisioned?: string;
  health: AccountHealth;
  lastInboundAt?: Date;
  lastOutboundAt?: Date;
  /** Progress of the intake, saved after the envelopes it covers. */
  cursor?: Record<string, unknown>;
  /** Who may poll. A holder whose `fence` is no longer the stored one has lost it. */
  lease?: { holder: string; fence: number; until: Date };
  createdAt: Date;
}

const schema = new Schema<AccountDoc>(
  {
    _id: String,
    rev: Number,
    channel: String,
    name: String,
    enabled: Boolean,
    self: String,
    aliases: [String],
    settings: Schema.Types.Mixed,
    secretFields: [String],
    sealed: String,
    provisioned: String,
    health: Schema.Types.Mixed,
    lastInboundAt: Date,
    lastOutboundAt: Date,
    cursor: Schema.Types.Mixed,
    lease: Schema.Types.Mixed,
    createdAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ provisioned: 1 }, { unique: true, sparse: true });

export const accountModel = (connection: Connection): Model<AccountDoc> =>
  connection.model<AccountDoc>('account', schema, 'accounts');

export function accountsById(accounts: Model<AccountDoc>, ids: readonly string[]): Promise<AccountDoc[]> {
  return raw(accounts)
    .find({ _id: { $in: [...ids] } })
    .toArray() as Promise<AccountDoc[]>;
}

export function accountById(accounts: Model<AccountDoc>, id: string): Promise<AccountDoc | null> {
  return raw(accounts).findOne({ _id: id }) as Promise<AccountDoc | null>;
}

/** Every account, oldest first. */
export function allAccounts(accounts: Model<AccountDoc>): Promise<AccountDoc[]> {
  return raw(accounts).find({}).sort({ _id: 1 }).toArray() as Promise<AccountDoc[]>;
}

/** Changes an account, raising `rev`; null when there is none or it does not fit `only`. */
export function changeAccountDoc(
  accounts: Model<AccountDoc>,
  id: string,
  set: Partial<AccountDoc>,
  only: Record<string, unknown> = {},
): Promise<AccountDoc | null> {
  return raw(accounts).findOneAndUpdate(
    { ...only, _id: id } as object,
    { $set: set, $inc: { rev: 1 } } as object,
    { returnDocument: 'after' },
  ) as Promise<AccountDoc | null>;
}
