import { type Connection, type Model, Schema } from 'mongoose';
import { insertUnlessThere, raw } from './raw.ts';

/** One decision of the routing, complete enough that any process can carry it out. */
export interface Intent {
  conversation: string;
  /** `rev` of the row on which it was decided; a row that has moved on is decided anew. */
  rev: number;
  contactId: string;
  from: { assignee: string | null; team: string | null };
  to: { assignee: string | null; team: string | null };
  /** Null for the queue. */
  leaseUntil: Date | null;
  passed: string[];
  reason: string;
  /** Who wanted it; null for the house itself. */
  by: string | null;
  /** How the colleague was found; null for the queue. */
  chosen: string | null;
  at: Date;
}

/**
 * The one document by which competing processes take turns: whoever decides writes what he decided, on the condition
 * that nobody decided since he read. What a crashed process left in `pending` is carried out by the next one.
 */
export interface LedgerDoc {
  _id: 'ledger';
  rev: number;
  /** The number of the last turn of each colleague. */
  turns: Record<string, number>;
  pending: Intent[];
}

const schema = new Schema<LedgerDoc>(
  { _id: String, rev: Number, turns: Schema.Types.Mixed, pending: [Schema.Types.Mixed] },
  { versionKey: false, minimize: false },
);

export const routingModel = (connection: Connection): Model<LedgerDoc> =>
  connection.model<LedgerDoc>('routing', schema, 'routing');

type Ledger = Model<LedgerDoc>;

/** The ledger as it is now; made when it is missing. */
export async function readLedger(routing: Ledger): Promise<LedgerDoc> {
  for (;;) {
    const found = (await raw(routing).findOne({ _id: 'ledger' })) as LedgerDoc | null;
    if (found !== null) return found;
    await insertUnlessThere(routing, [{ _id: 'ledger', rev: 1, turns: {}, pending: [] }]);
  }
}

/** Writes the ledger if it is still as it was read; null when somebody was faster. */
export async function writeLedger(
  routing: Ledger,
  before: LedgerDoc,
  change: Partial<Pick<LedgerDoc, 'turns' | 'pending'>>,
): Promise<LedgerDoc | null> {
  const after = { ...before, ...change, rev: before.rev + 1 };
  const done = await raw(routing).updateOne({ _id: 'ledger', rev: before.rev }, {
    $set: { ...change, rev: after.rev },
  } as object);
  return done.matchedCount === 1 ? after : null;
}
