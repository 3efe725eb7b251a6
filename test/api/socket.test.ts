import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/api/protocol.ts';
import type { Client } from '../support/client.ts';
import { PASSWORD, type TestHouse, testHouse } from '../support/house.ts';
import { connectScreen, tokenOf } from '../support/screen.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let own: { client: Client; id: string };
let other: { client: Client; id: string };
beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  const first = await house.person('operator');
  const second = await house.person('operator');
  own = { client: first.client, id: first.user._id };
  other = { client: second.client, id: second.user._id };
});
afterAll(() => house.close());

const names = (events: LoggedEvent[]) => events.map(({ name }) => name);
const spokenOf = (events: LoggedEvent[], id: string) =>
  events.filter((event) => JSON.stringify(event.data).includes(id));

describe('the handshake', () => {
  test('a stranger is told to sign in', async () => {
    for (const token of [undefined, '', 'x', 'okno_wrong_token_of_some_length', '__proto__']) {
      const options = token === undefined ? {} : { token };
      await expect(connectScreen(house.address, options)).rejects.toMatchObject({
        data: { code: 'unauthenticated' },
      });
    }
  });

  test.each(['polling', 'websocket'] as const)(
    'the cookie is enough over %s, from the own pages only',
    async (transport) => {
      const signedIn = await house.nobody.post('/session', { email: 'anna@house.test', password: PASSWORD });
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
      const transports = [transport];
      const screen = await connectScreen(house.address, {
        headers: { cookie, origin: house.address },
        transports,
      });
      expect(screen.hello[0]).toMatchObject({
        user: { email: 'anna@house.test' },
        rooms: expect.arrayContaining(['managers']),
      });
      screen.close();
      const foreign = { cookie, origin: 'https://evil.example' };
      await expect(connectScreen(house.address, { headers: foreign, transports })).rejects.toThrow();
    },
  );
});

describe('live events', () => {
  test('begin at the cursor of hello without a gap, and each screen gets its own rooms only', async () => {
    const mine = await connectScreen(house.address, { token: tokenOf(own.client) });
    const theirs = await connectScreen(house.address, { token: tokenOf(other.client) });
    const from = mine.hello[0]?.cursor ?? -1;
    const { conversation } = await clientWrites(house, { id: 's1', name: 'Sofia' }, 'first words');
    await house.administrator.client.patch(`/conversations/${conversation.id}`, { assignee: own.id });
    await house.administrator.client.post(`/conversations/${conversation.id}/messages`, {
      clientId: 'socket-note-1',
      text: 'secret note',
      note: true,
    });
    await mine.until(() => spokenOf(mine.events, 'secret note').length > 0);
    await theirs.until(() => names(theirs.events).includes('conversation.hidden'));
    await house.administrator.client.post('/teams', { name: 'A team to end the wait' });
    await house.administrator.client.put('/settings/house', { value: { name: 'Window' } });
    await theirs.until(() => names(theirs.events).includes('settings.changed'));
    expect(spokenOf(theirs.events, 'secret note')).toEqual([]);
    const caughtUp = await own.client.get(`/events?after=${from}`);
    await mine.until(() => (mine.events.at(-1)?.cursor ?? 0) >= caughtUp.body.events.at(-1).cursor);
    expect(mine.events).toEqual(caughtUp.body.events);
    for (const { after } of theirs.events) expect(Object.keys(after)).not.toContain(`user:${own.id}`);
    mine.close();
    theirs.close();
  });

  test('a change of role or team changes what is heard at once, and says so', async () => {
    const { user, client } = await house.person('operator');
    const screen = await connectScreen(house.address, { token: tokenOf(client) });
    expect(screen.hello[0]?.rooms).not.toContain('managers');
    await house.administrator.client.patch(`/users/${user._id}`, { role: 'manager' });
    await screen.until(() => screen.hello.length === 2);
    expect(screen.hello[1]).toMatchObject({
      rooms: expect.arrayContaining(['managers']),
      user: { role: 'manager' },
    });
    const { conversation } = await clientWrites(house, { id: 's2', name: 'Semyon' }, 'for managers');
    await house.administrator.client.patch(`/conversations/${conversation.id}`, { assignee: own.id });
    await screen.until(() => spokenOf(screen.events, own.id).length > 0);
    await house.administrator.client.patch(`/users/${user._id}`, { role: 'operator' });
    await screen.until(() => screen.hello.length === 3);
    const heard = screen.events.length;
    await house.administrator.client.patch(`/conversations/${conversation.id}`, { labels: ['quiet'] });
    await house.administrator.client.put('/settings/house', { value: { name: 'Again' } });
    await screen.until(() => names(screen.events.slice(heard)).includes('settings.changed'));
    expect(spokenOf(screen.events.slice(heard), conversation.id)).toEqual([]);
    screen.close();
  });

  test.each([
    ['signing out', async (_id: string, client: Client) => client.delete('/session')],
    [
      'being disabled',
      async (id: string) => house.administrator.client.patch(`/users/${id}`, { disabled: true }),
    ],
    [
      'a new password set by the administrator',
      async (id: string) =>
        house.administrator.client.patch(`/users/${id}`, { password: 'another long password' }),
    ],
  ])('%s ends the connection', async (_how, end) => {
    const { user } = await house.person('operator');
    const signedIn = await house.nobody.post('/session', { email: user.email, password: PASSWORD });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const screen = await connectScreen(house.address, { headers: { cookie } });
    const { createClient } = await import('../support/client.ts');
    await end(user._id, createClient(house.address, { cookie }));
    await screen.until(() => !screen.socket.connected);
    await expect(connectScreen(house.address, { headers: { cookie } })).rejects.toMatchObject({
      data: { code: 'unauthenticated' },
    });
  });
});

