import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../src/api/http/route.ts';
import { TABLE } from '../../src/api/http/table.ts';
import { EVENT_DATA, REPORTS, roomsOf, SOCKET_FROM_BROWSER } from '../../src/api/protocol.ts';
import { type LogEntry, reaches } from '../../src/events/log.ts';
import { keepSuggestion, pairId } from '../../src/store/suggestions.ts';
import type { Client } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { connectScreen, tokenOf } from '../support/screen.ts';
import { connectToy } from '../support/story.ts';
import { EVENT_READERS, type Reader, ROLES, rightsPage, SOCKET_RULES, verdictOf } from './rights-table.ts';
import { makeThings, type Things } from './things.ts';

let house: TestHouse;
let accountId: string;
let own: { client: Client; id: string };
let other: { client: Client; id: string };
let clients: Record<Reader, Client>;
let mine: Things;
let theirs: Things;
const log: LogEntry[] = [];

beforeAll(async () => {
  house = await testHouse();
  accountId = await connectToy(house);
  const hire = async (role: 'operator' | 'manager') => {
    const { user, client } = await house.person(role);
    return { client, id: user._id };
  };
  [own, other] = [await hire('operator'), await hire('operator')];
  const { client: manager } = await hire('manager');
  clients = {
    nobody: house.nobody,
    operator: own.client,
    manager,
    administrator: house.administrator.client,
  };
  mine = await makeThings(house, own, 'sparrow');
  theirs = await makeThings(house, other, 'heron');
  house.house.events.subscribe((entry) => log.push(entry));
});
afterAll(() => house.close());

/** Bodies that do no harm to the object, so that one object serves the whole walk. */
const BODIES: Record<string, () => unknown> = {
  'patch /conversations/:id': () => ({ labels: ['walked'] }),
  'post /conversations/:id/messages': () => ({ clientId: `walk-${Math.random()}`, text: 'hi', note: true }),
  'put /conversations/:id/draft': () => ({ text: 'draft' }),
  'patch /messages/:id': () => ({ text: 'changed' }),
  'post /messages/:id/reaction': () => ({ emoji: null }),
  'post /messages/:id/resend': () => ({ account: accountId }),
  'patch /contacts/:id': () => ({ company: 'Walkers' }),
  'post /contacts/:id/identities': () => ({ kind: 'email', value: `${Math.random()}@walk.example` }),
  'post /contacts/:id/merge': () => ({ from: 'ffffffffffffffffffffffff', dryRun: true }),
  'post /contacts/:id/not-same': () => ({ other: 'ffffffffffffffffffffffff' }),
  'post /contacts/:id/claims/confirm': () => ({ kind: 'phone', value: '+79120009900' }),
  'post /contacts/:id/claims/dismiss': () => ({ kind: 'phone', value: '+79120009901' }),
  'put /contacts/:id/lead': () => ({ status: 'bought', amount: 1, currency: 'RUB' }),
  'post /contacts/:id/tasks': () => ({ title: 'to do', dueAt: new Date().toISOString() }),
  'patch /calls/:id': () => ({ handled: true }),
  'patch /tasks/:id': () => ({ title: 'walked' }),
  'patch /canned-replies/:id': () => ({ text: 'changed' }),
};
/** Doors behind which there may be nothing although the object is there, and that name a second object. */
const OFTEN_EMPTY = /avatar|html|thumbnail|recording|draft$|merge$|not-same$/;

const nameOf = (route: Route) => `${route.method} ${route.path}`;
/** What is done to a message is done to one that was sent. */
const kindOf = ({ object, method, path }: Route): string =>
  object === 'message' && method !== 'get' && !/:file|reaction/.test(path) ? 'sent' : (object ?? '');
const call = (client: Client, route: Route, things: Things) => {
  const params = things[kindOf(route)] ?? {};
  const path = route.path.replace(/:(\w+)/g, (_match, name: string) => params[name] || 'unknown');
  const body = route.method === 'get' || route.method === 'delete' ? undefined : BODIES[nameOf(route)]?.();
  return client.ask(route.method.toUpperCase(), path, body ?? (route.method === 'get' ? undefined : {}));
};

const withObjects = TABLE.filter((route) => route.object !== undefined);
const walked = (last: boolean) =>
  withObjects.filter(({ method, path }) => (method === 'delete' || /undo$/.test(path)) === last);

