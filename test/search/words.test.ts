import { expect, test } from 'vitest';
import { askedStart, askedWords, phoneFragment, phoneTails, wordsOf } from '../../src/search/words.ts';

test.each([
  ['доставку', 'Доставка завтра'],
  ['доставки', 'бесплатной доставкой'],
  ['заказ', 'по вашему заказу'],
  ['елка', 'Ёлка'],
  ['Olga', 'Ольга Петрова'],
  ['Ольгу', 'Olga Petrova'],
  ['Юлии', 'Yulia'],
  ['Julia', 'Юлия'],
  ['Aleksei', 'Алексей'],
  ['Dmitriy', 'Дмитрий'],
  ['Наталия', 'Наталья'],
  ['Sergey', 'Сергій'],
  ['Сергей', 'Сергій'],
  ['вулиця', 'на вулиці'],
  ['Toshkent', 'Toshkent shahri'],
  ['гўзал', 'Goʻzal'],
  ['cafe', 'Café'],
])('%s is found in "%s"', (question, text) => {
  const words = new Set(wordsOf(text));
  const whole = askedWords(question).every((word) => words.has(word));
  const begun = [...words].some((word) => word.startsWith(askedStart(question)));
  expect(whole || begun).toBe(true);
});

test.each([
  ['кот', 'котёл'],
  ['Olga', 'Олег'],
  ['заказ', 'отказ'],
])('%s is no whole word of "%s"', (question, text) => {
  const words = new Set(wordsOf(text));
  expect(askedWords(question).every((word) => words.has(word))).toBe(false);
});

test('any four digits in a row find a number', () => {
  const tails = phoneTails('+79161234567');
  for (const part of ['916 12', '4567', '+7 (916) 123-45-67', '6123']) {
    const fragment = phoneFragment(part);
    expect(tails.some((tail) => fragment !== null && tail.startsWith(fragment))).toBe(true);
  }
  expect(phoneFragment('456')).toBeNull();
  expect(phoneFragment('order 4567')).toBeNull();
});
