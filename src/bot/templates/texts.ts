import type { Keywords, Texts } from '../../api/protocol/flow.ts';

/** The same words in the four languages, in the order of the market. */
export const t = (ru: string, uk: string, uz: string, en: string): Texts => ({ ru, uk, uz, en });

/** Keywords separated by commas, per language. */
export function k(ru: string, uk: string, uz: string, en: string): Keywords {
  const list = (words: string) => words.split(',').map((word) => word.trim());
  return { ru: list(ru), uk: list(uk), uz: list(uz), en: list(en) };
}
