import { type Connection, type Model, Schema } from 'mongoose';

/**
 * `new` waits to be applied, `parked` waits for a message it speaks of, `quarantined` waits for a person,
 * `applied` is kept for its retention only.
 */
export type EnvelopeState = 'new' | 'parked' | 'applied' | 'quarantined';

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
  meta?: Record<string, string | number | boolean>;
  receivedAt: Date;
  state: EnvelopeState;
  /** Failed tries so far. */
  attempts: number;
  /** Message key a parked one waits for. */
  waitingFor?: string;
  /** Why it lies in quarantine. */
  problem?: { code: string; detail: string };
  settledAt?: Date;
}

const schema = new Schema<EnvelopeDoc>(
  {
    _id: String,
    key: String,
    accountId: String,
    channel: String,
    lane: String,
    bytes: Buffer,
    meta: Schema.Types.Mixed,
    receivedAt: Date,
    state: String,
    attempts: Number,
    waitingFor: String,
    problem: Schema.Types.Mixed,
    settledAt: Date,
  },
  { versionKey: false, minimize: false },
);
schema.index({ key: 1 }, { unique: true });
schema.index({ state: 1, _id: 1 });
schema.index({ waitingFor: 1 }, { sparse: true });

export const envelopeModel = (connection: Connection): Model<EnvelopeDoc> =>
  connection.model<EnvelopeDoc>('envelope', schema, 'envelopes');
