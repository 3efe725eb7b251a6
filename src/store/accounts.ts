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
  /** Since when the network is out of reach; through every try in between. */
  downSince?: Date;
  /** From when on the network throws away what waits for us. */
  dropsAt?: Date;
}

/** Managers are told of trouble once, and once more when it is over. */
export interface AccountAlarm {
  kind: 'blocked' | 'unreachable' | 'behind';
  since: Date;
  /** Ways by which somebody was told; the all-clear takes them again. */
  told: string[];
  tries: number;
  /** Nobody else tells before this, and nobody tries again. */
  nextAt: Date;
}

/** One connected bot, mailbox or community. */
export interface AccountDoc {
  _id: string;
  rev: number;
  /** Grows with settings and switch only: what runs with an older number has to be started anew. */
  configured: number;
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
  /** How late the newest message came, in seconds. */
  lag?: number;
  /** Messages as the network counts them; `behindSince` while any wait there. */
  counts?: { expected?: number; stored?: number; pending?: number; behindSince?: Date };
  alarm?: AccountAlarm;
  /** People in whose name the account may speak, or might once. */
  connections?: { id: string; name: string; enabled: boolean; canReply: boolean; at: Date }[];
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
    configured: Number,
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
    lag: Number,
    counts: Schema.Types.Mixed,
    alarm: Schema.Types.Mixed,
    connections: { type: [Schema.Types.Mixed], default: undefined },
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

/** Opens, moves or ends (undefined) an alarm if it is still as it was read; null when somebody was faster. */
export function changeAlarm(
  accounts: Model<AccountDoc>,
  account: Pick<AccountDoc, '_id' | 'alarm'>,
  next: AccountAlarm | undefined,
): Promise<AccountDoc | null> {
  const { _id, alarm } = account;
  const only =
    alarm === undefined
      ? { alarm: { $exists: false } }
      : { 'alarm.since': alarm.since, 'alarm.tries': alarm.tries, 'alarm.nextAt': alarm.nextAt };
  const change = next === undefined ? { $unset: { alarm: '' } } : { $set: { alarm: next } };
  return raw(accounts).findOneAndUpdate(
    { _id, ...only } as object,
    { ...change, $inc: { rev: 1 } } as object,
    { returnDocument: 'after' },
  ) as Promise<AccountDoc | null>;
}

export async function insertAccount(accounts: Model<AccountDoc>, doc: AccountDoc): Promise<void> {
  await raw(accounts).insertOne({ ...doc });
}

export function deleteAccount(accounts: Model<AccountDoc>, id: string): Promise<AccountDoc | null> {
  return raw(accounts).findOneAndDelete({ _id: id }) as Promise<AccountDoc | null>;
}

/** The account that the environment provides for a channel. */
export function provisionedAccount(accounts: Model<AccountDoc>, channel: string): Promise<AccountDoc | null> {
  return raw(accounts).findOne({ provisioned: channel }) as Promise<AccountDoc | null>;
}

type Held = { holder: string; fence: number };

/** Gives the lease to a holder if it is free, run out or already theirs; answers the new fence. */
export async function takeLease(
  accounts: Model<AccountDoc>,
  id: string,
  holder: string,
  now: Date,
  until: Date,
  force: boolean,
): Promise<number | null> {
  const free = [{ lease: { $exists: false } }, { 'lease.until': { $lte: now } }, { 'lease.holder': holder }];
  const filter = force ? { _id: id } : { _id: id, $or: free };
  const taken = await raw(accounts).findOneAndUpdate(
    filter as object,
    { $set: { 'lease.holder': holder, 'lease.until': until }, $inc: { 'lease.fence': 1 } } as object,
    { returnDocument: 'after' },
  );
  return (taken as AccountDoc | null)?.lease?.fence ?? null;
}

export async function extendLease(
  accounts: Model<AccountDoc>,
  id: string,
  held: Held,
  until: Date,
): Promise<boolean> {
  const done = await raw(accounts).updateOne(heldBy(id, held), { $set: { 'lease.until': until } } as object);
  return done.matchedCount === 1;
}

/** The next holder need not wait for the end. The fence stays, so that it only ever grows. */
export async function dropLease(accounts: Model<AccountDoc>, id: string, held: Held): Promise<void> {
  await raw(accounts).updateOne(heldBy(id, held), { $set: { 'lease.until': new Date(0) } } as object);
}

/** Saves progress; false when the lease has gone to somebody else, whose progress counts. */
export async function saveCursor(
  accounts: Model<AccountDoc>,
  id: string,
  cursor: Record<string, unknown>,
  fence: number | undefined,
): Promise<boolean> {
  const filter = fence === undefined ? { _id: id } : { _id: id, 'lease.fence': fence };
  const done = await raw(accounts).updateOne(filter as object, { $set: { cursor } } as object);
  return done.matchedCount === 1;
}

function heldBy(id: string, { holder, fence }: Held): object {
  return { _id: id, 'lease.holder': holder, 'lease.fence': fence };
}
