import { describe, expect, test } from 'vitest';
import { findOwn, type Said, STRONG } from '../../src/contacts/evidence/find.ts';

const strong = (said: Said): string[] =>
  findOwn(said).flatMap(({ value, confidence }) => (confidence >= STRONG ? [value] : []));
const weak = (said: Said): string[] =>
  findOwn(said).flatMap(({ value, confidence }) => (confidence < STRONG ? [value] : []));

describe('what people give as their own links at once', () => {
  test.each([
    ['мой номер 8 912 345-67-89', '+79123456789'],
    ['Перезвоните мне, пожалуйста, 8(912)3456789', '+79123456789'],
    ['По заказу 4512 перезвоните на 8 912 345 67 89', '+79123456789'],
    ['мой старый номер 8 905 111-22-33 не работает, новый 8 912 345 67 89', '+79123456789'],
    ['Меня зовут Анна. Нужны два комплекта. Телефон 8 777 439 27 77', '+77774392777'],
    ['пишите на ivan@example.com', 'ivan@example.com'],
    ['Моя эл. почта ivan@example.com, жду договор', 'ivan@example.com'],
    ['мій номер 050 123 45 67', '+380501234567'],
    ['телефонуйте 8 067 123 45 67', '+380671234567'],
    ['пишіть на olena@example.com', 'olena@example.com'],
    ['telefon raqamim +998 90 123-45-67', '+998901234567'],
    ['raqamim 97 123 45 67', '+998971234567'],
    ['менинг рақамим 998901234567', '+998901234567'],
    ['aziz@example.com ga yozing', 'aziz@example.com'],
    ['you can reach me on +44 7400 123456', '+447400123456'],
    ['my email is emma@example.com', 'emma@example.com'],
  ])('%s', (text, value) => {
    expect(strong({ text })).toEqual([value]);
  });

  test('a bare number is theirs when we asked for it, and a guess when nobody did', () => {
    expect(strong({ text: '89123456789', asked: true })).toEqual(['+79123456789']);
    expect(strong({ text: '89123456789' })).toEqual([]);
    expect(weak({ text: '89123456789' })).toEqual(['+79123456789']);
  });

  test('several numbers of one person', () => {
    const text = 'Мой номер 8 912 345-67-89 или +7 (905) 111-22-33';
    expect(strong({ text })).toEqual(['+79123456789', '+79051112233']);
  });
});

describe('what belongs to somebody else, or is no number, never links', () => {
  test.each([
    'номер моего мужа 8 922 111-22-33',
    'Позвоните моей маме 8 922 111-22-33',
    '8 922 111-22-33 это номер брата',
    'Забере дружина, 050 123 45 67',
    'erimning raqami 97 123 45 67',
    "my wife's number is +7 922 111-22-33",
    "+7 922 111-22-33 is my brother's number",
    'Вот контакт мастера: 8 922 111-22-33',
    'мне звонили с номера +7 922 111-22-33, это вы?',
    'Menga 97 123 45 67 raqamidan qoʻngʻiroq qilishdi, bu sizmi?',
    'у вас на сайте указан 8 922 111-22-33',
    'отправьте копию коллеге на petr@example.com',
    'відправте копію колезі на petro@example.com',
    'заказ 89123456789 где?',
    'ИНН 7707083893',
    'карта 4276 1234 5678 9012',
    'оплатил 89123456789 руб',
    'narxi 901234567 soʻm',
    'tracking 89123456789',
    '> мой номер 8 912 345-67-89',
    'Мой номер раньше был 8 912 345-67-89, больше не мой',
  ])('%s', (text) => {
    expect(strong({ text })).toEqual([]);
  });

  test('the next number in the same sentence is judged by its own words', () => {
    const text = 'Мой номер 8 912 345-67-89, а это номер жены 8 922 111-22-33';
    expect(strong({ text })).toEqual(['+79123456789']);
  });
});

describe('signatures', () => {
  const letter = (...signature: string[]) => ['Добрый день!', 'Жду счёт.', '', ...signature].join('\n');
  const name = 'Иван Петров';

  test('the one mobile number below a letter is the writer’s, the landline is not only theirs', () => {
    const text = letter('С уважением,', name, 'тел. +7 495 123-45-67 доб. 12', 'моб. +7 912 345-67-89');
    expect(strong({ text, name })).toEqual(['+79123456789']);
    expect(weak({ text, name })).toEqual(['+74951234567']);
  });

  test('of two mobile numbers nobody can tell which is the firm’s', () => {
    const text = letter('--', name, 'ООО «Ромашка»', 'тел. 8 905 111-22-33', 'моб. +7 912 345-67-89');
    expect(strong({ text, name })).toEqual([]);
    expect(weak({ text, name })).toEqual(['+79051112233', '+79123456789']);
  });

  test('what is quoted or forwarded below it belongs to others', () => {
    const text = letter(
      'С уважением,',
      name,
      '',
      '-------- Пересылаемое сообщение --------',
      'From: Anna <anna@example.com>',
      'мой номер 8 905 111-22-33',
    );
    expect(findOwn({ text, name })).toEqual([]);
  });

  test('a signature that was folded away below a forwarded letter is not the writer’s', () => {
    const text = letter('С уважением,', name, '', '---------- Forwarded message ---------', 'Смотрите:');
    expect(findOwn({ text, folded: '--\nAnna\n8 905 111-22-33', name })).toEqual([]);
    const own = { text: 'Жду счёт.', folded: `--\n${name}\n8 912 345-67-89`, name };
    expect(strong(own)).toEqual(['+79123456789']);
  });

  test('somebody else’s signature is no proof', () => {
    const text = letter('С уважением,', 'Анна Смирнова', 'моб. +7 912 345-67-89');
    expect(strong({ text, name })).toEqual([]);
  });
});

test('a question about the reader’s address is not the writer’s, also where it was folded away', () => {
  const folded = 'ваш адрес petrov@post.example ещё актуален?\n\nСветлана Соколова\nсот. +7 701 362 94 97';
  const found = findOwn({ text: 'ок, договорились', folded, name: 'Светлана Соколова' });
  const sure = found.filter(({ confidence }) => confidence >= STRONG).map(({ value }) => value);
  expect(sure).toEqual(['+77013629497']);
});
