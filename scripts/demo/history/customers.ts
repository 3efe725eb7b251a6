import { latin } from '../../../src/search/words.ts';
import type { Chance } from './random.ts';

export type Tongue = 'ru' | 'uk' | 'uz' | 'en';

/** One customer of the month that lies behind. */
export interface Customer {
  name: string;
  language: Tongue;
  channel: string;
  phone?: string;
  email?: string;
  company?: string;
}

const FIRST: Readonly<Record<Tongue, readonly (readonly [string, 'm' | 'f'])[]>> = {
  ru: [
    ['Анна', 'f'],
    ['Дмитрий', 'm'],
    ['Елена', 'f'],
    ['Павел', 'm'],
    ['Светлана', 'f'],
    ['Никита', 'm'],
    ['Юлия', 'f'],
    ['Артём', 'm'],
    ['Виктория', 'f'],
    ['Роман', 'm'],
    ['Галина', 'f'],
    ['Кирилл', 'm'],
  ],
  uk: [
    ['Оксана', 'f'],
    ['Тарас', 'm'],
    ['Ірина', 'f'],
    ['Богдан', 'm'],
    ['Софія', 'f'],
    ['Остап', 'm'],
    ['Леся', 'f'],
    ['Назар', 'm'],
  ],
  uz: [
    ['Nodira', 'f'],
    ['Jamshid', 'm'],
    ['Malika', 'f'],
    ['Sardor', 'm'],
    ['Gulnora', 'f'],
    ['Bekzod', 'm'],
    ['Zilola', 'f'],
    ['Otabek', 'm'],
  ],
  en: [
    ['Alice', 'f'],
    ['Thomas', 'm'],
    ['Julia', 'f'],
    ['Mark', 'm'],
    ['Sophie', 'f'],
    ['Peter', 'm'],
  ],
};

const LAST: Readonly<Record<Tongue, readonly (readonly [string, string])[]>> = {
  ru: [
    ['Лебедев', 'Лебедева'],
    ['Козлов', 'Козлова'],
    ['Новиков', 'Новикова'],
    ['Морозов', 'Морозова'],
    ['Зайцев', 'Зайцева'],
    ['Павлов', 'Павлова'],
    ['Орлов', 'Орлова'],
    ['Егоров', 'Егорова'],
    ['Фролов', 'Фролова'],
    ['Крылов', 'Крылова'],
  ],
  uk: [
    ['Бойко', 'Бойко'],
    ['Кравчук', 'Кравчук'],
    ['Левицький', 'Левицька'],
    ['Гончар', 'Гончар'],
    ['Савчук', 'Савчук'],
    ['Мазур', 'Мазур'],
  ],
  uz: [
    ['Yusupov', 'Yusupova'],
    ['Tursunov', 'Tursunova'],
    ['Nazarov', 'Nazarova'],
    ['Ergashev', 'Ergasheva'],
    ['Saidov', 'Saidova'],
  ],
  en: [
    ['Brown', 'Brown'],
    ['Weber', 'Weber'],
    ['Martin', 'Martin'],
    ['Jansen', 'Jansen'],
  ],
};

const COMPANIES = ['ООО «Парус»', 'ТОВ «Хвиля»', 'Sharq Travel', 'Blue Tours', 'ИП Громов'] as const;

/** How the market writes: tongue, channel and weight of both together. */
const MIX: readonly (readonly [Tongue, string, number])[] = [
  ['ru', 'telegram', 26],
  ['ru', 'vk', 18],
  ['ru', 'email', 10],
  ['uk', 'viber', 12],
  ['uk', 'telegram', 8],
  ['uk', 'email', 3],
  ['uz', 'telegram', 14],
  ['en', 'email', 9],
];

const PHONES: Readonly<Record<Tongue, (chance: Chance) => string>> = {
  ru: (chance) => `+7916${chance.between(1_000_000, 9_999_999)}`,
  uk: (chance) => `+38067${chance.between(1_000_000, 9_999_999)}`,
  uz: (chance) => `+99890${chance.between(1_000_000, 9_999_999)}`,
  en: (chance) => `+447${chance.between(400_000_000, 499_999_999)}`,
};

/** So many invented people, no two of one name on one channel. */
export function inventCustomers(chance: Chance, count: number, channels: readonly string[]): Customer[] {
  const mix = MIX.filter(([, channel]) => channels.includes(channel));
  const total = mix.reduce((sum, [, , weight]) => sum + weight, 0);
  const taken = new Set<string>();
  const people: Customer[] = [];
  for (let tries = 0; people.length < count && tries < count * 40; tries += 1) {
    const [language, channel] = drawn(mix, chance.roll() * total);
    const [first, sex] = chance.pick(FIRST[language]);
    const name = `${first} ${chance.pick(LAST[language])[sex === 'm' ? 0 : 1]}`;
    if (taken.has(`${name} ${channel}`)) continue;
    taken.add(`${name} ${channel}`);
    const person: Customer = { name, language, channel };
    if (chance.percent(55)) person.phone = PHONES[language](chance);
    if (channel === 'email' || chance.percent(12)) person.email = addressOf(name, people.length);
    if (chance.percent(14)) person.company = chance.pick(COMPANIES);
    people.push(person);
  }
  return people;
}

function drawn(mix: typeof MIX, at: number): readonly [Tongue, string] {
  let passed = 0;
  for (const [language, channel, weight] of mix) {
    passed += weight;
    if (at < passed) return [language, channel];
  }
  throw new Error('None of the channels is part of the story.');
}

function addressOf(name: string, number: number): string {
  return `${latin(name.toLowerCase()).replace(/[^a-z]+/g, '.')}.${number}@client.example`;
}
