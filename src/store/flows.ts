import { type Connection, type Model, Schema } from 'mongoose';
import type { FlowBody } from '../api/protocol/flow.ts';
import { isDuplicate } from './duplicate.ts';
import { raw } from './raw.ts';

/** What the bot may say, under a name; the words are in its versions. */
export interface FlowDoc {
  _id: string;
  rev: number;
  name: string;
  /** Newest version. */
  version: number;
  published: number | null;
  at: Date;
}

/** One version of a flow; written once and never changed, for conversations go on with the one they began with. */
export interface FlowVersionDoc {
  /** `<flow>:<version>` */
  _id: string;
  flowId: string;
  version: number;
  body: FlowBody;
  at: Date;
  by: string;
}

const flowSchema = new Schema<FlowDoc>(
  { _id: String, rev: Number, name: String, version: Number, published: Number, at: Date },
  { versionKey: false },
);

const versionSchema = new Schema<FlowVersionDoc>(
  { _id: String, flowId: String, version: Number, body: Schema.Types.Mixed, at: Date, by: String },
  { versionKey: false, minimize: false },
);
versionSchema.index({ flowId: 1, version: -1 });

export const flowModel = (connection: Connection): Model<FlowDoc> =>
  connection.model<FlowDoc>('flow', flowSchema, 'flows');

export const flowVersionModel = (connection: Connection): Model<FlowVersionDoc> =>
  connection.model<FlowVersionDoc>('flowVersion', versionSchema, 'flowVersions');

export const versionId = (flow: string, version: number): string => `${flow}:${version}`;

/** Every flow, oldest first. */
export function allFlows(flows: Model<FlowDoc>): Promise<FlowDoc[]> {
  return raw(flows).find({}).sort({ _id: 1 }).toArray() as Promise<FlowDoc[]>;
}

export function flowById(flows: Model<FlowDoc>, id: string): Promise<FlowDoc | null> {
  return raw(flows).findOne({ _id: id }) as Promise<FlowDoc | null>;
}

export function flowVersion(
  versions: Model<FlowVersionDoc>,
  flow: string,
  version: number,
): Promise<FlowVersionDoc | null> {
  return raw(versions).findOne({ _id: versionId(flow, version) }) as Promise<FlowVersionDoc | null>;
}

/** The versions of a flow without their words, newest first. */
export function versionsOf(
  versions: Model<FlowVersionDoc>,
  flow: string,
  limit: number,
): Promise<Omit<FlowVersionDoc, 'body'>[]> {
  return raw(versions)
    .find({ flowId: flow }, { projection: { body: 0 } })
    .sort({ flowId: 1, version: -1 })
    .limit(limit)
    .toArray() as unknown as Promise<Omit<FlowVersionDoc, 'body'>[]>;
}

/** False when somebody else has just written this version. */
export async function insertVersion(versions: Model<FlowVersionDoc>, doc: FlowVersionDoc): Promise<boolean> {
  try {
    await raw(versions).insertOne({ ...doc });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

export async function insertFlow(flows: Model<FlowDoc>, doc: FlowDoc): Promise<void> {
  await raw(flows).insertOne({ ...doc });
}

/** Changes a flow if it is still as it was read; null when somebody was faster. */
export function changeFlowDoc(
  flows: Model<FlowDoc>,
  before: Pick<FlowDoc, '_id' | 'rev'>,
  set: Partial<FlowDoc>,
): Promise<FlowDoc | null> {
  return raw(flows).findOneAndUpdate(
    { _id: before._id, rev: before.rev },
    { $set: set, $inc: { rev: 1 } } as object,
    { returnDocument: 'after' },
  ) as Promise<FlowDoc | null>;
}

/** Takes a flow away; its versions stay, for conversations that began with them. */
export async function dropFlow(flows: Model<FlowDoc>, id: string): Promise<void> {
  await raw(flows).deleteOne({ _id: id });
}
