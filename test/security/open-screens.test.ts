import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConversationView, LoggedEvent } from '../../src/api/protocol.ts';
import type { Client } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { connectScreen, type TestScreen, tokenOf } from '../support/screen.ts';
import { clientWrites, connectToy } from '../support/story.ts';

let house: TestHouse;
let admin: Client;
let team: string;
let talk: ConversationView;
beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  admin = house.administrator.client;
  team = (await admin.post('/teams', { name: 'Sales' })).body.id;
  talk = (await clientWrites(house, { id: 's1', name: 'Sofia' }, 'a secret matter')).conversation;
});
afterAll(() => house.close());

/** Everything that happens is heard by then. */
async function settled(screen: TestScreen): Promise<LoggedEvent[]> {
  const name = `Mark ${randomUUID()}`;
  await admin.put('/settings/house', { value: { name } });
  await screen.until(() => screen.events.some((event) => JSON.stringify(event.data).includes(name)));
  return screen.events;
}
const about = (events: readonly LoggedEvent[]) =>
  events.filter(({ data }) => JSON.stringify(data).includes(talk.id)).map(({ name }) => name);
const note = () =>
  admin.post(`/conversations/${talk.id}/messages`, {
    clientId: randomUUID(),
    text: 'a word inside',
    note: true,
  });

interface Change {
  what: string;
  grant(user: string): Promise<unknown>;
  revoke(user: string): Promise<unknown>;
  /** The screen is told new rooms; else what it sees comes and goes in the rooms it has. */
  rooms: boolean;
}

const conversation = (change: object) => admin.patch(`/conversations/${talk.id}`, change);
const person = (user: string, change: object) => admin.patch(`/users/${user}`, change);
const CHANGES: Change[] = [
  {
    what: 'a role',
    grant: async (user) => {
      await conversation({ assignee: house.administrator.user._id });
      await person(user, { role: 'manager' });
    },
    revoke: (user) => person(user, { role: 'operator' }),
    rooms: true,
  },
  {
    what: 'a team of the colleague',
    grant: async (user) => {
      await conversation({ team, assignee: house.administrator.user._id });
      await person(user, { teams: [team] });
    },
    revoke: (user) => person(user, { teams: [] }),
    rooms: true,
  },
  {
    what: 'the assignee',
    grant: (user) => conversation({ team: null, assignee: user }),
    revoke: () => conversation({ assignee: house.administrator.user._id }),
    rooms: false,
  },
  {
    what: 'the team of the conversation',
    grant: async (user) => {
      await person(user, { teams: [team] });
      await conversation({ team, assignee: null });
    },
    revoke: () => conversation({ team: null, assignee: house.administrator.user._id }),
    rooms: false,
  },
  {
    what: 'work that is handed over',
    grant: (user) =>
      admin.post('/reassignments', {
        conversations: [talk.id],
        to: { kind: 'user', id: user },
        reason: 'holiday',
      }),
    revoke: async () => {
      const [last] = (await admin.get('/reassignments?limit=1')).body.items;
      await admin.post(`/reassignments/${last.id}/undo`);
    },
    rooms: false,
  },
];

test.each(CHANGES.map((change) => [change.what, change] as const))(
  '%s takes effect on an open screen at once, both ways',
  async (_what, { grant, revoke, rooms }) => {
    const { user, client } = await house.person('operator');
    await conversation({ assignee: house.administrator.user._id, team: null });
    const screen = await connectScreen(house.address, { token: tokenOf(client) });
    await note();
    expect(about(await settled(screen))).toEqual([]);
    expect((await client.get(`/conversations/${talk.id}`)).status).toBe(404);

    await grant(user._id);
    if (rooms) await screen.until(() => screen.hello.length === 2);
    await note();
    expect(about(await settled(screen))).toContain('message.added');
    expect((await client.get(`/conversations/${talk.id}`)).status).toBe(200);

    const heard = screen.events.length;
    await revoke(user._id);
    if (rooms) await screen.until(() => screen.hello.length === 3);
    await note();
    const after = about((await settled(screen)).slice(heard));
    expect(after).toEqual(rooms ? [] : ['conversation.hidden']);
    expect((await client.get(`/conversations/${talk.id}`)).status).toBe(404);
    const caughtUp = await client.get(`/events?after=${screen.hello[0]?.cursor ?? 0}&limit=1000`);
    expect(JSON.stringify(caughtUp.body)).not.toContain('a word inside');
    screen.close();
  },
);