describe('every door of an object, for every role', () => {
  test.each(withObjects.map((route) => [nameOf(route), route] as const))(
    '%s refuses who may not, whoever made the object',
    async (_name, route) => {
      for (const reader of ROLES) {
        for (const [standing, things] of [
          ['own', mine],
          ['foreign', theirs],
        ] as const) {
          const verdict = verdictOf(route, reader, standing);
          if (verdict === 'yes') continue;
          const answer = await call(clients[reader], route, things);
          expect([reader, standing, String(answer.status)]).toEqual([reader, standing, verdict]);
          expect(JSON.stringify(answer.body)).not.toMatch(/heron/);
        }
      }
    },
  );

  test.each([...walked(false), ...walked(true)].map((route) => [nameOf(route), route] as const))(
    '%s opens to who may',
    async (_name, route) => {
      const readers: [Reader, Things, 'own' | 'foreign'][] = [
        ['operator', mine, 'own'],
        ['manager', theirs, 'foreign'],
        ['administrator', theirs, 'foreign'],
      ];
      for (const [reader, things, standing] of readers) {
        if (verdictOf(route, reader, standing) !== 'yes') continue;
        const { status } = await call(clients[reader], route, things);
        expect([401, 403], reader).not.toContain(status);
        const gone = route.method === 'delete' || OFTEN_EMPTY.test(route.path);
        if (!gone) expect(status, reader).not.toBe(404);
        if (route.method === 'delete' && standing === 'own') expect(status, reader).toBeLessThan(300);
      }
    },
  );
});

describe('events', () => {
  test('the table knows every event and every word of a screen', () => {
    expect(Object.keys(EVENT_READERS).sort()).toEqual(Object.keys(EVENT_DATA).sort());
    expect(Object.keys(SOCKET_RULES)).toEqual(Object.keys(SOCKET_FROM_BROWSER));
  });

  test('whatever the walk changed, a colleague heard nothing of what is not theirs', () => {
    const rooms = new Set(roomsOf({ id: own.id, role: 'operator', teams: [] }));
    const heard = log.filter((entry) => reaches(entry, rooms));
    const foreign = ['conversation', 'contact', 'message', 'task', 'call', 'merge'].map(
      (kind) => theirs[kind]?.id ?? '',
    );
    expect(log.length).toBeGreaterThan(heard.length);
    for (const entry of heard) {
      const words = JSON.stringify(entry.event.data);
      for (const id of foreign) expect(words, entry.event.name).not.toContain(id);
      expect(words).not.toContain('heron');
    }
  });

  test('each event goes to the rooms of its kind', () => {
    for (const { event, rooms } of log) {
      const readers = EVENT_READERS[event.name];
      if (readers === 'everyone') expect(rooms, event.name).toEqual(['everyone']);
      else expect(rooms, event.name).not.toContain('everyone');
      if (readers === 'managers') expect(rooms, event.name).toEqual(['managers']);
      if (readers === 'person') {
        for (const room of rooms) expect(room).toMatch(/^user:/);
      }
    }
  });
});

