import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactView } from '../../src/contacts/change.ts';
import { appendMessage } from '../../src/conversations/append.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { boss, threadOf } from './merge-support.ts';

let core: CoreHouse;
beforeAll(async () => {
  core = await coreHouse();
});
afterAll(() => core.close());

const signed = (name: string, ...lines: string[]) =>
  ['Добрый день!', 'Жду счёт.', '', 'С уважением,', name, ...lines].join('\n');

async function phonesOf(user: string): Promise<string[]> {
  const { contactId } = await threadOf(core, user);
  return (await contactView(core.house, boss, contactId)).phones;
}

let people = 0;
let messages = 0;

async function write(user: string, name: string, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    messages += 1;
    await core.bring(says(user, String(messages), text, { from: { id: user, name } }));
  }
}

async function ask(conversationId: string, text: string): Promise<void> {
  const at = new Date();
  await appendMessage(core.house, {
    conversationId,
    direction: 'out',
    kind: 'message',
    content: { text: { text, spans: [] }, attachments: [], cards: [] },
    accountId: core.account._id,
    channel: core.account.channel,
    chat: 'olga',
    author: { kind: 'user', name: 'Boss' },
    sentAt: at,
    receivedAt: at,
    reactions: [],
  });
}

const mobile = (number: number) => `+7912${String(1_000_000 + number)}`;

test('of the numbers people give and sign with, the same are theirs in any order', async () => {
  const said = (own: string, firm: string) => [
    signed('Иван Петров', 'ООО «Ромашка»', `тел. ${firm}`),
    `мой номер ${own}`,
    signed('Иван Петров', 'ООО «Ромашка»', `тел. ${firm}`, `моб. ${own}`),
    'договор № 89091009366',
  ];
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), async (order) => {
      people += 1;
      const [own, firm] = [mobile(people), mobile(500_000 + people)];
      const texts = said(own, firm);
      await write(`ivan-${people}`, 'Иван Петров', ...order.map((at) => texts[at] ?? ''));
      expect(await phonesOf(`ivan-${people}`), order.join(' ')).toEqual([own]);
    }),
    { numRuns: 8 },
  );
}, 300_000);

test('the only number below a letter is the writer’s until they give another, or a colleague signs with it', async () => {
  people += 1;
  const [firm, own] = [mobile(people), mobile(500_000 + people)];
  const letter = (name: string) => signed(name, 'ООО «Ромашка»', `тел. ${firm}`);
  await write('anna', 'Анна Белова', letter('Анна Белова'));
  expect(await phonesOf('anna')).toEqual([firm]);
  await write('anna', 'Анна Белова', `мой номер ${own}`);
  expect(await phonesOf('anna')).toEqual([own]);

  people += 1;
  const [shared, other] = [mobile(people), mobile(500_000 + people)];
  await write('oleg', 'Олег Сомов', signed('Олег Сомов', 'ИП Сомов', shared));
  await write('vera', 'Вера Линь', signed('Вера Линь', 'ИП Сомов', shared, `моб. ${other}`));
  expect(await phonesOf('oleg')).toEqual([]);
  expect(await phonesOf('vera')).toEqual([other]);
}, 120_000);

test('a number right after we asked is theirs; what they say once it is answered is judged by its own words', async () => {
  await write('olga', 'Ольга', 'Здравствуйте');
  const { conversationId } = await threadOf(core, 'olga');
  await ask(conversationId, 'Подскажите, пожалуйста, ваш номер телефона?');
  await write('olga', 'Ольга', '8 912 700 10 20', 'договор 8 909 100 93 66');
  expect(await phonesOf('olga')).toEqual(['+79127001020']);
}, 120_000);
