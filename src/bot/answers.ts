import type { AskKind } from '../api/protocol/flow.ts';
import { emailAddress } from '../contacts/keys.ts';
import { parsePhone } from '../contacts/phone.ts';
import { plainWords } from './words.ts';

/** An answer that passed. `sure` when only a person who read the question would have written it. */
export interface Passed {
  value: string;
  sure: boolean;
}

const MOST_WISH = 1000;

/** Checks an answer as what was asked for; null when it does not pass. */
export function checkAnswer(kind: AskKind, text: string, hasFiles = false): Passed | null {
  if (kind === 'phone') return sure(phoneIn(text));
  if (kind === 'email') return sure(emailIn(text));
  if (kind === 'name') {
    const name = nameIn(text);
    return name === null ? null : { value: name, sure: false };
  }
  const words = text.replace(/[ \t]+/g, ' ').trim();
  if (words === '') return hasFiles ? { value: '📎', sure: false } : null;
  return { value: words.slice(0, MOST_WISH), sure: false };
}

const sure = (value: string | null): Passed | null => (value === null ? null : { value, sure: true });

/** The first number that somebody can be called at, in E.164. */
export function phoneIn(text: string): string | null {
  for (const [written] of text.matchAll(/(?:\+|\b00)?\d[\d\s().–-]{5,20}\d/gu)) {
    const phone = parsePhone(written.replace(/–/g, '-'));
    if (phone !== null) return phone;
  }
  return null;
}

export function emailIn(text: string): string | null {
  const written = /[^\s@<>()"',;:]+@[^\s@<>()"',;:]+\.\p{L}{2,}/u.exec(text)?.[0];
  return written === undefined ? null : (emailAddress(written)?.value ?? null);
}

const GREETING =
  /^(?:(?:здравствуйте|здравствуй|привет|добрый (?:день|вечер)|доброе утро|доброго (?:дня|вечора|ранку)|добрий (?:день|вечір)|вітаю|привіт|assalomu alaykum|salom|ассалому алайкум|салом|hello|hi|hey|good (?:day|morning|evening))[\s,.!]*)+/iu;
const INTRODUCTION =
  /^(?:меня зовут|мо[её] имя|зовут|это|я|мене звати|мене звуть|моє ім['’ʼ]?я|звати|mening ismim|ismim|men|менинг исмим|исмим|мен|my name is|my name['’]s|name is|i am|i['’]m|this is|it['’]s)[\s,:–-]+/iu;
const NO_NAMES = new Set(
  'да нет не ок окей хорошо ладно спасибо пожалуйста так ні добре гаразд дякую будь ласка ha yoq xop mayli rahmat yes no ok okay fine thanks thank you please stop start стоп старт алло эй бот робот bot robot test тест менеджер оператор operator'.split(
    ' ',
  ),
);

/** A person's name out of "Здравствуйте, меня зовут Анна"; null for sentences, questions and courtesies. */
export function nameIn(text: string): string | null {
  const line = text.replace(/\s+/g, ' ').trim();
  const introduced = line.replace(GREETING, '').trim();
  const bare = introduced.replace(INTRODUCTION, '').trim();
  const name = bare
    .replace(/(?:\+|\b00)?\d[\d\s().–-]{5,20}\d.*$/u, '')
    .replace(/[\s.,!;:)(-]+$/u, '')
    .replace(/^[\s.,!;:)(-]+/u, '');
  if (name.length < 2 || name.length > 60 || !/^[\p{L}\p{M}'’ʼʻ‘`. -]+$/u.test(name)) return null;
  const words = name.split(' ');
  const own = bare !== introduced;
  if (words.length > (own ? 4 : 3) || words.some((word) => NO_NAMES.has(plainWords(word)))) return null;
  return words.map(capital).join(' ');
}

function capital(word: string): string {
  const allLow = word === word.toLowerCase();
  const allHigh = word.length > 2 && word === word.toUpperCase();
  return allLow || allHigh ? word.charAt(0).toUpperCase() + word.slice(1).toLowerCase() : word;
}
