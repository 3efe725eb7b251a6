import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../src/api/http/route.ts';
import { TABLE } from '../../src/api/http/table.ts';
import { keepSuggestion, pairId } from '../../src/store/suggestions.ts';
import type { Client } from '../support/client.ts';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { clientWrites, connectToy, filesSettled, type Written } from '../support/story.ts';

const MARK = 'zebrafinch';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let house: TestHouse;
let accountId: string;
let own: { client: Client; id: string };
let other: { client: Client; id: string };
let manager: Client;
let teamId: string;
/** Assigned to `other`, in no team of `own`. */
let foreign: Written;
/** Parameters and ids of the foreign objects, by kind. */
const foreignIds: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  house = await testHouse();
  accountId = await connectToy(house);
  const team = await house.administrator.client.post('/teams', { name: 'Others' });
  teamId = team.body.id;
  const first = await house.person('operator');
  const second = await house.person('operator', [teamId]);
  own = { client: first.client, id: first.user._id };
  other = { client: second.client, id: second.user._id };
  manager = (await house.person('manager')).client;
  const file = { name: `${MARK}.png`, mime: 'image/png', bytes: PNG };
  foreign = await clientWrites(house, { id: 'p1', name: `${MARK} Petrov` }, `${MARK} writes`, [file]);
  const conversation = foreign.conversation.id;
  await house.administrator.client.patch(`/conversations/${conversation}`, { assignee: other.id });
  const message = await filesSettled(house, foreign.message.id);
  await other.client.put(`/conversations/${conversation}/draft`, { text: `${MARK} draft` });
  const upload = new FormData();
  upload.append('file', new Blob([PNG], { type: 'image/png' }), `${MARK}.png`);
  const uploaded = await other.client.ask('POST', '/files', upload);
  const token = await other.client.post('/tokens', { name: MARK });
  const reply = await other.client.post('/canned-replies', { shortcut: 'hi', title: MARK, text: MARK });
  const address = await other.client.post(`/contacts/${foreign.conversation.contact.id}/identities`, {
    kind: 'email',
    value: `${MARK}@example.org`,
  });
  const contact = foreign.conversation.contact.id;
  await other.client.post(`/contacts/${contact}/identities`, { kind: 'phone', value: '+79160000001' });
  const call = await manager.post('/calls', {
    call: MARK,
    event: 'missed',
    direction: 'in',
    from: '+79160000001',
    to: '100',
  });
  const due = new Date(Date.now() - 1000).toISOString();
  const task = await other.client.post(`/contacts/${contact}/tasks`, { title: `${MARK} task`, dueAt: due });
  const [twin, double] = [
    await house.administrator.client.post('/contacts', { name: 'Twin' }),
    await house.administrator.client.post('/contacts', { name: 'Double' }),
  ];
  const merge = await house.administrator.client.post(`/contacts/${contact}/merge`, { from: twin.body.id });
  const pair: [string, string] = [contact, double.body.id];
  await keepSuggestion(house.house.store.suggestions, pair, { kind: 'typed', value: MARK }, 0.7, new Date());
  const identity = (address.body.identities as { id: string; kind: string }[]).find(
    ({ kind }) => kind === 'email',
  );
  Object.assign(foreignIds, {
    conversation: { id: conversation },
    message: { id: message.id, file: message.attachments[0]?.id ?? '' },
    contact: { id: foreign.conversation.contact.id, identity: identity?.id ?? '' },
    file: { id: uploaded.body.items[0].id },
    token: { id: token.body.item.id },
    'canned-reply': { id: reply.body.id },
    call: { id: call.body.id },
    task: { id: task.body.id },
    merge: { id: merge.body.id },
    suggestion: { id: pairId(...pair) },
  });
});
afterAll(() => house.close());

