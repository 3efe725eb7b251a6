import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FlowBody, flowBody, flowProblems } from '../../src/api/protocol/bot.ts';
import { TEMPLATES } from '../../src/bot/templates/index.ts';
import { welcome } from '../../src/bot/templates/welcome.ts';
import type { Client } from '../support/client.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { createToy, toyCapabilities } from '../support/toy-channel.ts';
import { letSpeak, messenger } from './support.ts';

const say = (id: string, more: object = {}) => ({ id, kind: 'say', text: { ru: `Шаг ${id}` }, ...more });
const ask = (id: string, more: object = {}) => ({
  id,
  kind: 'ask',
  ask: 'wish',
  text: { ru: 'Что?' },
  ...more,
});
const flow = (...steps: object[]): FlowBody => flowBody.parse({ languages: ['ru'], steps });

describe('what is wrong with a flow', () => {
  test.each<[string, FlowBody, string[]]>([
    ['nothing', flow(say('a'), ask('b')), []],
    [
      'a language without words',
      { ...flow(say('a')), languages: ['ru', 'uk'] },
      ['steps.0.text.uk text-missing'],
    ],
    ['a step that leads nowhere', flow(say('a', { next: 'x' })), ['steps.0.next step-unknown']],
    ['two steps of one name', flow(say('a'), say('a')), ['steps.1.id step-twice']],
    [
      'a circle without a question',
      flow(say('a'), say('b', { next: 'a' })),
      ['steps.0.next endless', 'steps.1.next endless'],
    ],
    ['a circle with a question is none', flow(say('a'), ask('b', { next: 'a' })), []],
    [
      'a step that nothing leads to',
      flow(say('a', { next: 'c' }), say('b'), say('c')),
      ['steps.1 unreachable'],
    ],
    ['a step that sets nothing', flow({ id: 'a', kind: 'set' }), ['steps.0.label nothing-to-set']],
  ])('%s', (_name, body, problems) => {
    expect(flowProblems(body).map(({ path, code }) => `${path} ${code}`)).toEqual(problems);
  });

  test.each(TEMPLATES.map(({ id, body }) => [id, body] as const))(
    'the ready-made flow %s has none',
    (_id, body) => {
      expect(flowBody.parse(body)).toEqual(body);
      expect(flowProblems(body)).toEqual([]);
    },
  );
});

