import { describe, expect, test } from 'vitest';
import type { ChoiceStep } from '../../src/api/protocol/bot.ts';
import { checkAnswer, nameIn } from '../../src/bot/answers.ts';
import { chooseOption } from '../../src/bot/choose.ts';
import { findFaq } from '../../src/bot/faq.ts';
import { detectLanguage } from '../../src/bot/language.ts';
import { shop } from '../../src/bot/templates/shop.ts';
import { declines } from '../../src/bot/words.ts';

describe('a name', () => {
  test.each([
    ['Анна', 'Анна'],
    ['меня зовут анна', 'Анна'],
    ['Здравствуйте, меня зовут Анна Петрова', 'Анна Петрова'],
    ['Добрый день! Я Иван.', 'Иван'],
    ['Мене звати Олена', 'Олена'],
    ['Ismim Anvar', 'Anvar'],
    ['Mening ismim Dilnoza', 'Dilnoza'],
    ["My name is O'Brien", "O'Brien"],
    ['ИВАН', 'Иван'],
    ['Анна, 8 912 345-67-89', 'Анна'],
    ['Жан-Поль', 'Жан-Поль'],
  ])('%s is %s', (written, name) => expect(nameIn(written)).toBe(name));

  test.each([
    'Сколько стоит доставка?',
    'да',
    'ok',
    '12345',
    '',
    'a',
    'https://spam.example',
    'Привет',
    'Thank you',
    'это очень длинное предложение о погоде',
  ])('%s is none', (written) => expect(nameIn(written)).toBeNull());
});

describe('a phone and an email', () => {
  test.each([
    ['8 912 345-67-89', '+79123456789'],
    ['мой номер: +380 67 123 45 67, звоните', '+380671234567'],
    ['90 123 45 67', '+998901234567'],
    ['+1 (212) 555-2368', '+12125552368'],
  ])('%s is %s', (written, phone) => expect(checkAnswer('phone', written)?.value).toBe(phone));

  test.each(['123', 'зачем вам номер?', '01.02.2026', '12345678901234567890'])(
    '%s is no phone',
    (written) => {
      expect(checkAnswer('phone', written)).toBeNull();
    },
  );

  test('an address is found among words', () => {
    expect(checkAnswer('email', 'пишите на Ivan@Example.ORG, спасибо')?.value).toBe('ivan@example.org');
    expect(checkAnswer('email', 'нет почты')).toBeNull();
  });
});

describe('a language', () => {
  test.each([
    ['Здравствуйте, сколько стоит?', 'ru'],
    ['Добрий день, скільки коштує?', 'uk'],
    ['Привіт', 'uk'],
    ['Assalomu alaykum, narxi qancha?', 'uz'],
    ['Салом, нархи қанча?', 'uz'],
    ['Hello, how much is it?', 'en'],
    ['Хочу заказать', 'ru'],
  ])('%s is %s', (text, language) => expect(detectLanguage(text)).toBe(language));

  test.each(['Анна', '+7 912 345-67-89', '👍', ''])('%s does not tell', (text) => {
    expect(detectLanguage(text)).toBeUndefined();
  });
});

const menu = shop.steps.find((step): step is ChoiceStep => step.kind === 'choice');

describe('a choice', () => {
  test.each([
    ['1', 'order'],
    ['2.', 'question'],
    ['3️⃣', 'person'],
    ['№ 2', 'question'],
    ['вариант 3', 'person'],
    ['второй', 'question'],
    ['birinchi', 'order'],
    ['2-й', 'question'],
    ['Сделать заказ', 'order'],
    ['хочу заказать торт', 'order'],
    ['есть вопрос', 'question'],
    ['вопросы', 'question'],
    ['позовите оператора', 'person'],
    ['Buyurtma bermoqchiman', 'order'],
    ['I want to buy', 'order'],
    ['order', 'order'],
    ['замовлення', 'order'],
  ])('%s means %s', (answer, id) => expect(chooseOption(menu?.options ?? [], answer)?.id).toBe(id));

  test.each(['4', '0', 'не знаю', '🙂', 'завтра'])('%s means none', (answer) => {
    expect(chooseOption(menu?.options ?? [], answer)).toBeNull();
  });
});

describe('a frequent question', () => {
  test.each([
    ['А доставку делаете?', 'delivery'],
    ['сколько стоит с доставкой', 'delivery'],
    ['вы доставляете за город?', 'delivery'],
    ['Скільки коштує доставка?', 'delivery'],
    ['yetkazib berasizlarmi, kuryer bormi', 'delivery'],
    ['Do you do deliveries?', 'delivery'],
    ['можно оплатить картой?', 'payment'],
    ['какой у вас график работы', 'opening'],
    ['Манзилингиз қаерда', null],
    ['manzilingiz qayerda?', 'address'],
    ['хочу вернуть товар', 'returns'],
    ['добрый день', null],
    ['', null],
  ])('%s is about %s', (text, entry) => expect(findFaq(shop.faq, text)?.id ?? null).toBe(entry));
});

test.each(['нет', 'Пропустить', 'ні', "yo'q", 'Yo‘q', 'skip', 'No, thanks!', '-', 'не хочу'])(
  '%s declines',
  (text) => {
    expect(declines(text)).toBe(true);
  },
);
test.each(['нет, лучше по почте', 'да', '', 'Нетребко'])('%s does not decline', (text) => {
  expect(declines(text)).toBe(false);
});
