import { type Connection, type Model, Schema, trusted } from 'mongoose';

/** A token with which a program acts as a person. Only its hash is stored. */
export interface TokenDoc {
  _id: string;
  /** SHA-256 of the token, hex. */
  hash: string;
  userId: string;
  name: string;
  createdAt: Date;
  lastUsedAt?: Date;
}

const schema = new Schema<TokenDoc>(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true },
    userId: { type: String, required: true },
    name: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: Date,
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ hash: 1 }, { unique: true });
schema.index({ userId: 1 });

export const tokenModel = (connection: Connection): Model<TokenDoc> =>
  connection.model<TokenDoc>('token', schema, 'tokens');

type Tokens = Model<TokenDoc>;

/** The token with that hash, if it was not withdrawn. */
export async function tokenByHash(tokens: Tokens, hash: string): Promise<TokenDoc | null> {
  return tokens.findOne({ hash }).lean<TokenDoc>();
}

/** A person's tokens in the order they were made. */
export async function tokensOf(tokens: Tokens, userId: string): Promise<TokenDoc[]> {
  return tokens.find({ userId }).sort({ _id: 1 }).lean<TokenDoc[]>();
}

/** Withdraws one token; null when that person has no such token. */
export async function withdrawToken(tokens: Tokens, id: string, userId: string): Promise<TokenDoc | null> {
  return tokens.findOneAndDelete({ _id: id, userId }).lean<TokenDoc>();
}

/** Withdraws every token of a person who may no longer come in. */
export async function withdrawTokensOf(tokens: Tokens, userId: string): Promise<void> {
  await tokens.deleteMany({ userId });
}

/** Which of these hashes belong to tokens that were not withdrawn. */
export async function tokensAmong(tokens: Tokens, hashes: readonly string[]): Promise<string[]> {
  const found = await tokens
    .find({ hash: trusted({ $in: [...hashes] }) })
    .select({ hash: 1 })
    .lean<{ hash: string }[]>();
  return found.map((row) => row.hash);
}