describe('over the doors', () => {
  let house: TestHouse;
  let manager: Client;

  beforeAll(async () => {
    house = await testHouse({
      toy: createToy({
        capabilities: {
          buttons: { support: 'dropped', max: 0, sharePhone: 'dropped' },
          text: { ...toyCapabilities.text, maxLength: 60 },
        },
      }),
    });
    manager = (await house.person('manager')).client;
  });
  afterAll(() => house.close());

  test('each change is a version; what speaks changes with publishing, also back', async () => {
    const made = await manager.post('/bot/flows', { name: 'Welcome', body: welcome });
    expect(made.status).toBe(201);
    const { id, rev } = made.body;
    expect(made.body).toMatchObject({ version: 1, published: null });
    const shorter = { ...welcome, steps: welcome.steps.slice(1) };
    const changed = await manager.put(`/bot/flows/${id}`, { name: 'Short', body: shorter, rev });
    expect(changed.body).toMatchObject({ name: 'Short', version: 2 });
    const late = await manager.put(`/bot/flows/${id}`, { name: 'Late', body: welcome, rev });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'conflict', field: 'rev' } } });
    expect((await manager.post(`/bot/flows/${id}/publish`)).body.published).toBe(2);
    expect((await manager.post(`/bot/flows/${id}/publish`, { version: 1 })).body.published).toBe(1);
    const old = await manager.get(`/bot/flows/${id}?version=1`);
    expect(old.body).toMatchObject({ shown: 1, body: welcome });
    expect(old.body.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  });

  test('a mistake is refused naming its field; an unfinished translation only when it shall speak', async () => {
    const broken = await manager.post('/bot/flows', { name: 'X', body: flow(say('a', { next: 'x' })) });
    expect(broken).toMatchObject({ status: 400, body: { error: { field: 'body.steps.0.next' } } });
    const draft = await manager.post('/bot/flows', {
      name: 'X',
      body: { ...flow(say('a')), languages: ['ru', 'en'] },
    });
    expect(draft.status).toBe(201);
    const early = await manager.post(`/bot/flows/${draft.body.id}/publish`);
    expect(early).toMatchObject({ status: 400, body: { error: { field: 'body.steps.0.text.en' } } });
    const odd = await manager.post('/bot/flows', {
      name: 'X',
      body: { languages: ['ru'], steps: [{ id: 'a', kind: 'sing' }] },
    });
    expect(odd).toMatchObject({ status: 400 });
  });

  test('the flow by which the bot speaks cannot be taken away', async () => {
    const speaking = await letSpeak(house, welcome);
    expect((await manager.delete(`/bot/flows/${speaking.id}`)).status).toBe(409);
    await manager.put('/bot/setting', { enabled: false, flow: speaking.id });
    expect((await manager.delete(`/bot/flows/${speaking.id}`)).status).toBe(204);
    const { body } = await manager.get('/settings');
    expect(body.items.find(({ key }: { key: string }) => key === 'bot').value.flow).toBeNull();
  });

  test.each([
    [{ zone: 'Mars/Olympus' }, 'zone'],
    [{ hours: [{ days: [8], from: '09:00', to: '18:00' }] }, 'hours.0.days.0'],
    [{ holidays: ['1 May'] }, 'holidays.0'],
  ])('the setting %j is refused naming %s', async (setting, field) => {
    const { status, body } = await manager.put('/bot/setting', setting);
    expect(status).toBe(400);
    expect(body.error.field).toContain(field);
  });

  test('operators have no key', async () => {
    const { client } = await house.person('operator');
    expect((await client.get('/bot/flows')).status).toBe(403);
    expect((await client.put('/bot/setting', { enabled: true })).status).toBe(403);
  });

  test('the test chat plays a conversation and shows each step on the channel: numbers, parts, losses', async () => {
    const shop = TEMPLATES.find(({ id }) => id === 'shop')?.body;
    const { body: made } = await manager.post('/bot/flows', { name: 'Shop', body: shop });
    const before = await house.house.store.messages.countDocuments();
    const { status, body } = await manager.post(`/bot/flows/${made.id}/try`, {
      channel: 'toy',
      messages: ['Здравствуйте', '2', 'а доставка?'],
    });
    expect(status).toBe(200);
    const said = body.transcript.filter(({ by }: { by: string }) => by === 'bot');
    expect(said[0].rendered).toMatchObject({ numbered: true, buttons: [] });
    expect(said[0].rendered.text).toContain('1. Сделать заказ\n2. Задать вопрос\n3. Позвать человека');
    expect(said[0].rendered.parts).toBeGreaterThan(1);
    expect(said[1].rendered.text).toContain('Спрашивайте');
    expect(said[2].rendered.text).toContain('Доставляем');
    expect(body).toMatchObject({ language: 'ru', waitsAt: 'questions' });
    expect(body.renderings.map(({ channel }: { channel: string }) => channel)).toEqual(['toy']);
    expect(await house.house.store.messages.countDocuments()).toBe(before);
  });

  test('a dry run says what it would have said to the past, and to how many robots', async () => {
    const net = await messenger(house);
    await net.writes('p1', 'Здравствуйте');
    await net.writes('p1', 'Анна');
    await net.writes('r1', 'Ticket created', { automatic: 'auto-reply' });
    for (const words of ['Спасибо за обращение в нашу компанию!', 'Спасибо за обращение в нашу компанию!'])
      await net.writes('r2', words);
    const { body: made } = await manager.post('/bot/flows', { name: 'Dry', body: welcome });
    const range = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 1000).toISOString(),
    };
    const { status, body } = await manager.post(`/bot/flows/${made.id}/dry-run`, range);
    expect(status).toBe(200);
    expect(body).toMatchObject({ conversations: 3, messages: 5, progress: 1, next: null });
    expect(body).toMatchObject({ answers: 3, toRobots: 1, silent: { automatic: 1, stopped: 1 } });
    expect(body.examples.find(({ name }: { name: string }) => name === 'nick-p1').answer).toContain(
      'Как вас зовут?',
    );
    expect(net.heard('p1')).toEqual([]);
  });
});
