import { askedWords } from '../search/words.ts';

/** Endings that Uzbek words take on, several at once; what stays has four letters at least. */
const UZBEK =
  /(?:larimiz|lariga|laridan|larini|lari|larga|lardan|larni|lar|ingiz|imiz|ning|dan|ga|da|ni|mi|si|im|ing|i|chi)$/u;
const ENGLISH: readonly [RegExp, string][] = [
  [/ies$/, 'y'],
  [/(?<=[^s])s$/, ''],
  [/ing$/, ''],
  [/ed$/, ''],
];

/**
 * The words of a text, each in the forms by which it may be meant: the stem that the search knows, and for Latin
 * letters also without the endings of Uzbek and English.
 */
export function wordForms(text: string): Set<string> {
  const forms = new Set(askedWords(text));
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[a-z'ʻʼ’‘`]{5,}/gu) ?? []) {
    let bare = word;
    for (let cut = 0; cut < 3 && bare.length >= 4; cut += 1) {
      const shorter = bare.replace(UZBEK, '');
      if (shorter === bare || shorter.length < 3) break;
      bare = shorter;
      for (const form of askedWords(bare)) forms.add(form);
    }
    for (const [ending, instead] of ENGLISH) {
      const singular = word.replace(ending, instead);
      if (singular !== word && singular.length >= 3) for (const form of askedWords(singular)) forms.add(form);
    }
  }
  return forms;
}

/** How strongly a phrase is meant: the length of its words when all of them are there in some form, else 0. */
export function phraseWeight(phrase: string, forms: ReadonlySet<string>): number {
  const words = askedWords(phrase);
  if (words.length === 0) return 0;
  let weight = 0;
  for (const word of words) {
    const found = forms.has(word) || [...wordForms(word)].some((form) => form.length >= 3 && forms.has(form));
    if (!found) return 0;
    weight += word.length;
  }
  return weight;
}
