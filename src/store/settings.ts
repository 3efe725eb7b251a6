import { type Connection, type Model, Schema } from 'mongoose';

/** One setting of the whole house, by its key. */
export interface SettingDoc {
  _id: string;
  rev: number;
  value: unknown;
}

const schema = new Schema<SettingDoc>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    value: { type: Schema.Types.Mixed, required: true },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);

export const settingModel = (connection: Connection): Model<SettingDoc> =>
  connection.model<SettingDoc>('setting', schema, 'settings');

type Settings = Model<SettingDoc>;

/** Every setting that was ever written. */
export async function allSettings(settings: Settings): Promise<SettingDoc[]> {
  return settings.find().sort({ _id: 1 }).lean<SettingDoc[]>();
}

/** The stored value, or undefined when it was never written. */
export async function settingOf(settings: Settings, key: string): Promise<unknown> {
  return (await settings.findById(key).lean<SettingDoc>())?.value;
}

/** Writes a value that its schema has already accepted. */
export async function writeSetting(settings: Settings, key: string, value: unknown): Promise<SettingDoc> {
  return settings
    .findOneAndUpdate(
      { _id: key },
      { $set: { value }, $inc: { rev: 1 } },
      { upsert: true, returnDocument: 'after' },
    )
    .orFail()
    .lean<SettingDoc>();
}
