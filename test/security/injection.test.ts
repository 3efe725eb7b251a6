import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../src/api/http/route.ts';
import { TABLE } from '../../src/api/http/table.ts';
import type { Answer } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let params: Record<string, string>;
beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  const { conversation } = await clientWrites(house, { id: 'p1', name: 'Ivan' }, 'hello');
  params = { id: conversation.id, key: 'house' };
});
afterAll(() => house.close());

/** Values that mean something to a database, a prototype or a parser when they are taken where text is meant. */
const HOSTILE: unknown[] = [
  { $gt: '' },
  { $ne: null },
  { $where: 'sleep(5000)' },
  { $regex: '(a+)+$' },
  { $in: [] },
  [{ $gt: '' }],
  [['x']],
  Number.MAX_SAFE_INTEGER,
  -1,
  true,
  null,
  '\u0000',
  '\ud800',
];

const nameOf = (route: Route) => `${route.method} ${route.path}`;
const pathOf = (route: Route) =>
  route.path.replace(/:(\w+)/g, (_match, name: string) => params[name] ?? 'unknown');
const ask = (route: Route, query: string, body: unknown) =>
  house.administrator.client.ask(route.method.toUpperCase(), pathOf(route) + query, body);

/** Names of the fields of an object schema, one level deep. */
function fieldsOf(schema: z.ZodType | undefined): string[] {
  if (schema === undefined) return [];
  const { properties } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: object;
  };
  return Object.keys(properties ?? {});
}

/** Nothing broke, and nothing but the asked refusal was said. */
function expectRefusal(answer: Answer, about: string): void {
  expect(answer.status, `${about} -> ${answer.status}`).toBeLessThan(500);
  if (answer.status >= 400) {
    expect(answer.body?.error?.code, about).toMatch(/^[a-z_]+$/);
    expect(JSON.stringify(answer.body), about).not.toMatch(
      /at .*\.(ts|js):\d|Mongo|E11000|CastError|ZodError/,
    );
  }
}

const withBody = TABLE.filter((route) => route.body !== undefined && fieldsOf(route.body).length > 0);
const withQuery = TABLE.filter((route) => route.query !== undefined);

