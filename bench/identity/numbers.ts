import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Random } from './random.ts';
import type { Language } from './words.ts';

const MOBILE: Readonly<
  Record<Language, readonly [country: string, codes: readonly string[], rest: number][]>
> = {
  ru: [
    ['7', ['903', '905', '912', '916', '921', '922', '925', '926', '950', '965', '977', '981', '999'], 7],
    ['7', ['701', '702', '705', '707', '747', '777'], 7],
  ],
  uk: [['380', ['50', '63', '66', '67', '68', '73', '93', '95', '96', '97', '98', '99'], 7]],
  uz: [['998', ['90', '91', '93', '94', '95', '97', '99', '88', '33'], 7]],
  en: [
    ['44', ['7400', '7700', '7812', '7911'], 6],
    ['7', ['916', '926'], 7],
    ['998', ['90', '97'], 7],
  ],
};
const LANDLINE: Readonly<Record<Language, readonly [country: string, code: string, rest: number][]>> = {
  ru: [
    ['7', '495', 7],
    ['7', '812', 7],
    ['7', '343', 7],
    ['7', '800', 7],
  ],
  uk: [
    ['380', '44', 7],
    ['380', '32', 7],
    ['380', '800', 6],
  ],
  uz: [['998', '71', 7]],
  en: [['44', '20', 8]],
};

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => String(random.below(10))).join('');
}

function valid(make: () => string): string {
  for (;;) {
    const number = make();
    if (parsePhoneNumberFromString(number)?.isValid()) return number;
  }
}

/** A mobile number nobody else has. */
export function mobileNumber(random: Random, language: Language, taken: Set<string>): string {
  const number = valid(() => {
    const [country, codes, rest] = random.pick(MOBILE[language]);
    return `+${country}${random.pick(codes)}${digits(random, rest)}`;
  });
  if (taken.has(number)) return mobileNumber(random, language, taken);
  taken.add(number);
  return number;
}

/** A number at which many answer. */
export function firmNumber(random: Random, language: Language): string {
  return valid(() => {
    const [country, code, rest] = random.pick(LANDLINE[language]);
    return `+${country}${code}${digits(random, rest)}`;
  });
}

/** As people of its country write it, tidy or not. `x` stands for a digit of the national number. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  '7': [
    '+7 xxx xxx-xx-xx',
    '8 xxx xxx xx xx',
    '8xxxxxxxxxx',
    '+7xxxxxxxxxx',
    '8(xxx)xxx-xx-xx',
    '8-xxx-xxx-xx-xx',
    '7xxxxxxxxxx',
    '8 xxx xxx-xx-xx',
    '+7 (xxx) xxx-xx-xx',
    '8xxx xxxxxxx',
    '8 (xxx) xxx xx xx',
    '+7(xxx)xxxxxxx',
    '+7-xxx-xxx-xx-xx',
    '8 xxx xx xx xxx',
    '8 xxx xxxxxxx',
  ],
  '380': [
    '+380 xx xxx xx xx',
    '0xx xxx xx xx',
    '0xxxxxxxxx',
    '380xxxxxxxxx',
    '(0xx) xxx-xx-xx',
    '0xx-xxx-xx-xx',
    '+38 0xx xxx xx xx',
    '+380xxxxxxxxx',
    '+38(0xx)xxx-xx-xx',
    '0xx xxx-xx-xx',
    '0xx xx xx xxx',
    '38 0xx xxx xx xx',
    '8 0xx xxx xx xx',
  ],
  '998': [
    '+998 xx xxx xx xx',
    '998xxxxxxxxx',
    'xx xxx xx xx',
    'xx-xxx-xx-xx',
    '+998xxxxxxxxx',
    '+998(xx)xxx-xx-xx',
    '(xx) xxx-xx-xx',
    'xx xxx-xx-xx',
    '+998 xx xxxxxxx',
    '998 xx xxx xx xx',
  ],
  '44': ['+44 xxxx xxxxxx', '+44xxxxxxxxxx', '0044 xxxx xxxxxx', '+44 (0)xxxx xxxxxx'],
};

export function written(random: Random, number: string): string {
  const country = ['380', '998', '44', '7'].find((code) => number.startsWith(`+${code}`)) ?? '7';
  const national = number.slice(country.length + 1);
  let at = 0;
  return random.pick(SHAPES[country] ?? []).replace(/x/g, () => national[at++] ?? '');
}

/** Digits that mean something else, some of them as long as a telephone number. */
export function otherDigits(random: Random): string {
  return random.pick([
    () => `${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)} ${digits(random, 4)}`,
    () => `77${digits(random, 8)}`,
    () => `89${digits(random, 9)}`,
    () => `99890${digits(random, 7)}`,
    () => `0${digits(random, 9)}`,
    () => `${1 + random.below(9)}${digits(random, 11)}`,
    () => `${1 + random.below(9)}${digits(random, 5)}`,
    () => `40702810${digits(random, 12)}`,
    () => `205${digits(random, 11)}`,
  ])();
}
