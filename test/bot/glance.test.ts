import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from '../../src/bot/templates/welcome.ts';
import { botStateOf } from '../../src/store/bot-states.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { createToy, toyCapabilities } from '../support/toy-channel.ts';
import { conversationOf, letSpeak, type Messenger, messenger } from './support.ts';

const text = { ...toyCapabilities.text, maxLength: 4000 };
const PEOPLE = 25;
const people = Array.from({ length: PEOPLE }, (_, nth) => `quiet${nth}`);
let house: TestHouse;
let net: Messenger;

beforeAll(async () => {
  house = await testHouse({ toy: createToy({ capabilities: { text } }) });
  net = await messenger(house);
  await letSpeak(house, welcome);
});
afterAll(() => house.close());

/** Everybody writes in one breath of the network. */
async function allWrite(words: string): Promise<void> {
  for (const person of people) {
    house.toy.network.push({
      type: 'message',
      id: `${person}-${words}`,
      chat: `chat-${person}`,
      at: Date.now(),
      from: { id: person, name: person },
      text: words,
    });
  }
  await house.toy.network.confirmed();
  await house.doors.ingest.idle();
}

/** How often a collection was asked or written to while something went on. */
async function requests(collection: object, work: () => Promise<unknown>): Promise<number> {
  const own = collection as Record<string, (...given: unknown[]) => unknown>;
  const kinds = ['find', 'findOne', 'insertOne', 'insertMany', 'replaceOne', 'updateOne', 'bulkWrite'];
  let count = 0;
  for (const kind of kinds) {
    const real = own[kind]?.bind(collection);
    own[kind] = (...given) => {
      count += 1;
      return real?.(...given);
    };
  }
  await work();
  for (const kind of kinds) delete own[kind];
  return count;
}

test('a newcomer is greeted by nothing but their own message: no door is opened, nothing is waited for', async () => {
  const greeted = new Promise<void>((resolve) => {
    const { taken } = house.toy.network;
    const push = taken.push.bind(taken);
    taken.push = (...parts) => {
      const length = push(...parts);
      if (parts.some(({ chat }) => chat === 'chat-newcomer')) resolve();
      return length;
    };
  });
  house.toy.network.push({
    type: 'message',
    id: 'n1',
    chat: 'chat-newcomer',
    at: Date.now(),
    from: { id: 'newcomer', name: 'newcomer' },
    text: 'Здравствуйте',
  });
  await greeted;
  expect(net.heard('newcomer')[0]?.text).toContain('Как вас зовут?');
}, 20_000);

test('of many whom people answer, all are looked at together, and what they wrote counts as heard', async () => {
  await allWrite('Здравствуйте');
  const rows = await Promise.all(people.map((person) => conversationOf(house, person)));
  for (const { id } of rows) {
    await house.administrator.client.patch(`/conversations/${id}`, { bot: 'silent' });
  }
  await Promise.all(people.map((person) => net.hears(person, 1)));
  await house.doors.bot.caughtUp();
  const { botStates, messages } = house.house.store;
  const { bot } = house.doors;
  await bot.stop();
  await allWrite('Когда приедет курьер?');
  const asked = await requests(botStates.collection, async () => {
    bot.start();
    await bot.caughtUp();
  });
  expect(asked).toBeLessThan(PEOPLE / 2);
  for (const { id } of rows) {
    const last = await messages.findOne({ conversationId: id, direction: 'in' }).sort({ seq: -1 }).lean();
    expect(await botStateOf(botStates, id)).toMatchObject({ seen: last?.seq, heardId: last?._id });
  }
  const [first] = rows;
  await house.administrator.client.patch(`/conversations/${first.id}`, { bot: 'active' });
  await net.writes(people[0] ?? '', 'Анна');
  expect((await net.hears(people[0] ?? '', 2)).at(-1)?.text).toContain('номеру телефона');
}, 60_000);
