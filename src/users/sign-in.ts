import { createHash, randomBytes } from 'node:crypto';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import { livingSession, touchSession } from '../store/sessions.ts';
import { type TokenDoc, tokenByHash } from '../store/tokens.ts';
import { type UserDoc, userByEmail, userById } from '../store/users.ts';
import { passwordMatches } from './password.ts';
import type { Throttle } from './throttle.ts';

/** Somebody who has shown who they are, and by what. */
export interface Visitor {
  user: UserDoc;
  /** Hash of the session's cookie or of the API token; sockets and sessions are ended by it. */
  credential: string;
  by: 'cookie' | 'token';
}

/** The form in which cookies and tokens are stored and named. */
export const credentialHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const freshSecret = (): string => randomBytes(32).toString('base64url');

/** How stale "last seen" may be before it is written again, so that reading does not mean writing. */
const TOUCH_MS = 10 * 60_000;

/** Rejects with `throttled` (the wait in `retryAfterMs`) or `unauthenticated`, with the same words for every cause. */
export async function checkPassword(
  house: House,
  throttle: Throttle,
  request: { email: string; password: string; address: string },
): Promise<UserDoc> {
  const email = request.email.trim().toLowerCase();
  const own = [`pair:${email} ${request.address}`, `person:${email}`];
  const shared = [`address:${request.address}`];
  const wait = throttle.wait([...own, ...shared]);
  if (wait > 0) throw tooManyTries(wait);
  throttle.attempt([...own, ...shared]);
  const user = await userByEmail(house.store.users, email);
  const matches = await passwordMatches(user?.passwordHash, request.password);
  if (user === null || !matches || user.disabled) {
    throw new HouseError('unauthenticated', 'The e-mail address or the password is not right.');
  }
  throttle.forget(own);
  throttle.forgive(shared);
  return user;
}

function tooManyTries(waitMs: number): HouseError & { retryAfterMs: number } {
  const seconds = Math.ceil(waitMs / 1000);
  const error = new HouseError('throttled', `Too many wrong tries: wait ${seconds} seconds and try again.`);
  return Object.assign(error, { retryAfterMs: waitMs });
}

/** Opens a session and answers the cookie's value, which is stored nowhere. */
export async function openSession(house: House, user: UserDoc): Promise<{ secret: string; expiresAt: Date }> {
  const secret = freshSecret();
  const now = house.clock.now();
  const expiresAt = new Date(now + house.config.sessionMs);
  await house.store.sessions.insertMany([
    {
      _id: credentialHash(secret),
      userId: user._id,
      createdAt: new Date(now),
      lastSeenAt: new Date(now),
      expiresAt,
    },
  ]);
  return { secret, expiresAt };
}

/** Who holds this cookie; null when the session ended, ran out, or the person is disabled. */
export async function visitorOfCookie(house: House, secret: string): Promise<Visitor | null> {
  const now = new Date(house.clock.now());
  const session = await livingSession(house.store.sessions, credentialHash(secret), now);
  if (session === null) return null;
  const user = await userById(house.store.users, session.userId);
  if (user === null || user.disabled) return null;
  if (now.getTime() - session.lastSeenAt.getTime() > TOUCH_MS) {
    const expiresAt = new Date(now.getTime() + house.config.sessionMs);
    await touchSession(house.store.sessions, session._id, now, expiresAt);
  }
  return { user, credential: session._id, by: 'cookie' };
}

/** Whose API token this is; null when it was withdrawn or the person is disabled. */
export async function visitorOfToken(house: House, secret: string): Promise<Visitor | null> {
  const token = await tokenByHash(house.store.tokens, credentialHash(secret));
  if (token === null) return null;
  const user = await userById(house.store.users, token.userId);
  if (user === null || user.disabled) return null;
  const now = house.clock.now();
  if (now - (token.lastUsedAt?.getTime() ?? 0) > TOUCH_MS) {
    await house.store.tokens.updateOne({ _id: token._id }, { $set: { lastUsedAt: new Date(now) } });
  }
  return { user, credential: token.hash, by: 'token' };
}

/** Ends one session; harmless when it has ended already. */
export async function closeSession(house: House, credential: string): Promise<void> {
  await house.store.sessions.deleteOne({ _id: credential });
}

/** Makes an API token that acts as this person. The token itself is shown once and not stored. */
export async function makeToken(
  house: House,
  user: UserDoc,
  name: string,
): Promise<{ token: string; doc: TokenDoc }> {
  const token = `okno_${freshSecret()}`;
  const now = house.clock.now();
  const doc = {
    _id: newId(now),
    hash: credentialHash(token),
    userId: user._id,
    name,
    createdAt: new Date(now),
  };
  await house.store.tokens.insertMany([doc]);
  return { token, doc };
}
