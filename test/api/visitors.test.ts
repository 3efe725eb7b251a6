import { afterEach, beforeEach, expect, test } from 'vitest';
import { addPerson, changePerson } from '../../src/users/people.ts';
import { closeSession, makeToken, openSession } from '../../src/users/sign-in.ts';
import { createVisitors, type Visitors } from '../../src/users/visitors.ts';
import { type CoreHouse, coreHouse } from '../support/core-house.ts';

let core: CoreHouse;
let visitors: Visitors;
let now = 0;
let olga: Awaited<ReturnType<typeof addPerson>>;
let cookie: string;

beforeEach(async () => {
  core = await coreHouse();
  visitors = createVisitors(core.house, () => now);
  const person = { name: 'Olga', email: 'olga@house.test', password: 'a long enough password' };
  olga = await addPerson(core.house, { ...person, role: 'operator', teams: [] });
  cookie = (await openSession(core.house, olga)).secret;
});
afterEach(async () => {
  visitors.stop();
  await core.close();
});

const credential = async () => (await visitors.ofCookie(cookie))?.credential ?? '';

test('who asks again within a moment is known without asking the store', async () => {
  const first = await visitors.ofCookie(cookie);
  await core.house.store.sessions.deleteMany({});
  expect(await visitors.ofCookie(cookie)).toBe(first);
});

test('a session that another process has ended is over a moment later', async () => {
  await credential();
  await core.house.store.sessions.deleteMany({});
  now += 2_000;
  expect(await visitors.ofCookie(cookie)).toBeNull();
});

test('a session that ends here is over at once', async () => {
  const known = await credential();
  await closeSession(core.house, known);
  visitors.forget([known]);
  expect(await visitors.ofCookie(cookie)).toBeNull();
});

test('what was read before an end is not kept after it', async () => {
  const known = await credential();
  now += 2_000;
  const looking = visitors.ofCookie(cookie);
  visitors.forget([known]);
  await looking;
  await core.house.store.sessions.deleteMany({});
  expect(await visitors.ofCookie(cookie)).toBeNull();
});

test('a changed person is seen as they are now, a disabled one is nobody', async () => {
  await credential();
  await changePerson(core.house, olga._id, { role: 'manager' });
  expect((await visitors.ofCookie(cookie))?.user.role).toBe('manager');
  await changePerson(core.house, olga._id, { disabled: true });
  expect(await visitors.ofCookie(cookie)).toBeNull();
});

test('a cookie is no token, and a token no cookie', async () => {
  const { token } = await makeToken(core.house, olga, 'robot');
  expect(await visitors.ofCookie(cookie)).not.toBeNull();
  expect(await visitors.ofToken(token)).not.toBeNull();
  expect(await visitors.ofToken(cookie)).toBeNull();
  expect(await visitors.ofCookie(token)).toBeNull();
});
