import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../support/client.ts';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';

let house: TestHouse;
const clock = { at: Date.now(), now: () => clock.at };
beforeAll(async () => {
  house = await testHouse({ clock });
});
afterAll(() => house.close());

/** Signs in as a browser does and answers a client that keeps the cookie. */
async function browser(email: string, password = PASSWORD) {
  const answer = await house.nobody.post('/session', { email, password });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { answer, cookie, client: createClient(house.address, { cookie }) };
}

describe('a session', () => {
  test('opens with the right password and is kept by a cookie that scripts and foreign pages cannot use', async () => {
    const { answer, client } = await browser('ANNA@house.test ');
    expect(answer.status).toBe(200);
    expect(answer.body.user).toMatchObject({ email: 'anna@house.test', role: 'administrator' });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(answer.headers.get('set-cookie')).toMatch(/SameSite=Lax/);
    expect(JSON.stringify(answer.body)).not.toMatch(/argon2|passwordHash/);
    expect((await client.get('/me')).body).toEqual(answer.body.user);
  });

  test('the stored session is a hash: the database does not open doors', async () => {
    const { cookie } = await browser('anna@house.test');
    const secret = cookie.split('=')[1] ?? '';
    const stored = await house.house.store.sessions.find().lean();
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(secret);
    for (const { _id } of stored) {
      const thief = createClient(house.address, { cookie: `okno_session=${_id}` });
      expect((await thief.get('/me')).status).toBe(401);
    }
  });

  test('is Secure when the page came over TLS', async () => {
    const origin = house.address.replace('http:', 'https:');
    const answer = await house.nobody.ask(
      'POST',
      '/session',
      { email: 'anna@house.test', password: PASSWORD },
      { origin },
    );
    expect(answer.headers.get('set-cookie')).toMatch(/Secure/);
  });

  test('a wrong password and an unknown person are answered alike', async () => {
    const wrong = await house.nobody.post('/session', { email: 'anna@house.test', password: 'wrong' });
    const unknown = await house.nobody.post('/session', { email: 'nobody@house.test', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers.get('set-cookie')).toBeNull();
  });

  test('ends by signing out', async () => {
    const { client } = await browser('anna@house.test');
    const out = await client.delete('/session');
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/Max-Age=0/);
    expect((await client.get('/me')).status).toBe(401);
  });

  test('runs out when it is not used, and is prolonged when it is', async () => {
    const used = await browser('anna@house.test');
    const unused = await browser('anna@house.test');
    for (let day = 0; day < 40; day += 1) {
      clock.at += 86_400_000;
      expect((await used.client.get('/me')).status).toBe(200);
    }
    expect((await unused.client.get('/me')).status).toBe(401);
  });

  test('a new password ends the other sessions and not this one', async () => {
    const { user } = await house.person('operator');
    const here = await browser(user.email);
    const there = await browser(user.email);
    const next = 'another long password';
    expect((await here.client.patch('/me', { password: next })).body.error.field).toBe('currentPassword');
    const done = await here.client.patch('/me', { password: next, currentPassword: PASSWORD });
    expect(done.status).toBe(200);
    expect((await here.client.get('/me')).status).toBe(200);
    expect((await there.client.get('/me')).status).toBe(401);
    expect((await browser(user.email)).answer.status).toBe(401);
    expect((await browser(user.email, next)).answer.status).toBe(200);
  });

  test('disabling a person ends sessions and tokens at once', async () => {
    const { user, client } = await house.person('operator');
    const there = await browser(user.email);
    const done = await house.administrator.client.patch(`/users/${user._id}`, { disabled: true });
    expect(done.body.disabled).toBe(true);
    expect((await there.client.get('/me')).status).toBe(401);
    expect((await client.get('/me')).status).toBe(401);
    expect((await browser(user.email)).answer.status).toBe(401);
  });

  test('guessing is slowed down, and the right password waits as well', async () => {
    const { user } = await house.person('operator');
    const guesses = await Promise.all(Array.from({ length: 12 }, () => browser(user.email, 'guess')));
    const statuses = guesses.map(({ answer }) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    const refused = await browser(user.email);
    expect(refused.answer.status).toBe(429);
    expect(Number(refused.answer.headers.get('retry-after'))).toBeGreaterThan(0);
    clock.at += 60_000;
    expect((await browser(user.email)).answer.status).toBe(200);
  });
});

describe('the first run', () => {
  test('is over once somebody is there', async () => {
    expect((await house.nobody.get('/first-run')).body).toEqual({ needed: false });
    const again = { name: 'Eve', email: 'eve@house.test', password: 'long enough password' };
    expect((await house.nobody.post('/first-run', again)).status).toBe(409);
  });

  test('twenty who come first at once make one administrator', async () => {
    const { users } = house.house.store;
    const before = await users.find().lean();
    await users.deleteMany({});
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          house.nobody.post('/first-run', {
            name: 'A',
            email: `a${index}@house.test`,
            password: 'long enough password',
          }),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
      expect(await users.countDocuments()).toBe(1);
    } finally {
      await users.deleteMany({});
      await users.insertMany(before);
    }
  });
});

describe('people', () => {
  test('the last administrator stays, even when two demote each other at once', async () => {
    const own = house.administrator.user._id;
    const alone = await house.administrator.client.patch(`/users/${own}`, { role: 'operator' });
    expect(alone.status).toBe(409);
    const second = await house.person('administrator');
    await Promise.all([
      house.administrator.client.patch(`/users/${second.user._id}`, { role: 'operator' }),
      second.client.patch(`/users/${own}`, { role: 'operator' }),
    ]);
    expect(
      await house.house.store.users.countDocuments({ role: 'administrator', disabled: false }),
    ).toBeGreaterThan(0);
    await house.house.store.users.updateOne({ _id: own }, { $set: { role: 'administrator' } });
  });

  test('an address belongs to one person, however it is written', async () => {
    const person = {
      name: 'A',
      email: 'ANNA@HOUSE.TEST',
      password: 'long enough password',
      role: 'operator',
    };
    const answer = await house.administrator.client.post('/users', person);
    expect(answer.status).toBe(409);
    expect(answer.body.error.field).toBe('email');
  });

  test('a token acts as its maker until it is withdrawn', async () => {
    const { client } = await house.person('operator');
    const made = await client.post('/tokens', { name: 'script' });
    expect(made.status).toBe(201);
    const program = createClient(house.address, { authorization: `Bearer ${made.body.token}` });
    expect((await program.get('/me')).status).toBe(200);
    expect(JSON.stringify((await client.get('/tokens')).body)).not.toContain(made.body.token);
    expect((await client.delete(`/tokens/${made.body.item.id}`)).status).toBe(204);
    expect((await program.get('/me')).status).toBe(401);
  });
});
