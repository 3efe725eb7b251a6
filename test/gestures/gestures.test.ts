import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../support/house.ts';
import { connectScreen, tokenOf } from '../support/screen.ts';
import { clientWrites, connectToy, type Written } from '../support/story.ts';

/** A crowded machine takes its time. */
const SOON = { timeout: 20_000 };

let house: TestHouse;
let written: Written;
const seen = (kind: string) => house.toy.network.gestures.filter((one) => one.kind === kind);

beforeAll(async () => {
  house = await testHouse();
  await connectToy(house);
  written = await clientWrites(house, { id: 'p1', name: 'Olga' }, 'Hello?');
});
afterAll(() => house.close());

describe('what the person sees of us', () => {
  it('that it was read, once, when somebody has read it here', async () => {
    expect(seen('read')).toEqual([]);
    const { client } = house.administrator;
    const { id } = written.conversation;
    await client.patch(`/conversations/${id}`, { read: true });
    await expect
      .poll(() => seen('read'), SOON)
      .toEqual([{ kind: 'read', chat: 'chat-p1', id: expect.any(String) }]);
    await client.patch(`/conversations/${id}`, { labels: ['vip'] });
    await client.patch(`/conversations/${id}`, { labels: [] });
    expect(seen('read')).toHaveLength(1);
  });

  it('that somebody is typing, not with every key', async () => {
    const screen = await connectScreen(house.address, { token: tokenOf(house.administrator.client) });
    screen.socket.emit('look', { conversation: written.conversation.id });
    await screen.until(() => screen.news.some((news) => news.kind === 'presence'));
    for (let key = 0; key < 8; key += 1)
      screen.socket.emit('typing', { conversation: written.conversation.id });
    await expect.poll(() => seen('typing'), SOON).toEqual([{ kind: 'typing', chat: 'chat-p1' }]);
    screen.close();
  });

  it('our reaction, and that it was taken back', async () => {
    const { client } = house.administrator;
    const path = `/messages/${written.message.id}/reaction`;
    const left = await client.post(path, { emoji: '👍' });
    expect(left.body.reactions).toEqual([{ by: expect.any(String), emoji: '👍' }]);
    const other = await client.post(path, { emoji: '🔥' });
    expect(other.body.reactions.map(({ emoji }: { emoji: string }) => emoji)).toEqual(['🔥']);
    expect((await client.post(path, { emoji: null })).body.reactions).toEqual([]);
    expect(seen('reaction').map(({ emoji }) => emoji)).toEqual(['👍', '🔥', '']);
  });

  it('nothing of a reaction that has no message to stand under', async () => {
    const { client } = house.administrator;
    const note = await client.post(`/conversations/${written.conversation.id}/messages`, {
      clientId: 'a-note-of-ours',
      text: 'note',
      note: true,
    });
    expect((await client.post(`/messages/${note.body.id}/reaction`, { emoji: '👍' })).status).toBe(404);
  });
});