/** A body that is valid, so that only the rights decide. */
const BODIES: Record<string, () => unknown> = {
  'patch /conversations/:id': () => ({ labels: [MARK], status: 'closed' }),
  'post /conversations/:id/messages': () => ({ clientId: 'client-id-1', text: 'hello' }),
  'put /conversations/:id/draft': () => ({ text: 'mine' }),
  'patch /messages/:id': () => ({ text: 'changed' }),
  'post /messages/:id/reaction': () => ({ emoji: null }),
  'post /messages/:id/resend': () => ({ account: accountId }),
  'patch /contacts/:id': () => ({ name: 'changed' }),
  'post /contacts/:id/identities': () => ({ kind: 'phone', value: '+79161234567' }),
  'post /contacts/:id/claims/confirm': () => ({ kind: 'phone', value: '+79161234567' }),
  'post /contacts/:id/claims/dismiss': () => ({ kind: 'phone', value: '+79161234567' }),
  'post /contacts/:id/merge': () => ({ from: 'ffffffffffffffffffffffff' }),
  'post /contacts/:id/not-same': () => ({ other: 'ffffffffffffffffffffffff' }),
  'put /contacts/:id/lead': () => ({ status: 'bought', amount: 1, currency: 'RUB' }),
  'post /contacts/:id/tasks': () => ({ title: 'to do', dueAt: new Date().toISOString() }),
  'patch /calls/:id': () => ({ handled: true }),
  'patch /tasks/:id': () => ({ done: true }),
  'delete /tasks/:id': () => ({}),
  'patch /canned-replies/:id': () => ({ text: 'changed' }),
};

const nameOf = (route: Route) => `${route.method} ${route.path}`;
const fill = (path: string, params: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_match, name: string) => params[name] || 'unknown');
const call = (client: Client, route: Route, params: Record<string, string>) =>
  client.ask(
    route.method.toUpperCase(),
    fill(route.path, params),
    route.method === 'get' || route.method === 'delete' ? undefined : (BODIES[nameOf(route)]?.() ?? {}),
  );

const withObjects = TABLE.filter((route) => route.object !== undefined);
const withParameters = TABLE.filter((route) => route.path.includes(':'));

