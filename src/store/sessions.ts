import { type Connection, type Model, Schema, trusted } from 'mongoose';

/** A browser that is signed in. The cookie's value is never stored, only its hash. */
export interface SessionDoc {
  /** SHA-256 of the cookie's value, hex. */
  _id: string;
  userId: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

const schema = new Schema<SessionDoc>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ userId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const sessionModel = (connection: Connection): Model<SessionDoc> =>
  connection.model<SessionDoc>('session', schema, 'sessions');

type Sessions = Model<SessionDoc>;

/** A session that has not run out by `now`. */
export async function livingSession(sessions: Sessions, hash: string, now: Date): Promise<SessionDoc | null> {
  return sessions.findOne({ _id: hash, expiresAt: trusted({ $gt: now }) }).lean<SessionDoc>();
}

/** Moves the end of an unended session forward. */
export async function touchSession(
  sessions: Sessions,
  hash: string,
  now: Date,
  expiresAt: Date,
): Promise<void> {
  await sessions.updateOne({ _id: hash }, { $set: { lastSeenAt: now, expiresAt } });
}

/** Ends every session of a person, apart from `keep`; answers the hashes that ended. */
export async function endSessionsOf(sessions: Sessions, userId: string, keep?: string): Promise<string[]> {
  const found = await sessions.find({ userId }).select({ _id: 1 }).lean<{ _id: string }[]>();
  const ended = found.map((row) => row._id).filter((hash) => hash !== keep);
  await sessions.deleteMany({ _id: trusted({ $in: ended }) });
  return ended;
}

/** Which of these sessions have not ended or run out. */
export async function livingAmong(
  sessions: Sessions,
  hashes: readonly string[],
  now: Date,
): Promise<string[]> {
  const found = await sessions
    .find({ _id: trusted({ $in: [...hashes] }), expiresAt: trusted({ $gt: now }) })
    .select({ _id: 1 })
    .lean<{ _id: string }[]>();
  return found.map((row) => row._id);
}

/** Moves the end of several sessions forward at once. */
export async function touchSessions(
  sessions: Sessions,
  hashes: readonly string[],
  now: Date,
  expiresAt: Date,
): Promise<void> {
  if (hashes.length === 0) return;
  await sessions.updateMany({ _id: trusted({ $in: [...hashes] }) }, { $set: { lastSeenAt: now, expiresAt } });
}
