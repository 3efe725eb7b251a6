import { type Connection, type Model, Schema } from 'mongoose';
import { isDuplicate } from './duplicate.ts';
import { raw } from './raw.ts';

/** Trouble of the house itself that managers are told of, from its beginning to its end. */
export interface HouseAlarmDoc {
  _id: 'disk';
  since: Date;
  /** When a process last saw it; each has a disk of its own. */
  seenAt: Date;
  /** Ways by which somebody was told; the all-clear takes them again. */
  told: string[];
  tries: number;
  /** Nobody else tells before this, and nobody tries again. */
  nextAt: Date;
}

const schema = new Schema<HouseAlarmDoc>(
  { _id: String, since: Date, seenAt: Date, told: [String], tries: Number, nextAt: Date },
  { versionKey: false },
);

export const houseAlarmModel = (connection: Connection): Model<HouseAlarmDoc> =>
  connection.model<HouseAlarmDoc>('housealarm', schema, 'housealarms');

type HouseAlarms = Model<HouseAlarmDoc>;

export function houseAlarm(alarms: HouseAlarms, id: HouseAlarmDoc['_id']): Promise<HouseAlarmDoc | null> {
  return raw(alarms).findOne({ _id: id }) as Promise<HouseAlarmDoc | null>;
}

/** False when another process was faster. */
export async function openHouseAlarm(alarms: HouseAlarms, alarm: HouseAlarmDoc): Promise<boolean> {
  try {
    await raw(alarms).insertOne({ ...alarm });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Changes it if it is still at the same try; false when another process was faster. */
export async function changeHouseAlarm(
  alarms: HouseAlarms,
  { _id, since, tries, nextAt }: HouseAlarmDoc,
  set: Partial<Omit<HouseAlarmDoc, '_id'>>,
): Promise<boolean> {
  const done = await raw(alarms).updateOne({ _id, since, tries, nextAt }, { $set: set });
  return done.matchedCount === 1;
}

/** Ends it unless somebody has seen it since; false when it had ended or goes on. */
export async function endHouseAlarm(alarms: HouseAlarms, { _id, seenAt }: HouseAlarmDoc): Promise<boolean> {
  const done = await raw(alarms).deleteOne({ _id, seenAt });
  return done.deletedCount === 1;
}