describe('bodies', () => {
  test.each(withBody.map((route) => [nameOf(route), route] as const))(
    '%s takes no operator for text',
    async (_name, route) => {
      for (const field of fieldsOf(route.body)) {
        for (const value of HOSTILE) {
          if (route.path === '/me' || route.path.startsWith('/users')) continue;
          expectRefusal(
            await ask(route, '', { [field]: value }),
            `${nameOf(route)} ${field}=${JSON.stringify(value)}`,
          );
        }
      }
    },
  );

  test.each(withBody.map((route) => [nameOf(route), route] as const))(
    '%s names a field it does not know',
    async (_name, route) => {
      const answer = await ask(route, '', { role_: 'administrator' });
      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toBe('invalid');
    },
  );

  test('signing in cannot be talked into comparing with an operator', async () => {
    for (const value of HOSTILE.filter((hostile) => typeof hostile !== 'string')) {
      for (const body of [
        { email: value, password: 'x' },
        { email: 'anna@house.test', password: value },
        { email: value, password: value },
      ]) {
        expect((await house.nobody.post('/session', body)).status).toBe(400);
      }
    }
  });

  test('one may not raise oneself', async () => {
    const { client, user } = await house.person('operator');
    for (const field of ['role', 'teams', 'disabled', 'passwordHash', '_id', 'rev', '$set']) {
      const answer = await client.patch('/me', { [field]: 'administrator' });
      expect(answer.body.error).toMatchObject({ code: 'invalid', field });
    }
    expect((await client.patch(`/users/${user._id}`, { role: 'administrator' })).status).toBe(403);
    expect((await client.get('/me')).body.role).toBe('operator');
  });

  test.each(['__proto__', 'constructor', 'prototype'])('a field named %s reaches no object', async (key) => {
    const texts = [
      `{"${key}":{"polluted":true}}`,
      `{"fields":{"${key}":{"polluted":true}}}`,
      `{"settings":{"a":{"${key}":{"polluted":1}}}}`,
    ];
    for (const route of withBody.filter(({ method }) => method !== 'get')) {
      for (const text of texts) {
        const answer = await house.administrator.client.ask(route.method.toUpperCase(), pathOf(route), text, {
          'content-type': 'application/json',
        });
        expect(answer.status, nameOf(route)).toBeGreaterThanOrEqual(400);
        expectRefusal(answer, nameOf(route));
      }
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('what is no JSON, too large or of another type is refused', async () => {
    const { client } = house.administrator;
    const json = { 'content-type': 'application/json' };
    expect((await client.ask('POST', '/teams', '{', json)).body.error.code).toBe('invalid');
    expect((await client.ask('POST', '/teams', '"text"', json)).status).toBe(400);
    expect(
      (await client.ask('POST', '/teams', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }))
        .status,
    ).toBe(400);
    expect(
      (await client.ask('POST', '/teams', '{"name":"x"}', { 'content-type': 'text/plain' })).status,
    ).toBe(400);
    expect((await client.post('/teams', { name: 'x'.repeat(3 * 1024 * 1024) })).status).toBe(413);
    const deep = `{"settings":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
    expectRefusal(await client.ask('POST', '/accounts/test', deep, json), 'deep nesting');
  });
});

describe('queries and paths', () => {
  test.each(withQuery.map((route) => [nameOf(route), route] as const))(
    '%s takes no operator from its query',
    async (_name, route) => {
      for (const field of fieldsOf(route.query)) {
        for (const tail of [
          '[$gt]=',
          '[$ne]=x',
          '[]=1&x=2',
          '=a&y=b',
          '=%00',
          '=%7B%22$gt%22:%22%22%7D',
          '[__proto__][x]=1',
          '=1e999',
          '=-1',
          '=NaN',
        ]) {
          const answer = await ask(route, `?${field}${tail}`, undefined);
          expectRefusal(answer, `${nameOf(route)} ${field}${tail}`);
        }
      }
      const unknown = await ask(route, '?$where=1', undefined);
      expect(unknown.status).toBe(400);
      expect(unknown.body.error.field).toBe('$where');
    },
  );

  test.each([
    '//api/v1/conversations/..%2f..%2fusers',
    '//api/v1/conversations/%00',
    '//api/v1/conversations/%7B%22$gt%22:%22%22%7D',
    '//api/v1/conversations/%',
    '//api/v1/messages/x/files/..%2f..%2f..%2fetc%2fpasswd',
    '//public/files/..%2f..%2fsecret?name=a&type=b&until=9999999999999&sign=x',
    '//public/files/x?name[]=a',
    '//assets/..%2f..%2fpackage.json',
    '//assets/%2e%2e/%2e%2e/package.json',
    '//..%2fpackage.json',
    '//%2e%2e%2fpackage.json',
    '//.env',
    '//.git/config',
    '//hooks/toy/..%2fx',
    '//hooks/__proto__/constructor',
  ])('%s reads no file and breaks nothing', async (path) => {
    for (const method of ['GET', 'POST']) {
      const answer = await house.administrator.client.ask(method, path);
      expect(answer.status).toBeLessThan(500);
      const text = JSON.stringify(answer.body);
      expect(text).not.toContain('"dependencies"');
      expect(text).not.toContain('root:');
    }
  });

  test('a search is text, not a pattern', async () => {
    const { client } = house.administrator;
    for (const q of ['.*', '(a+)+$', '\\', '[', '$where', '{"$gt":""}', '%25', 'a'.repeat(200)]) {
      expectRefusal(await client.get(`/search?q=${encodeURIComponent(q)}`), q);
    }
  });
});

describe('what leaves the house', () => {
  test('no answer holds a secret', async () => {
    const { client } = house.administrator;
    for (const path of ['/snapshot', '/accounts', '/users', '/tokens', '/events?after=0', '/channels']) {
      const text = JSON.stringify((await client.get(path)).body);
      expect(text, path).not.toContain('toy-secret-token');
      expect(text, path).not.toMatch(/argon2|passwordHash|"hash"|"sealed"/);
    }
  });

  test('the stored account holds its secret sealed only', async () => {
    const stored = JSON.stringify(await house.house.store.accounts.find().lean());
    expect(stored).toContain('sealed');
    expect(stored).not.toContain('toy-secret-token');
  });

  test('every answer carries the headers that hold a browser back', async () => {
    for (const path of ['//', '/me', '//api/docs', '/nothing']) {
      const { headers } = await house.nobody.get(path);
      expect(headers.get('content-security-policy'), path).toMatch(
        /default-src 'self'.*script-src 'self'.*frame-ancestors 'none'/,
      );
      expect(headers.get('content-security-policy'), path).not.toMatch(
        /unsafe-eval|script-src[^;]*unsafe-inline/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
    }
    expect((await house.administrator.client.get('/me')).headers.get('cache-control')).toBe('no-store');
  });
});
