import { ENGLISH } from './english.ts';
import { RUSSIAN } from './russian.ts';
import { UKRAINIAN } from './ukrainian.ts';
import { UZBEK } from './uzbek.ts';

export const LANGUAGES = ['ru', 'uk', 'uz', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Words {
  first: string[];
  last: string[];
  /** Messages about nothing in particular. */
  talk: string[];
  /** The writer's own number ({p}) or address ({e}). */
  ownPhone: string[];
  ownEmail: string[];
  /** We ask; the answer is little more than the number. */
  ask: string[];
  answer: string[];
  /** Somebody else's number, or one at which many answer. */
  otherPhone: string[];
  otherEmail: string[];
  /** {d} is no number to call. */
  digits: string[];
  greeting: string[];
  closing: string[];
  mobile: string[];
  office: string[];
  titles: string[];
  firm: string[];
  quoted: string[];
  forwarded: string[];
}

/** How people of each language write; collected without a look at any rule. {n} is the writer's first name. */
export const WORDS: Readonly<Record<Language, Words>> = {
  ru: RUSSIAN,
  uk: UKRAINIAN,
  uz: UZBEK,
  en: ENGLISH,
};
