import { HouseError, notFound } from '../errors.ts';
import { type Actor, type House, type Role, SYSTEM } from '../house.ts';
import { newId } from '../ids.ts';
import { releaseDisabled } from '../routing/release.ts';
import { endSessionsOf } from '../store/sessions.ts';
import { withdrawTokensOf } from '../store/tokens.ts';
import { anyUser, changeUserDoc, otherAdministrators, type UserDoc, userById } from '../store/users.ts';
import { hashPassword } from './password.ts';
import { presentUser } from './present.ts';

/** Conversations of a disabled colleague that go to the queue before the answer. */
const RELEASED_AT_ONCE = 300;

export interface NewPerson {
  name: string;
  email: string;
  password: string;
  role: Role;
  teams?: string[] | undefined;
}

/** What may be changed of a person; absent members stay as they are. */
export interface PersonChange {
  name?: string | undefined;
  password?: string | undefined;
  role?: Role | undefined;
  teams?: string[] | undefined;
  shift?: 'on' | 'away' | 'off' | undefined;
  disabled?: boolean | undefined;
  language?: string | undefined;
  capacity?: number | null | undefined;
  languages?: string[] | undefined;
}

/** Adds a person. Rejects with `conflict` when the address is somebody's already. */
export async function addPerson(house: House, person: NewPerson): Promise<UserDoc> {
  return insert(house, person, false);
}

/** Makes the first administrator, once in the life of a house however many ask at the same time. */
export async function addFirstAdministrator(
  house: House,
  person: Omit<NewPerson, 'role' | 'teams'>,
): Promise<UserDoc> {
  if (await anyUser(house.store.users)) throw alreadyBegun();
  return insert(house, { ...person, role: 'administrator' }, true);
}

/**
 * Changes a person and ends what the change makes invalid: all sessions but `keepSession` after a new password, all
 * sessions and tokens when disabled; what a disabled colleague had open goes back to the queue. Answers the hashes of
 * the sessions that ended.
 */
export async function changePerson(
  house: House,
  id: string,
  change: PersonChange,
  keepSession?: string,
  by: Actor = SYSTEM,
): Promise<{ user: UserDoc; ended: string[] }> {
  const { password, ...rest } = change;
  const before = await userById(house.store.users, id);
  if (before === null) throw notFound('user');
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const set: Partial<UserDoc> = { ...given };
  if (set.shift !== undefined && set.shift !== before.shift) set.shiftAt = new Date(house.clock.now());
  if (password !== undefined) set.passwordHash = await hashPassword(password);
  const user = await changeUserDoc(house.store.users, id, set);
  if (user === null) throw notFound('user');
  await refuseLastAdministrator(house, before, user);
  const ended = await endWhatIsOver(house, user, password !== undefined, keepSession);
  await announce(house, user);
  // Thousands would take long: the next step of the routing does the rest, and mends a crash before this.
  if (user.disabled) await releaseDisabled(house, [user], by, RELEASED_AT_ONCE);
  return { user, ended };
}

/** Checked after the change, so that two administrators who demote each other at once do not both succeed. */
async function refuseLastAdministrator(house: House, before: UserDoc, after: UserDoc): Promise<void> {
  const gone = after.role !== 'administrator' || after.disabled;
  if (!gone || before.role !== 'administrator' || before.disabled) return;
  if ((await otherAdministrators(house.store.users, after._id)) > 0) return;
  await changeUserDoc(house.store.users, after._id, { role: 'administrator', disabled: false });
  throw new HouseError('conflict', 'This is the last administrator: name another one first.', 'role');
}

async function endWhatIsOver(
  house: House,
  user: UserDoc,
  newPassword: boolean,
  keepSession?: string,
): Promise<string[]> {
  if (user.disabled) await withdrawTokensOf(house.store.tokens, user._id);
  if (user.disabled) return endSessionsOf(house.store.sessions, user._id);
  return newPassword ? endSessionsOf(house.store.sessions, user._id, keepSession) : [];
}

async function insert(house: House, person: NewPerson, first: boolean): Promise<UserDoc> {
  const user: UserDoc = {
    _id: newId(house.clock.now()),
    rev: 1,
    name: person.name,
    email: person.email.trim().toLowerCase(),
    passwordHash: await hashPassword(person.password),
    role: person.role,
    teams: person.teams ?? [],
    shift: 'on',
    disabled: false,
    createdAt: new Date(house.clock.now()),
    ...(first ? { first: true } : {}),
  };
  try {
    await house.store.users.insertMany([user]);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 11_000) throw error;
    if (first) throw alreadyBegun();
    throw new HouseError('conflict', 'Somebody with this e-mail address is here already.', 'email');
  }
  await announce(house, user);
  return user;
}

const alreadyBegun = () =>
  new HouseError('conflict', 'The first administrator exists already: sign in, or ask them for an account.');

async function announce(house: House, user: UserDoc): Promise<void> {
  await house.events.publish([
    { name: 'user.changed', data: { user: presentUser(user) }, rooms: ['everyone'] },
  ]);
}
