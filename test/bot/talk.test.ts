import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowBody } from '../../src/api/protocol/bot.ts';
import { shop } from '../../src/bot/templates/shop.ts';
import { welcome } from '../../src/bot/templates/welcome.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { createToy, toyCapabilities } from '../support/toy-channel.ts';
import { conversationOf, letSpeak, type Messenger, messenger, threadOf } from './support.ts';

const text = { ...toyCapabilities.text, maxLength: 4000 };
let house: TestHouse;
let net: Messenger;
/** Days pass between the stories, so that the brake of one does not hold the other. */
let later = 0;
const clock = { now: () => Date.now() + later };

beforeAll(async () => {
  house = await testHouse({ clock, toy: createToy({ capabilities: { text } }) });
  net = await messenger(house);
});
afterAll(() => house.close());

const closes = async (person: string) => {
  const { id } = await conversationOf(house, person);
  await house.administrator.client.patch(`/conversations/${id}`, { status: 'closed' });
  await house.doors.bot.caughtUp();
};
const answers = async (person: string, words: string) => {
  const { id } = await conversationOf(house, person);
  const clientId = `operator-${person}-${words.length}`;
  const { status } = await house.administrator.client.post(`/conversations/${id}/messages`, {
    clientId,
    text: words,
  });
  expect(status).toBe(201);
  await house.doors.bot.caughtUp();
};
/** Everything is considered and nothing more is on its way. */
const settled = async () => {
  await house.doors.bot.caughtUp();
  await house.doors.bot.caughtUp();
};

