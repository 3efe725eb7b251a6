import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/api/protocol.ts';
import { boardView, reassignmentView } from '../../src/api/protocol.ts';
import type { Client } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { connectScreen, tokenOf } from '../support/screen.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let account: string;
let boss: { client: Client; id: string };
let olga: { client: Client; id: string };
let petr: { client: Client; id: string };
beforeAll(async () => {
  house = await testHouse();
  account = await connectToy(house);
  const hire = async (role: 'manager' | 'operator') => {
    const { user, client } = await house.person(role);
    return { client, id: user._id };
  };
  [boss, olga, petr] = [await hire('manager'), await hire('operator'), await hire('operator')];
});
afterAll(() => house.close());

const route = (value: object) => house.administrator.client.put('/settings/routing', { value });
const until = async (seen: () => Promise<boolean>) => {
  while (!(await seen())) await new Promise((resolve) => setTimeout(resolve, 20));
};
const holder = async (id: string) => (await boss.client.get(`/conversations/${id}`)).body.assignee;
const reasonOf = ({ reason }: { reason: string }) => reason;
/** A slow disk takes its time. */
const SOON = { timeout: 10_000 };
const about = (events: LoggedEvent[], id: string) =>
  events.filter((event) => JSON.stringify(event.data).includes(id));

describe('the routing in a running house', () => {
  test('gives a new person to a colleague at once, who hears of it with the end of the lease', async () => {
    const screen = await connectScreen(house.address, { token: tokenOf(olga.client) });
    await olga.client.patch('/me', { shift: 'on' });
    await petr.client.patch('/me', { shift: 'off' });
    await route({ enabled: true, leaseMinutes: 30, channels: { [account]: 'no such team' } });
    const { conversation } = await clientWrites(house, { id: 'r1', name: 'Rita' }, 'is anybody there');
    await screen.until(() =>
      about(screen.events, conversation.id).some(
        (event) =>
          event.name === 'conversation.changed' &&
          event.data.conversation.assignee === olga.id &&
          event.data.conversation.leaseUntil !== null,
      ),
    );
    screen.close();
    await olga.client.patch('/me', { shift: 'off' });
    await until(async () => (await holder(conversation.id)) === null);
    const list = await boss.client.get('/conversations?waiting=forgotten');
    expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([conversation.id]);
    await petr.client.patch('/me', { shift: 'on' });
    await until(async () => (await holder(conversation.id)) === petr.id);
    const story = `/contacts/${conversation.contact.id}/timeline?kinds=assignment`;
    // A row changes first, then its timeline.
    await expect
      .poll(async () => (await boss.client.get(story)).body.items.map(reasonOf), SOON)
      .toEqual(['turn', 'off-shift', 'turn']);
    await route({ enabled: false });
  });

  test('a capacity and languages are set by administrators and shown to everybody', async () => {
    const path = `/users/${olga.id}`;
    const changed = await house.administrator.client.patch(path, { capacity: 3, languages: ['ru', 'uz'] });
    expect(changed.body).toMatchObject({ capacity: 3, languages: ['ru', 'uz'] });
    await house.administrator.client.patch(path, { capacity: null, languages: [] });
    const { body } = await petr.client.get('/users');
    const seen = body.items.find(({ id }: { id: string }) => id === olga.id);
    expect(seen).not.toHaveProperty('capacity');
    expect(seen.languages).toEqual([]);
    expect((await house.administrator.client.patch(path, { capacity: -1 })).body.error.field).toBe(
      'capacity',
    );
  });

  test('a setting that makes no sense is refused, naming the field', async () => {
    for (const [field, value] of [
      ['leaseMinutes', 0],
      ['capacity', 0],
      ['strategy', 'random'],
    ] as const) {
      const answer = await route({ enabled: true, [field]: value });
      expect([answer.status, answer.body.error.field]).toEqual([400, field]);
    }
  });
});

describe('the board', () => {
  test('shows what is, as its schema says', async () => {
    const { body, status } = await boss.client.get('/board?zone=Europe/Kyiv');
    expect(status).toBe(200);
    const board = boardView.parse(body);
    expect(board.channels.map(({ account: { id } }) => id)).toEqual([account]);
    expect(board.operators.map(({ user }) => user.id).sort()).toEqual([olga.id, petr.id].sort());
    expect(JSON.stringify(body)).not.toContain('toy-secret-token');
    expect((await boss.client.get('/board?zone=Nowhere')).body.error.field).toBe('zone');
    expect((await olga.client.get('/board')).status).toBe(403);
  });
});

