import { type Connection, type Model, Schema } from 'mongoose';

/** A group of people who share conversations. */
export interface TeamDoc {
  _id: string;
  rev: number;
  name: string;
}

const schema = new Schema<TeamDoc>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    name: { type: String, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ name: 1 }, { unique: true });

export const teamModel = (connection: Connection): Model<TeamDoc> =>
  connection.model<TeamDoc>('team', schema, 'teams');

type Teams = Model<TeamDoc>;

/** Every team by name. */
export async function allTeams(teams: Teams): Promise<TeamDoc[]> {
  return teams.find().sort({ name: 1 }).lean<TeamDoc[]>();
}