describe('the welcome flow', { timeout: 120_000 }, () => {
  beforeAll(() => letSpeak(house, welcome));

  test('asks a new lead for name, phone and wish, keeps the answers and hands over with a note', async () => {
    await net.writes('anna', 'Здравствуйте! Хочу узнать про обучение');
    expect((await net.hears('anna', 1))[0]?.text).toContain('Как вас зовут?');
    await net.writes('anna', 'меня зовут анна');
    const [, second] = await net.hears('anna', 2);
    expect(second?.buttons.map(({ kind }) => kind)).toEqual(['share-phone', 'reply']);
    await net.writes('anna', 'мой номер 8 912 345-67-89');
    await net.hears('anna', 3);
    await net.writes('anna', 'Курс английского для ребёнка');
    expect((await net.hears('anna', 4)).at(-1)?.text).toContain('Спасибо, Анна!');
    await settled();
    const row = await conversationOf(house, 'anna');
    expect(row).toMatchObject({ bot: 'silent', assignee: null, status: 'open' });
    expect(row.waitingSince).not.toBeNull();
    const { client } = house.administrator;
    expect((await client.get(`/contacts/${row.contact.id}`)).body).toMatchObject({
      name: 'Анна',
      language: 'ru',
      phones: ['+79123456789'],
      fields: { Пожелание: 'Курс английского для ребёнка' },
    });
    const thread = await threadOf(house, row.id);
    expect(thread.find(({ kind }) => kind === 'note')?.text).toBe(
      'Собрано ботом\nИмя: Анна\nТелефон: +79123456789\nПожелание: Курс английского для ребёнка',
    );
    const { body } = await client.get(`/contacts/${row.contact.id}/timeline?kinds=bot&limit=20`);
    expect(body.items.map(({ what }: { what: string }) => what).sort()).toEqual(
      ['answered', 'answered', 'answered', 'began', 'handed-over'].sort(),
    );
  });

  test('is silent from the first word of an operator until the conversation is closed', async () => {
    await net.writes('boris', 'Добрый день');
    await net.hears('boris', 1);
    await answers('boris', 'Здравствуйте, это Анна.');
    await net.writes('boris', 'Борис');
    await settled();
    expect(net.heard('boris').map(({ text: said }) => said)).toEqual([
      expect.stringContaining('Как вас зовут'),
      'Здравствуйте, это Анна.',
    ]);
    await closes('boris');
    expect((await conversationOf(house, 'boris')).bot).toBe('active');
  });

  test('takes back what is still on its way when an operator speaks', async () => {
    const { network } = house.toy;
    const down = { error: 'unreachable_network', certainty: 'not-sent' } as const;
    network.onCall = ({ text: words }) => (words.includes('Как вас зовут') ? down : undefined);
    await net.writes('kira', 'Добрый день');
    await settled();
    await answers('kira', 'Здравствуйте, слушаю вас.');
    network.onCall = () => undefined;
    await net.hears('kira', 1);
    const { id } = await conversationOf(house, 'kira');
    const states = async () => (await threadOf(house, id)).flatMap(({ delivery }) => delivery?.state ?? []);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['cancelled', 'sent']);
    expect(net.heard('kira').map(({ text: words }) => words)).toEqual(['Здравствуйте, слушаю вас.']);
  });

  test('goes on with its question when it is handed back', async () => {
    await net.writes('vera', 'Добрый день');
    await net.hears('vera', 1);
    await answers('vera', 'Минуту');
    const { id } = await conversationOf(house, 'vera');
    await house.administrator.client.patch(`/conversations/${id}`, { bot: 'active' });
    await net.writes('vera', 'Вера');
    expect((await net.hears('vera', 3)).at(-1)?.text).toContain('номеру телефона');
  });

  test('leaves alone what it was told to leave: software, other bots, and what was taken over', async () => {
    await net.writes('robot', 'Your ticket was created', { automatic: 'auto-reply' });
    await net.writes('list', 'Новости недели', { automatic: 'list' });
    await net.writes('bot', 'Привет!', { from: { id: 'bot', name: 'bot', isBot: true } });
    await settled();
    for (const person of ['robot', 'list', 'bot']) expect(net.heard(person)).toEqual([]);
  });

  test('takes several lines of one breath as one turn', async () => {
    const { network } = house.toy;
    const line = (id: string, words: string) => ({
      type: 'message' as const,
      id,
      chat: 'chat-gleb',
      at: clock.now(),
      from: { id: 'gleb', name: 'gleb' },
      text: words,
    });
    network.push(line('g1', 'Здравствуйте'));
    network.push(line('g2', 'у меня вопрос'));
    await network.confirmed();
    await net.hears('gleb', 1);
    await settled();
    await net.writes('gleb', 'Глеб');
    expect((await net.hears('gleb', 2)).at(-1)?.text).toContain('номеру телефона');
  });

  test('goes on in the conversation of whom the person turns out to be', async () => {
    const { client } = house.administrator;
    const known = await client.post('/contacts', { name: 'Жанна', phones: ['+7 912 555-44-33'] });
    await net.writes('zhanna', 'Здравствуйте');
    await net.hears('zhanna', 1);
    await net.writes('zhanna', 'Жанна');
    await net.hears('zhanna', 2);
    await net.writes('zhanna', '8 912 555-44-33');
    expect((await net.hears('zhanna', 3)).at(-1)?.text).toContain('Чем можем помочь');
    await net.writes('zhanna', 'Нужен букет');
    expect((await net.hears('zhanna', 4)).at(-1)?.text).toContain('Спасибо, Жанна!');
    await settled();
    const { body } = await client.get(`/contacts/${known.body.id}`);
    expect(body.fields).toMatchObject({ Пожелание: 'Нужен букет' });
    expect(net.heard('zhanna')).toHaveLength(4);
  });

  test('says nothing to a conversation that an operator has just closed', async () => {
    await net.writes('dina', 'Здравствуйте');
    await net.hears('dina', 1);
    await closes('dina');
    await settled();
    expect(net.heard('dina')).toHaveLength(1);
  });
});

test('who comes back after the conversation was closed is greeted again where the flow says so', {
  timeout: 60_000,
}, async () => {
  await letSpeak(house, { ...shop, faq: [] } satisfies FlowBody);
  await net.writes('egor', 'Здравствуйте');
  expect((await net.hears('egor', 1))[0]?.buttons.map(({ label }) => label)).toEqual([
    'Сделать заказ',
    'Задать вопрос',
    'Позвать человека',
  ]);
  await net.writes('egor', '3');
  await net.hears('egor', 2);
  await settled();
  await closes('egor');
  later += 86_400_000;
  await net.writes('egor', 'Снова я');
  expect((await net.hears('egor', 3)).at(-1)?.text).toContain('Что вас интересует?');
});

test('switched off it says nothing, switched on it answers only what comes then', async () => {
  const { client } = house.administrator;
  const { body } = await client.get('/settings');
  const { value } = body.items.find(({ key }: { key: string }) => key === 'bot');
  await client.put('/bot/setting', { ...value, enabled: false });
  await net.writes('zoya', 'Здравствуйте');
  await settled();
  await client.put('/bot/setting', { ...value, enabled: true });
  await settled();
  expect(net.heard('zoya')).toEqual([]);
  await net.writes('ilya', 'Здравствуйте');
  await net.hears('ilya', 1);
  expect(net.heard('zoya')).toEqual([]);
});