describe('handing over', () => {
  test('is told to managers only, answers with its progress, and can be undone', async () => {
    const { conversation } = await clientWrites(house, { id: 'h1', name: 'Hanna' }, 'hand me over');
    await boss.client.patch(`/conversations/${conversation.id}`, { assignee: olga.id });
    const [managers, operators] = [
      await connectScreen(house.address, { token: tokenOf(boss.client) }),
      await connectScreen(house.address, { token: tokenOf(petr.client) }),
    ];
    const wanted = { from: olga.id, to: { kind: 'user', id: petr.id }, reason: 'holiday', note: 'Be kind.' };
    expect((await olga.client.post('/reassignments', wanted)).status).toBe(403);
    const made = await boss.client.post('/reassignments', wanted);
    expect(made.status).toBe(201);
    const path = `/reassignments/${reassignmentView.parse(made.body).id}`;
    const state = async () => (await boss.client.get(path)).body.state;
    await until(async () => (await state()) === 'done');
    expect((await boss.client.get(path)).body).toMatchObject({ total: 1, done: 1, refused: 0 });
    await managers.until(() => managers.news.some(({ kind }) => kind === 'reassignment'));
    await operators.until(() => about(operators.events, 'Be kind.').length > 0);
    expect(operators.news.filter(({ kind }) => kind === 'reassignment')).toEqual([]);
    const list = await boss.client.get('/reassignments');
    expect(list.body.items[0]).toMatchObject({ id: made.body.id, reason: 'holiday' });
    expect((await boss.client.post(`${path}/undo`)).status).toBe(200);
    await until(async () => (await state()) === 'undone');
    expect(await holder(conversation.id)).toBe(olga.id);
    expect((await boss.client.post('/reassignments/ffff/undo')).status).toBe(404);
    managers.close();
    operators.close();
  });

  test('disabling a colleague leaves nobody waiting with them', async () => {
    const gone = await house.person('operator');
    const { conversation } = await clientWrites(house, { id: 'd1', name: 'Dora' }, 'left behind');
    await boss.client.patch(`/conversations/${conversation.id}`, { assignee: gone.user._id });
    await house.administrator.client.patch(`/users/${gone.user._id}`, { disabled: true });
    expect(await holder(conversation.id)).toBeNull();
    expect((await petr.client.get(`/conversations/${conversation.id}`)).status).toBe(200);
  });
});

describe('a manager', () => {
  test('looks into a conversation, whispers to the colleague, and takes over', async () => {
    const { conversation } = await clientWrites(house, { id: 'w1', name: 'Wanda' }, 'whisper please');
    const path = `/conversations/${conversation.id}`;
    await boss.client.patch(path, { assignee: olga.id });
    const whisper = await boss.client.post(`${path}/messages`, {
      clientId: 'whisper-1',
      text: 'Offer a discount.',
      note: true,
    });
    expect(whisper.body).toMatchObject({ kind: 'note', delivery: null, mentions: [olga.id] });
    const own = await olga.client.post(`${path}/messages`, {
      clientId: 'own-note-1',
      text: 'Ok',
      note: true,
    });
    expect(own.body.mentions).toBeUndefined();
    const over = await boss.client.patch(path, { assignee: boss.id, reason: 'I know her' });
    expect(over.body.assignee).toBe(boss.id);
    expect((await olga.client.get(path)).status).toBe(404);
  });

  test('who answers second is told so, also after the conversation changed hands', async () => {
    const { conversation, message } = await clientWrites(house, { id: 'l1', name: 'Lola' }, 'who is first');
    const path = `/conversations/${conversation.id}`;
    await boss.client.patch(path, { assignee: petr.id });
    const say = (client: Client, clientId: string) =>
      client.post(`${path}/messages`, { clientId, text: 'Me!', seen: message.seq });
    expect((await say(petr.client, 'lock-first-1')).status).toBe(201);
    const second = await say(boss.client, 'lock-second-1');
    expect([second.status, second.body.error.code]).toEqual([409, 'answered_meanwhile']);
  });
});