describe("a colleague's objects", () => {
  test('every route with a parameter says whose objects it serves, or that they belong to the house', () => {
    const ofTheHouse = /^\/(users|teams|accounts|quarantine|settings|bot|reassignments)\//;
    const undeclared = withParameters.filter(
      ({ object, path }) => object === undefined && !ofTheHouse.test(path),
    );
    expect(undeclared.map(nameOf)).toEqual([]);
  });

  test.each(withObjects.map((route) => [nameOf(route), route] as const))(
    '%s answers an operator who may not see it like one that never was',
    async (_name, route) => {
      const params = foreignIds[route.object ?? ''] ?? {};
      const refused = await call(own.client, route, params);
      expect(refused.status).toBe(404);
      expect(JSON.stringify(refused.body)).not.toContain(MARK);
      const unknown = Object.fromEntries(Object.keys(params).map((key) => [key, 'ffffffffffffffffffffffff']));
      expect((await call(own.client, route, unknown)).body).toEqual(refused.body);
    },
  );

  test('nothing of it was changed by trying', async () => {
    const { body } = await other.client.get(`/conversations/${foreign.conversation.id}`);
    expect(body).toMatchObject({ status: 'open', assignee: other.id, labels: [] });
    const messages = await other.client.get(`/conversations/${foreign.conversation.id}/messages`);
    expect(messages.body.items).toHaveLength(1);
    const drafts = await other.client.get(`/conversations/${foreign.conversation.id}/drafts`);
    expect(drafts.body.items.map(({ text }: { text: string }) => text)).toEqual([`${MARK} draft`]);
  });

  test('no list, search, count or event speaks of it', async () => {
    const lists = TABLE.filter(
      (route) => route.method === 'get' && !route.path.includes(':') && route.who === 'user',
    );
    const queries: Record<string, string> = {
      '/events': '?after=0&limit=1000',
      '/search': `?q=${MARK}`,
      '/conversations': '?status=any&view=all',
    };
    for (const route of lists) {
      const answer = await own.client.get(`${route.path}${queries[route.path] ?? ''}`);
      expect([200, 410], route.path).toContain(answer.status);
      expect(JSON.stringify(answer.body), route.path).not.toContain(MARK);
      // That it went out of sight is the one thing that is told.
      const words = JSON.stringify(answer.body).replace(/\{[^{}]*"conversation\.hidden".*?\}\}/g, '');
      expect(words, route.path).not.toContain(foreign.conversation.id);
    }
    expect((await own.client.get('/counts')).body).toEqual({ mine: 0, unassigned: 0, all: 0 });
  });

  test('a bulk refuses each foreign conversation like an unknown one', async () => {
    const ids = [foreign.conversation.id, 'ffffffffffffffffffffffff'];
    const { body } = await own.client.post('/conversations/bulk', { ids, change: { status: 'closed' } });
    expect(body.done).toEqual([]);
    const [one, two] = body.refused as { code: string; message: string }[];
    expect(one?.code).toBe('not_found');
    expect(one?.message).toBe(two?.message);
  });

  test("a colleague's upload cannot be sent as one's own", async () => {
    const mine = await clientWrites(house, { id: 'p2', name: 'Ivan' }, 'somebody else writes');
    const answer = await own.client.post(`/conversations/${mine.conversation.id}/messages`, {
      clientId: 'client-id-steal',
      text: 'look',
      attachments: [foreignIds.file?.id],
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test('a quote does not carry words out of a foreign conversation', async () => {
    const mine = await clientWrites(house, { id: 'p3', name: 'Oleg' }, 'a third person writes');
    const answer = await own.client.post(`/conversations/${mine.conversation.id}/messages`, {
      clientId: 'client-id-quote',
      text: 'look',
      quotes: foreign.message.id,
    });
    expect(JSON.stringify(answer.body)).not.toContain(MARK);
  });

  test('the assignee and a manager may', async () => {
    for (const client of [other.client, manager]) {
      for (const route of withObjects.filter(({ method, object }) => method === 'get' && object !== 'file')) {
        const params = foreignIds[route.object ?? ''] ?? {};
        const answer = await call(client, route, params);
        const nothingThere = /avatar|html|thumbnail|recording/.test(route.path);
        expect(answer.status, nameOf(route)).toBe(nothingThere ? 404 : 200);
      }
    }
  });

  test('sight ends with reassignment and begins with it', async () => {
    const path = `/conversations/${foreign.conversation.id}`;
    await manager.patch(path, { assignee: own.id });
    expect((await own.client.get(path)).status).toBe(200);
    expect((await other.client.get(path)).status).toBe(404);
    await manager.patch(path, { assignee: null, team: teamId });
    expect((await own.client.get(path)).status).toBe(404);
    expect((await other.client.get(path)).status).toBe(200);
    await manager.patch(path, { assignee: other.id, team: null });
  });
});

describe('who may knock', () => {
  const rank = { nobody: 0, operator: 1, manager: 2, administrator: 3 };
  const needed = { anyone: 0, user: 1, manager: 2, administrator: 3 };
  type Who = keyof typeof rank;
  const clients = (): Record<Who, Client> => ({
    nobody: house.nobody,
    operator: own.client,
    manager,
    administrator: house.administrator.client,
  });
  const guarded = TABLE.filter((route) => route.who !== 'anyone' && route.path !== '/session');

  test.each(guarded.map((route) => [nameOf(route), route] as const))('%s', async (_name, route) => {
    for (const [who, client] of Object.entries(clients()) as [Who, Client][]) {
      if (rank[who] >= needed[route.who]) continue;
      const answer = await call(client, route, { id: 'ffffffffffffffffffffffff' });
      expect(answer.status, who).toBe(who === 'nobody' ? 401 : 403);
    }
  });

  test('a forged, cut or empty credential is nobody', async () => {
    const good = own.client.headers.authorization ?? '';
    const forged = [
      'Bearer ',
      'Bearer x',
      `${good}x`,
      good.slice(0, -1),
      'Basic YTpi',
      'Bearer okno_',
      `Bearer ${'a'.repeat(300)}`,
    ];
    for (const authorization of forged) {
      expect((await house.nobody.ask('GET', '/me', undefined, { authorization })).status).toBe(401);
    }
    for (const cookie of [
      'okno_session=',
      'okno_session=x',
      'okno_session=__proto__',
      'okno_session={"$gt":""}',
    ]) {
      expect((await house.nobody.ask('GET', '/me', undefined, { cookie })).status).toBe(401);
    }
  });

  test('an unsafe request of a foreign page is refused although the browser sends the cookie', async () => {
    const answer = await house.nobody.post('/session', { email: 'anna@house.test', password: PASSWORD });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const from = (headers: Record<string, string>) =>
      house.nobody.ask('PATCH', '/me', { language: 'uk' }, { cookie, ...headers });
    for (const origin of ['https://evil.example', 'null', `${house.address}.evil.example`, 'file://']) {
      expect((await from({ origin })).status).toBe(403);
    }
    expect((await from({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await from({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await from({ origin: house.address })).status).toBe(200);
  });
});