describe('who looks and types', () => {
  test('is shown to those who look at the same conversation, and to nobody else', async () => {
    const { conversation } = await clientWrites(house, { id: 's3', name: 'Taras' }, 'look at me');
    const mine = await connectScreen(house.address, { token: tokenOf(own.client) });
    const theirs = await connectScreen(house.address, { token: tokenOf(other.client) });
    const idle = await connectScreen(house.address, { token: tokenOf(house.administrator.client) });
    mine.socket.emit('look', { conversation: conversation.id });
    theirs.socket.emit('look', { conversation: conversation.id });
    const lookers = () => mine.news.at(-1) as { users: { id: string; typing: boolean }[] } | undefined;
    await mine.until(() => lookers()?.users.length === 2);
    theirs.socket.emit('typing', { conversation: conversation.id });
    await mine.until(() => lookers()?.users.some(({ id, typing }) => id === other.id && typing) === true);
    theirs.close();
    await mine.until(() => lookers()?.users.length === 1);
    house.toy.network.push({ type: 'typing', chat: 'chat-s3', at: Date.now(), peer: { id: 's3' } });
    await mine.until(() => mine.news.some(({ kind }) => kind === 'client-typing'));
    expect(idle.news).toEqual([]);
    mine.close();
    idle.close();
  });

  test('a foreign conversation cannot be looked at', async () => {
    const { conversation } = await clientWrites(house, { id: 's4', name: 'Uma' }, 'not yours');
    await house.administrator.client.patch(`/conversations/${conversation.id}`, { assignee: other.id });
    const mine = await connectScreen(house.address, { token: tokenOf(own.client) });
    const theirs = await connectScreen(house.address, { token: tokenOf(other.client) });
    mine.socket.emit('look', { conversation: conversation.id });
    mine.socket.emit('typing', { conversation: conversation.id });
    theirs.socket.emit('look', { conversation: conversation.id });
    await theirs.until(() => theirs.news.length > 0);
    expect(theirs.news.at(-1)).toMatchObject({ users: [{ id: other.id, typing: false }] });
    expect(mine.news).toEqual([]);
    mine.close();
    theirs.close();
  });
});

describe('a hostile screen', () => {
  test('says anything at all, and the house neither ends nor answers', async () => {
    const anything = fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom('look', 'typing', 'event', 'hello', '__proto__', 'volatile'), fc.string()),
        fc.jsonValue(),
      ),
      { minLength: 1, maxLength: 30 },
    );
    const reserved = new Set([
      'connect',
      'connect_error',
      'disconnect',
      'disconnecting',
      'newListener',
      'removeListener',
    ]);
    await fc.assert(
      fc.asyncProperty(anything, async (said) => {
        const screen = await connectScreen(house.address, { token: tokenOf(own.client) });
        for (const [name, value] of said) if (!reserved.has(name)) screen.socket.emit(name, value);
        screen.close();
        expect((await own.client.get('/me')).status).toBe(200);
      }),
      { numRuns: 25 },
    );
    expect((await house.nobody.get('//readyz')).status).toBe(200);
  });

  test('is cut off when it floods, or sends more than it may', async () => {
    const flooding = await connectScreen(house.address, { token: tokenOf(own.client) });
    for (let index = 0; index < 500; index += 1) flooding.socket.emit('typing', { conversation: 'x' });
    await flooding.until(() => !flooding.socket.connected);
    const large = await connectScreen(house.address, { token: tokenOf(own.client) });
    large.socket.emit('look', { conversation: 'x'.repeat(100_000) });
    await large.until(() => !large.socket.connected);
    const patient = await connectScreen(house.address, { token: tokenOf(own.client) });
    expect(patient.socket.connected).toBe(true);
    patient.close();
  });
});
