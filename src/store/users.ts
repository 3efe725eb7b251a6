import { type Connection, type Model, Schema, trusted } from 'mongoose';

/** A person who works here. */
export interface UserDoc {
  _id: string;
  rev: number;
  name: string;
  /** Lower case; the name to sign in with. */
  email: string;
  passwordHash: string;
  role: 'operator' | 'manager' | 'administrator';
  teams: string[];
  shift: 'on' | 'away' | 'off';
  /** When the shift was last changed; absent while it never was. */
  shiftAt?: Date;
  disabled: boolean;
  language?: string;
  /** Conversations held at once at most; absent or null: as the setting says. */
  capacity?: number | null;
  /** Languages in which they answer; absent or empty: any. */
  languages?: string[];
  createdAt: Date;
  /** Set on the very first user only; its unique index lets the first-run page succeed once. */
  first?: true;
}

const schema = new Schema<UserDoc>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    name: { type: String, required: true },
    email: { type: String, required: true },
    passwordHash: { type: String, required: true },
    role: { type: String, required: true },
    teams: { type: [String], required: true },
    shift: { type: String, required: true },
    shiftAt: Date,
    disabled: { type: Boolean, required: true },
    language: String,
    capacity: Number,
    languages: { type: [String], default: undefined },
    createdAt: { type: Date, required: true },
    first: Boolean,
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ email: 1 }, { unique: true });
schema.index({ first: 1 }, { unique: true, partialFilterExpression: { first: true } });

export const userModel = (connection: Connection): Model<UserDoc> =>
  connection.model<UserDoc>('user', schema, 'users');

type Users = Model<UserDoc>;

/** The user of that id, whether disabled or not. */
export async function userById(users: Users, id: string): Promise<UserDoc | null> {
  return users.findById(id).lean<UserDoc>();
}

/** `email` in any case. */
export async function userByEmail(users: Users, email: string): Promise<UserDoc | null> {
  return users.findOne({ email: email.trim().toLowerCase() }).lean<UserDoc>();
}

/** Everybody, in the order they were added. */
export async function allUsers(users: Users): Promise<UserDoc[]> {
  return users.find().sort({ _id: 1 }).lean<UserDoc[]>();
}

/** Whether the house has anybody at all; false shows the first-run page. */
export async function anyUser(users: Users): Promise<boolean> {
  return (await users.exists({})) !== null;
}

/** Writes the given fields and raises `rev`; null when there is no such user. */
export async function changeUserDoc(
  users: Users,
  id: string,
  set: Partial<Omit<UserDoc, '_id' | 'rev'>>,
): Promise<UserDoc | null> {
  return users
    .findOneAndUpdate({ _id: id }, { $set: set, $inc: { rev: 1 } }, { returnDocument: 'after' })
    .lean<UserDoc>();
}

/** Administrators who can still sign in, apart from `id`. */
export async function otherAdministrators(users: Users, id: string): Promise<number> {
  return users.countDocuments({ _id: trusted({ $ne: id }), role: 'administrator', disabled: false });
}