describe('side doors', () => {
  const search = (client: Client) => client.get('/search?q=heron');
  const sideDoors: [string, (client: Client) => ReturnType<Client['get']>][] = [
    ['search', search],
    ['lists', (client) => client.get('/conversations?status=any')],
    ['people who wait', (client) => client.get('/conversations?waiting=any')],
    ['the forgotten', (client) => client.get('/conversations?waiting=forgotten')],
    ['contacts', (client) => client.get('/contacts')],
    ['calls', (client) => client.get('/calls')],
    ['tasks', (client) => client.get('/tasks')],
    ['own work', (client) => client.get('/work')],
    ['merges', (client) => client.get('/merges')],
    ['what did not arrive', (client) => client.get('/undelivered')],
    ['drafts', (client) => client.get('/drafts')],
    ['canned replies', (client) => client.get('/canned-replies')],
    ['events that were missed', (client) => client.get('/events?after=0&limit=1000')],
    ['suggestions', (client) => client.get('/suggestions')],
    ['who a person may be', (client) => client.get(`/contacts/${mine.contact?.id}/suggestions`)],
    ...REPORTS.map((report): [string, (client: Client) => ReturnType<Client['get']>] => [
      `the export of ${report}`,
      (client) => client.get(`/reports/${report}?format=csv&user=${other.id}`),
    ]),
  ];
  test.each(sideDoors)('%s say nothing of a colleague’s', async (_what, ask) => {
    const answer = await ask(own.client);
    expect(answer.status).toBe(200);
    const words = JSON.stringify(answer.body).replace(/"conversation\.hidden".*?\}\}/g, '');
    expect(words).not.toContain('heron');
    expect(words).not.toContain(theirs.contact?.id);
  });

  test.each(REPORTS)('figures of %s are the reader’s own, whoever they name', async (report) => {
    const day = new Date().toISOString().slice(0, 10);
    const asked = await own.client.get(`/reports/${report}?to=${day}`);
    const named = await own.client.get(`/reports/${report}?to=${day}&user=${other.id}`);
    expect(named.body).toEqual(asked.body);
    const boss = await clients.manager.get(`/reports/leads?by=user&user=${other.id}`);
    expect(JSON.stringify(boss.body.rows)).toContain(other.id);
    const mineOnly = await own.client.get(`/reports/leads?by=user&user=${other.id}`);
    expect(JSON.stringify(mineOnly.body.rows)).not.toContain(other.id);
  });

  test('that a foreign person may be one’s own is told to nobody but who may see both', async () => {
    const pair: [string, string] = [mine.contact?.id ?? '', theirs.contact?.id ?? ''];
    const because = { kind: 'typed' as const, value: 'both' };
    await keepSuggestion(house.house.store.suggestions, pair, because, 0.9, new Date());
    const shown = async (client: Client) => JSON.stringify((await client.get('/suggestions')).body);
    const dismiss = (client: Client) => client.post(`/suggestions/${pairId(...pair)}/dismiss`);
    for (const { client } of [own, other]) {
      expect(await shown(client)).not.toContain(pairId(...pair));
      expect((await dismiss(client)).status).toBe(404);
    }
    expect(await shown(clients.manager)).toContain(pairId(...pair));
    expect((await dismiss(clients.manager)).status).toBe(204);
  });

  test('the address of a foreign person shows nothing of them and joins nobody', async () => {
    const contact = mine.contact?.id ?? '';
    const value = 'heron@example.org';
    const answer = await own.client.post(`/contacts/${contact}/identities`, { kind: 'email', value });
    expect(JSON.stringify(answer.body)).not.toContain('heron Petrov');
    const id = theirs.conversation?.id ?? '';
    expect((await own.client.get(`/conversations/${id}`)).status).toBe(404);
    expect((await other.client.get(`/conversations/${id}`)).body.id).toBe(id);
  });

  test('a bulk change, a batch of undone merges and a merge with a foreign person change nothing', async () => {
    const id = theirs.conversation?.id ?? '';
    const bulk = await own.client.post('/conversations/bulk', { ids: [id], change: { labels: ['stolen'] } });
    expect(bulk.body).toMatchObject({ done: [], refused: [{ id, code: 'not_found' }] });
    const contact = mine.contact?.id ?? '';
    const merge = await own.client.post(`/contacts/${contact}/merge`, { from: theirs.contact?.id });
    expect(merge.status).toBe(404);
    await own.client.post('/merges/undo', { ids: [theirs.merge?.id] });
    const seen = await clients.manager.get(`/conversations/${id}`);
    expect(seen.body.labels).not.toContain('stolen');
  });
});

describe('a screen', () => {
  test.each(Object.keys(SOCKET_FROM_BROWSER))(
    'that says %s of a foreign conversation shows nowhere',
    async (word) => {
      const conversation = theirs.conversation?.id ?? '';
      const holder = await connectScreen(house.address, { token: tokenOf(other.client) });
      const stranger = await connectScreen(house.address, { token: tokenOf(own.client) });
      stranger.socket.emit(word, { conversation });
      holder.socket.emit('look', { conversation });
      await holder.until(() => holder.news.some(({ kind }) => kind === 'presence'));
      for (const news of holder.news) expect(JSON.stringify(news)).not.toContain(own.id);
      expect(stranger.news).toEqual([]);
      holder.close();
      stranger.close();
    },
  );
});

test('the page of the docs is what the rule says', async () => {
  await expect(rightsPage(TABLE)).toMatchFileSnapshot('../../docs/rights.md');
});
